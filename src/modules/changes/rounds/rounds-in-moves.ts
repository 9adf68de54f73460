import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { Transaction } from '../../../database/index.js';
import { conflict, DomainError } from '../../../kernel/index.js';
import { ChangeHooks, type PartInMoves } from '../change-hooks.js';
import type { OpenChange } from '../change-desk.js';
import { ChangeStores } from '../change-stores.js';
import type { Outcome } from '../domain/reviewing.js';
import { heldBy } from './domain/round.js';
import { RoundClosing } from './round-closing.js';
import { RoundOpening } from './round-opening.js';
import { RoundsStore } from './rounds.store.js';
import { VotesStore } from './votes.store.js';

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

  /** While a round is open, its seats decide; where everybody affected votes, they always do. */
  async assertDecidedAlone({ tx, change }: OpenChange): Promise<void> {
    if (await this.rounds.open(tx, change.id)) throw conflict('round_open', 'A round of votes is open: it decides.');
    if (change.class !== 'normal') return;
    if ((await this.opening.boardOf(tx, change))?.isFullVote)
      throw conflict('voted_on', 'Changes of this service are voted on by everybody whom they affect.');
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
    const before = { deadline: round.deadline.getTime(), extendedDeadline: round.extendedDeadline.getTime() };
    const after = heldBy(before, heldMs, round.extendedAt !== null);
    const moved = { deadline: new Date(after.deadline), extendedDeadline: new Date(after.extendedDeadline) };
    await this.rounds.moveDeadlines(tx, round, moved);
    await this.stores.record.say(tx, change.id, now, 'change.round_moved', {
      audience: 'shared',
      roundId: round.id,
      until: (round.extendedAt ? moved.extendedDeadline : moved.deadline).toISOString(),
    });
  }

  /** An emergency is ratified afterwards. It does not wait for a board that cannot be asked: that is said, and stands in the review. */
  async started(open: OpenChange): Promise<void> {
    if (open.change.class !== 'emergency') return;
    try {
      await this.opening.open(open, 'ratification');
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
    const last = (await this.rounds.ofChange(tx, changeId)).at(-1);
    if (!last || last.voidedAt || last.kind !== 'board') return [];
    return (await this.votes.of(tx, last.id)).map(({ personId }) => personId);
  }
}
