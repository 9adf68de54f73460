import { Injectable } from '@nestjs/common';
import type { Side } from '../../database/index.js';
import { readerKey } from '../../events/index.js';
import { DomainError } from '../../kernel/index.js';
import { colleague } from '../identity/index.js';
import type { CaseFile } from './case-file.js';
import type { Escalation } from './domain/ticket.js';
import { AssignmentsStore, type AssignTo } from './stores/assignments.store.js';
import { QueuesStore } from './stores/queues.store.js';

/** Whom a ticket is given to, as it is asked for: what is left out stays, null takes it away. */
export interface Giving {
  assignee?: string | null | undefined;
  team?: string | null | undefined;
}

/**
 * Gives a ticket, or the escalation that a provider has, to a person or into the queue of a team. A team that gives out by
 * itself chooses somebody at once, unless a person is named. It changes no state and is known to the own side only.
 */
@Injectable()
export class Assigning {
  constructor(
    private readonly assignments: AssignmentsStore,
    private readonly queues: QueuesStore,
  ) {}

  async give(file: CaseFile, side: Side, { assignee, team }: Giving, escalation?: Escalation): Promise<void> {
    const { tx, ticket, now } = file;
    const to: AssignTo = { personId: assignee, teamId: team };
    if (typeof assignee === 'string' && !(await colleague(tx, assignee)))
      throw unknown('assignee', 'unknown_person', 'No such person in your institution.');
    if (typeof team === 'string') {
      const chosen = await this.queues.pick(tx, team, { side, serviceId: ticket.serviceId, at: now });
      if (chosen === undefined) throw unknown('team', 'unknown_team', 'No such team on your side.');
      if (assignee === undefined) to.personId = chosen;
    }
    const n = escalation?.n ?? 0;
    const former = await this.assignments.set(tx, ticket.id, side, n, to, now);
    const said = {
      ...(to.personId === undefined ? {} : { assigneeId: to.personId }),
      // said once more: they know
      ...(to.personId && to.personId === former ? { isUnchanged: true } : {}),
      ...(to.teamId === undefined ? {} : { teamId: to.teamId }),
    };
    if (!escalation) file.record('ticket.assigned', 'internal', said);
    else file.record('escalation.assigned', 'internal', { n, ...said }, [readerKey(escalation.holderId, 'provider')]);
  }
}

function unknown(field: string, code: string, message: string): DomainError {
  return new DomainError({
    kind: 'unprocessable',
    code,
    detail: message,
    errors: [{ pointer: `/${field}`, code, message }],
  });
}
