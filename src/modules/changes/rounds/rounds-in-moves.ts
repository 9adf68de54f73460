import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { Transaction } from '../../../database/index.js';
import { conflict, DomainError } from '../../../kernel/index.js';
import { ChangeHooks, type PartInMoves, type StandingRound } from '../moves/change-hooks.js';
import type { OpenChange } from '../moves/change-desk.js';
import { ChangeStores } from '../stores/change-stores.js';
import type { Outcome } from '../domain/reviewing.js';
import { heldBy } from './domain/round.js';
import { RoundClosing } from './round-closing.js';
import { RoundOpening } from './round-opening.js';
import { RoundsStore } from './rounds.store.js';
import { VotesStore } from './votes.store.js';
import { approvals } from './voting-boards.js';

/** What rounds of votes have to do with the moves of a change. */
@Injectable()
export class RoundsInMoves implements PartInMoves, OnModuleInit {
  constructor(
    private readonly hooks: ChangeHooks,
    private readonly rounds: RoundsStore,
    private readonly votes: VotesStore,
    private readonly opening: RoundOpening,
    private readonly closing: RoundClosing,
    private readonly stores: ChangeStores,
  ) {}

  onModuleInit(): void {
    this.hooks.register(this);
  }

  voided(open: OpenChange, reasons: readonly string[]): Promise<void> {
    return this.closing.void(open, reasons);
  }

  async roundOf({ tx, change }: OpenChange): Promise<StandingRound | undefined> {
    const round = await this.rounds.open(tx, change.id);
    if (round) return { id: round.id, isOpen: true };
    if (change.state !== 'deciding') return undefined;
    const last = approvals(await this.rounds.ofChange(tx, change.id)).at(-1);
    return last && { id: last.id, isOpen: false };
  }

  async held({ tx, change, now }: OpenChange): Promise<void> {
    const round = await this.rounds.open(tx, change.id);
    if (!round) return;
    const closesAt = round.extendedAt ? round.extendedDeadline : round.deadline;
    // what time has done is written down first, by the rounds of deadlines
    if (now >= closesAt) throw conflict('round_over', 'The round of votes is just ending: try again.');
    await this.rounds.still(tx, round.id);
  }

  async letGo({ tx, change, now }: OpenChange, heldMs: number): Promise<void> {
    const round = await this.rounds.open(tx, change.id);
    if (!round) return;
    const before = {
      deadline: round.deadline.getTime(),
      extendedDeadline: round.extendedDeadline.getTime(),
      remindAt: round.remindAt?.getTime() ?? null,
    };
    const after = heldBy(before, heldMs, round.extendedAt !== null);
    const moved = {
      deadline: new Date(after.deadline),
      extendedDeadline: new Date(after.extendedDeadline),
      remindAt: after.remindAt === null ? null : new Date(after.remindAt),
    };
    await this.rounds.moveDeadlines(tx, round, moved);
    await this.stores.record.say(tx, change.id, now, 'change.round_moved', {
      audience: 'shared',
      roundId: round.id,
      kind: round.kind,
      until: (round.extendedAt ? moved.extendedDeadline : moved.deadline).toISOString(),
    });
  }

  /** An emergency is ratified afterwards. It does not wait for a board that cannot be asked: that is said, and stands in the review. */
  async started(open: OpenChange): Promise<void> {
    if (open.change.class !== 'emergency') return;
    try {
      await this.opening.open(open, await this.opening.planned(open, 'ratification'));
    } catch (error) {
      if (!(error instanceof DomainError) || error.refusal.kind !== 'conflict') throw error;
      const { tx, change, now } = open;
      await this.stores.record.say(tx, change.id, now, 'change.unratified', {
        audience: 'internal',
        code: error.refusal.code,
      });
    }
  }

  /** An emergency that two of three seats did not approve was made without authority, however well it went. */
  async ended({ tx, change }: OpenChange, outcome: Outcome): Promise<Outcome> {
    if (change.class !== 'emergency' || change.startedAt === null) return outcome;
    const last = (await this.rounds.ofChange(tx, change.id)).findLast(({ kind }) => kind === 'ratification');
    if (last?.state === 'open') throw conflict('ratification_open', 'Whether it is ratified is still voted on.');
    return last?.state === 'approved' ? outcome : 'unauthorised';
  }

  async votersOf(tx: Transaction, changeId: string): Promise<string[]> {
    const rounds = await this.rounds.ofChange(tx, changeId);
    const found: string[] = [];
    for (const { id, kind, voidedAt } of rounds)
      if (kind === 'board' && voidedAt === null)
        found.push(...(await this.votes.of(tx, id)).map(({ personId }) => personId));
    return found;
  }
}
