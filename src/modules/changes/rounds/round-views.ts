import { Injectable } from '@nestjs/common';
import type { Transaction } from '../../../database/index.js';
import type { Change } from '../change.js';
import { tally, type Tally } from '../domain/tally.js';
import { ballotIn, type Round } from './rounds.store.js';
import { asVote, VotesStore, type KeptVote } from './votes.store.js';

/** A round as its seats see it. */
export interface RoundView {
  round: Round;
  tally: Tally;
  /** All that were cast, in their order. */
  votes: KeptVote[];
  /** Display names by id. */
  people: ReadonlyMap<string, string>;
  institutions: ReadonlyMap<string, { code: string; name: string }>;
}

@Injectable()
export class RoundViews {
  constructor(private readonly votes: VotesStore) {}

  /** As it stands: time does nothing with a round that has ended, nor while its change is held. */
  async of(tx: Transaction, change: Pick<Change, 'heldAt'>, round: Round, now: Date): Promise<RoundView> {
    const votes = await this.votes.of(tx, round.id);
    const lastCast = votes.at(-1)?.castAt ?? round.openedAt;
    const present = round.closedAt ?? change.heldAt ?? now;
    const instant = Math.max(present.getTime(), lastCast.getTime());
    const institutionIds = round.seats.map(({ institutionId }) => institutionId);
    return {
      round,
      tally: tally(ballotIn(round), votes.map(asVote), instant),
      votes,
      people: await this.votes.names(tx, round.id),
      institutions: await this.votes.institutions(tx, institutionIds),
    };
  }
}
