import { Injectable } from '@nestjs/common';
import type { OpenChange } from '../change-desk.js';
import { ChangeStores } from '../change-stores.js';
import { Deciding } from '../deciding.js';
import { tally, type Tally } from '../domain/tally.js';
import { shared } from '../preparing.service.js';
import { ballotIn, RoundsStore, type Round } from './rounds.store.js';
import { asVote, VotesStore } from './votes.store.js';

/**
 * Ends rounds, when a vote decides them or time does. Whoever calls has the change alone, and acts as the provider side that
 * makes it: what the tally says is done here once, with the move of the change, in one transaction.
 */
@Injectable()
export class RoundClosing {
  constructor(
    private readonly rounds: RoundsStore,
    private readonly votes: VotesStore,
    private readonly stores: ChangeStores,
    private readonly deciding: Deciding,
  ) {}

  /** How an open round stands at an instant; what follows from it is done. */
  async settle(open: OpenChange, round: Round): Promise<Tally> {
    const { tx, change, now } = open;
    const standing = tally(ballotIn(round), (await this.votes.of(tx, round.id)).map(asVote), now.getTime());
    if (standing.result !== 'open') {
      await this.close(open, round, standing.result, new Date(standing.closedAt ?? now));
      return standing;
    }
    const isExtended = standing.closesAt > round.deadline.getTime();
    if (isExtended && !round.extendedAt) {
      await this.rounds.extend(tx, round, now);
      await this.stores.record.say(tx, change.id, now, 'change.round_extended', {
        audience: 'shared',
        roundId: round.id,
        until: round.extendedDeadline.toISOString(),
      });
    }
    return standing;
  }

  private async close(
    open: OpenChange,
    round: Round,
    result: 'approved' | 'rejected' | 'no_quorum',
    at: Date,
  ): Promise<void> {
    const { tx, change, now } = open;
    await this.rounds.end(tx, round, result, at);
    await this.stores.record.say(tx, change.id, now, 'change.round_closed', {
      audience: 'shared',
      roundId: round.id,
      number: round.number,
      kind: round.kind,
      result,
    });
    // without a quorum nothing was decided; an emergency was made already
    if (round.kind === 'ratification' || result === 'no_quorum') return this.stores.writing.touch(tx, change.id, now);
    await this.deciding.go(open, result === 'approved' ? 'approve' : 'reject', { decidedAt: now });
    await this.stores.record.say(tx, change.id, now, `change.${result}`, {
      audience: shared(change),
      roundId: round.id,
    });
  }

  /** What was voted on is another change now, or will not be made. Its votes are kept. */
  async void({ tx, change, now }: OpenChange, reasons: readonly string[]): Promise<void> {
    const last = (await this.rounds.ofChange(tx, change.id)).at(-1);
    if (!last || last.voidedAt) return;
    await this.votes.void(tx, last.id);
    if (last.state !== 'open') return this.rounds.overtaken(tx, last.id, now);
    await this.rounds.end(tx, last, 'voided', now);
    await this.stores.record.say(tx, change.id, now, 'change.round_voided', {
      audience: 'shared',
      roundId: last.id,
      number: last.number,
      reasons: [...reasons],
    });
  }
}
