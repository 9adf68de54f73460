import { Injectable } from '@nestjs/common';
import type { Transaction } from '../../../../database/index.js';
import type { ServiceFunction } from '../../../catalogue/index.js';
import type { ActionDocument, ActionKind, ResultField } from '../../domain/action-document.js';

/** An action that is published, as a plan of it begins. */
export interface Plannable {
  id: string;
  kind: ActionKind;
  state: string;
  document: ActionDocument | null;
  isForService: boolean;
}

export interface FinishedRun {
  id: string;
  actionId: string;
  serviceId: string;
  ticketId: string | null;
  outcome: string;
  finishedAt: Date;
  results: Record<string, unknown>;
  fields: ResultField[] | null;
}

/** What plans ask of actions, their runs and the functions of services. */
@Injectable()
export class PlannedActionsStore {
  async byReference(tx: Transaction, reference: string, serviceId: string): Promise<Plannable | undefined> {
    const [row] = await tx.query<Plannable>(
      `select a.id, a.kind, a.state, v.document,
              exists (select 1 from action_service s
                       where s.action_id = a.id and s.service_id = $2 and s.is_published) as "isForService"
         from action a
         left join action_version v on v.action_id = a.id and v.number = a.published_number
        where a.reference = $1`,
      [reference, serviceId],
    );
    return row;
  }

  /** What stands in the version that holds now. */
  async documentOf(tx: Transaction, actionId: string): Promise<ActionDocument | undefined> {
    const [row] = await tx.query<{ document: ActionDocument }>(
      `select v.document
         from action a
         join action_version v on v.action_id = a.id and v.number = a.published_number
        where a.id = $1`,
      [actionId],
    );
    return row?.document;
  }

  /** The functions of a service that the acting institution holds. */
  async held(tx: Transaction, serviceId: string): Promise<ServiceFunction[]> {
    const rows = await tx.query<{ function: ServiceFunction }>(
      `select distinct "function" from responsibility where service_id = $1 and institution_id = app_institution()`,
      [serviceId],
    );
    return rows.map((row) => row.function);
  }

  /** A run of the own institution that came to its end. */
  async finishedRun(tx: Transaction, id: string): Promise<FinishedRun | undefined> {
    const [row] = await tx.query<FinishedRun>(
      `select r.id, r.action_id as "actionId", r.service_id as "serviceId", r.ticket_id as "ticketId", r.outcome,
              r.finished_at as "finishedAt", r.results, v.document -> 'results' as fields
         from run r
         left join action_version v on v.id = r.version_id
        where r.id = $1 and r.institution_id = app_institution() and r.state = 'finished'`,
      [id],
    );
    return row;
  }
}
