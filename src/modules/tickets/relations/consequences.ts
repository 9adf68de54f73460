import { Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { systemActor, WorkerUnitOfWork, type Transaction } from '../../../database/index.js';
import { Events } from '../../../events/index.js';
import { JobHandlers } from '../../../jobs/index.js';
import { Clock } from '../../../kernel/index.js';
import type { CaseFile } from '../case-file.js';
import { isOpenTicket, openEscalation } from '../domain/admission.js';
import { insideOf } from '../domain/readers.js';
import { Filing } from '../filing.js';
import { resolve } from '../ticket-acts.js';
import { TicketHooks } from '../ticket-hooks.js';
import { ConsequencesStore, type Consequence, type Key } from './consequences.store.js';

const BATCH = 200;

/** What became of one: done (and how, where that differs), or left for a reason. */
export type Outcome = { state: 'done'; reason?: string } | { state: 'left'; reason: string };
/** Does one on the file of its ticket, in the owner's name. */
export type Effect = (file: CaseFile, found: Consequence) => Promise<Outcome>;

/**
 * Does what was put down, each in a transaction of its own and in the name of the ticket's owner: resolves what hangs on a
 * resolved parent or an ended major incident, and tells the requesters of merged tickets and of those children. What
 * cannot be resolved (already over, a provider at work, anything that would refuse the single move) is left, and counted. Several processes may do it at once: a
 * ticket that another one holds is passed over until the next round. What fails rests, longer each time.
 */
@Injectable()
export class Consequences implements OnModuleInit {
  private readonly log = new Logger(Consequences.name);
  private readonly effects = new Map<string, Effect>();

  constructor(
    private readonly jobs: JobHandlers,
    private readonly work: WorkerUnitOfWork,
    private readonly filing: Filing,
    private readonly events: Events,
    private readonly store: ConsequencesStore,
    private readonly hooks: TicketHooks,
    private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    this.jobs.register('do-consequences', async () => {
      await this.run();
    });
  }

  /** What other folders have done on tickets in this way. */
  on(kind: Consequence['kind'], effect: Effect): void {
    this.effects.set(kind, effect);
  }

  /** Does everything that is to be done now. Returns how many were. */
  async run(): Promise<number> {
    const passedOver = new Set<string>();
    let done = 0;
    for (;;) {
      const batch = await this.store.pending(this.clock.now(), BATCH, [...passedOver]);
      for (const key of batch) {
        if (await this.doOrSay(key)) done += 1;
        else passedOver.add(key.ticketId);
      }
      if (batch.length === 0) return done;
    }
  }

  private async doOrSay(key: Key): Promise<boolean> {
    try {
      return await this.work.run(systemActor(key.institutionId), (tx) => this.one(tx, key));
    } catch (error) {
      this.log.error(`ticket ${key.ticketId}: ${error instanceof Error ? error.message : String(error)}`);
      await this.putOff(key);
      return false;
    }
  }

  private async putOff(key: Key): Promise<void> {
    try {
      await this.work.run(systemActor(key.institutionId), (tx) => this.store.putOff(tx, key, this.clock.now()));
    } catch (error) {
      // the database is away: everything waits for it
      this.log.error(`ticket ${key.ticketId}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }

  private async one(tx: Transaction, key: Key): Promise<boolean> {
    const file = await this.filing.openIfFree(tx, key.ticketId);
    const found = file && (await this.store.claim(tx, key));
    // done meanwhile, or in other hands
    if (!file || !found) return false;
    const outcome = await this.effect(file, found);
    await this.store.settle(tx, key, outcome.state, outcome.reason ?? null, file.now);
    if (found.kind === 'resolve') await this.countChildren(file, found);
    return true;
  }

  private async effect(file: CaseFile, found: Consequence): Promise<Outcome> {
    const { tx, ticket } = file;
    switch (found.kind) {
      case 'resolve':
        return this.resolve(file, found);
      case 'survivor_ended':
        if (ticket.state !== 'merged') return { state: 'left', reason: 'not_merged' };
        // the text was written to somebody else: of it only that it was resolved; whoever asked for both has read it
        file.record('ticket.survivor_ended', 'requester', {
          outcome: found.code === null ? 'cancelled' : 'resolved',
          isTold: await isRequesterOf(tx, found.sourceId, ticket.requesterId),
        });
        await this.filing.note(file);
        return { state: 'done' };
      case 'major_update': {
        const text = found.textId === null ? undefined : await this.store.textOf(tx, found.textId);
        if (!isOpenTicket(ticket) || text === undefined) return { state: 'left', reason: ticket.state };
        const readers = insideOf(ticket.institutionId, 'user');
        file.record('ticket.major_updated', 'requester', { majorId: found.sourceId, updateId: found.textId }, readers);
        await this.filing.note(file);
        return { state: 'done' };
      }
      case 'problem_fixed': {
        const effect = this.effects.get(found.kind);
        if (!effect) throw new Error(`nobody does ${found.kind}`);
        return effect(file, found);
      }
    }
  }

  private async resolve(file: CaseFile, { code, textId, sourceId }: Consequence): Promise<Outcome> {
    const { ticket } = file;
    if (!isOpenTicket(ticket)) return { state: 'left', reason: ticket.state };
    // taken away from it meanwhile
    if (!(await this.store.hangsOn(file.tx, ticket, sourceId))) return { state: 'left', reason: 'detached' };
    if (openEscalation(file.escalations)) return { state: 'left', reason: 'escalation_open' };
    const refusal = await this.hooks.obstacle(file.tx, ticket, 'resolve');
    if (refusal) return { state: 'left', reason: refusal.code };
    const text = textId === null ? undefined : await this.store.textOf(file.tx, textId);
    if (text === undefined) throw new Error('the text of what followed is gone');
    await resolve(file, code ?? 'fixed', text);
    await this.filing.writeDown(file);
    return { state: 'done' };
  }

  /** Once nothing of a parent is left to do, those who work on it are told how many were resolved and how many left. */
  private async countChildren({ tx, now }: CaseFile, { institutionId, eventId, sourceId }: Consequence): Promise<void> {
    const { done, left, pending } = await this.store.tally(tx, institutionId, eventId);
    const isTicket = pending === 0 && (await isTicketOf(tx, sourceId));
    if (!isTicket) return;
    await this.events.append(tx, sourceId, now, [
      {
        type: 'ticket.children_ended',
        audience: 'internal',
        side: 'user',
        readers: insideOf(institutionId, 'user'),
        data: { resolved: done, left },
      },
    ]);
  }
}

async function isRequesterOf(tx: Transaction, id: string, personId: string): Promise<boolean> {
  const rows = await tx.query<{ id: string }>('select id from ticket where id = $1 and requester_id = $2', [
    id,
    personId,
  ]);
  return rows.length > 0;
}

async function isTicketOf(tx: Transaction, id: string): Promise<boolean> {
  const rows = await tx.query<{ id: string }>('select id from ticket where id = $1', [id]);
  return rows.length > 0;
}
