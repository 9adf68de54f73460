import { Injectable } from '@nestjs/common';
import { UnitOfWork, type Actor, type Side, type Transaction } from '../../../database/index.js';
import { decodeCursor, placeInTime, toPage, type Page } from '../../../http/index.js';
import { Clock, conflict, forbidden, invalid, isUuid, newId, notFound, orThrow } from '../../../kernel/index.js';
import { requirePermission } from '../../identity/index.js';
import { TicketsStore, type Ticket } from '../../tickets/index.js';
import type { Action, ActionVersion } from '../action.js';
import { ActionsStore } from '../stores/actions.store.js';
import { checkParameters } from './domain/parameters.js';
import type { Run, WholeRun } from './run.js';
import { mayRun, RunDesk } from './run-desk.js';
import { RunRecord, type RunEntry } from './run-record.js';
import { RunsStore, type RunQuery } from './stores/runs.store.js';
import { RunWritingStore } from './stores/run-writing.store.js';

export interface RunWish {
  /** Reference. */
  action: string;
  /** Code; by default that of the ticket, or the only one there is. */
  service?: string | undefined;
  parameters?: Readonly<Record<string, unknown>> | undefined;
}

const place = placeInTime('startedAt');
const placeOf = ({ startedAt, id }: Run) => ({ startedAt: startedAt.toISOString(), id });
const same = <T>(item: T) => item;
const over = ['closed', 'cancelled', 'merged'];

/** Runs are started on a ticket or by themselves, and read by the side that makes them. */
@Injectable()
export class RunsService {
  constructor(
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
    private readonly desk: RunDesk,
    private readonly runs: RunsStore,
    private readonly writing: RunWritingStore,
    private readonly record: RunRecord,
    private readonly actions: ActionsStore,
    private readonly tickets: TicketsStore,
  ) {}

  /**
   * A run of the version that holds; it stays on it. Refused: 404 for a ticket or an action that is not seen, 403 for a role
   * that may not run it, 409 for an action that is suspended or retired and for a ticket in which the part is over, 422 for a
   * service that is not the action's and for parameters.
   */
  start(actor: Actor, wish: RunWish, ticketReference?: string): Promise<WholeRun> {
    return this.work.run(actor, async (tx) => {
      const ticket = ticketReference === undefined ? null : await this.tickets.byReference(tx, ticketReference);
      const action = await this.actions.byReference(tx, wish.action);
      const version = await this.actions.holding(tx, action.id);
      if (!version) throw notFound();
      requirePermission(actor, 'run.work');
      const serviceId = await this.serviceOf(tx, action, wish, ticket);
      const sides = (['provider', 'user'] as const).filter((side) => mayRun(actor, side, serviceId, version.document));
      if (sides.length === 0) throw forbidden('The action is not run by any of your roles.');
      if (action.state === 'suspended' || action.state === 'retired')
        throw conflict(`action_${action.state}`, `The action is ${action.state}.`);
      const side = ticket ? await this.sideOn(tx, ticket, sides) : sides[0];
      if (!side) throw new Error('nobody runs an action on no side');
      const parameters = orThrow(checkParameters(version.document, wish.parameters ?? {}));
      const now = this.clock.now();
      const id = newId(now);
      await this.writing.add(tx, {
        id,
        side,
        actionId: action.id,
        versionId: version.id,
        ownerId: action.institutionId,
        serviceId,
        ticketId: ticket?.id ?? null,
        parameters,
        at: now,
      });
      await this.assertUnchanged(tx, version);
      const data = {
        actionId: action.id,
        versionId: version.id,
        serviceId,
        ...(ticket ? { ticketId: ticket.id } : {}),
      };
      await this.record.say(tx, { id, side }, now, 'run.started', data);
      return this.desk.whole(tx, id);
    });
  }

  one(actor: Actor, id: string): Promise<WholeRun> {
    return this.desk.read(actor, id, (tx) => this.desk.whole(tx, id));
  }

  list(
    actor: Actor,
    { limit, cursor, ...query }: Omit<RunQuery, 'after'> & { cursor: string | undefined },
  ): Promise<Page<Run>> {
    const after = decodeCursor(cursor, place);
    return this.work.run(actor, async (tx) =>
      toPage(await this.runs.list(tx, { ...query, limit: limit + 1, after }), limit, placeOf, same),
    );
  }

  /** Of the side of whoever asks: on the other side nobody learns that there are any. */
  ofTicket(actor: Actor, reference: string, limit: number, cursor: string | undefined): Promise<Page<Run>> {
    const after = decodeCursor(cursor, place);
    return this.work.run(actor, async (tx) => {
      const ticket = await this.tickets.byReference(tx, reference);
      requirePermission(actor, 'run.read', ticket.serviceId);
      return toPage(await this.runs.ofTicket(tx, ticket.id, limit + 1, after), limit, placeOf, same);
    });
  }

  timeline(actor: Actor, id: string, limit: number, cursor: string | undefined): Promise<Page<RunEntry>> {
    const after = decodeCursor(cursor, isEventId);
    return this.desk.read(actor, id, async (tx) => {
      const rows = await this.record.read(tx, id, after, limit + 1);
      return toPage(rows, limit, (row) => row.id, same);
    });
  }

  private async serviceOf(tx: Transaction, action: Action, wish: RunWish, ticket: Ticket | null): Promise<string> {
    const services = await this.runs.servicesOf(tx, action.id);
    const named = wish.service === undefined ? undefined : services.find(({ code }) => code === wish.service);
    if (wish.service !== undefined && !named) throw otherService('service');
    if (ticket) {
      if (!services.some(({ id }) => id === ticket.serviceId)) throw otherService('action');
      if (named && named.id !== ticket.serviceId) throw otherService('service');
      return ticket.serviceId;
    }
    if (named) return named.id;
    const [only, another] = services;
    if (!only || another) throw invalid('service', 'required', 'The action is of several services: say for which.');
    return only.id;
  }

  private async sideOn(tx: Transaction, ticket: Ticket, sides: readonly Side[]): Promise<Side> {
    if (over.includes(ticket.state)) throw conflict('ticket_over', `The ticket is ${ticket.state}.`);
    const parts = await this.runs.sidesOn(tx, ticket.id);
    const side = sides.find((each) => parts.includes(each));
    if (!side) throw conflict('part_ended', 'Your side has no part in this ticket that goes on.');
    return side;
  }

  /** From here on the version stays; a draft may have been written anew since it was read. */
  private async assertUnchanged(tx: Transaction, { id, state, changedAt }: ActionVersion): Promise<void> {
    const now = await this.actions.version(tx, id);
    if (now?.state === state && now.changedAt.getTime() === changedAt.getTime()) return;
    throw conflict('version_changed', 'The action was changed just now: read it again.');
  }
}

const otherService = (field: string) =>
  invalid(field, 'other_service', 'The action is not one of this service, as far as you see it.');
const isEventId = (key: unknown): key is string => typeof key === 'string' && isUuid(key);
