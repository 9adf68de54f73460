import { Injectable } from '@nestjs/common';
import type { OpenChange } from '../moves/change-desk.js';
import { ChangeStores } from '../stores/change-stores.js';
import { Deciding } from '../moves/deciding.js';
import { tally, type Tally } from '../domain/tally.js';
import { Obstructions } from '../moves/obstructions.js';
import { shared } from '../moves/preparing.service.js';
import { ballotIn, RoundsStore, type Round } from './rounds.store.js';
import { asVote, VotesStore } from './votes.store.js';
import { VotingBoards } from './voting-boards.js';

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
    private readonly boards: VotingBoards,
    private readonly obstructions: Obstructions,
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
        kind: round.kind,
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
    const waits = round.kind === 'board' && result === 'approved' ? await this.waits(open) : undefined;
    if (waits === 'obstruction') await this.rounds.obstructed(tx, round.id, now);
    await this.stores.record.say(tx, change.id, now, 'change.round_closed', {
      audience: 'shared',
      roundId: round.id,
      number: round.number,
      kind: round.kind,
      result,
      ...(waits ? { waits } : {}),
    });
    // without a quorum nothing was decided; an emergency was made already
    if (round.kind === 'ratification' || result === 'no_quorum' || waits)
      return this.stores.writing.touch(tx, change.id, now);
    await this.deciding.go(open, result === 'approved' ? 'approve' : 'reject', { decidedAt: now });
    await this.stores.record.say(tx, change.id, now, `change.${result}`, {
      audience: shared(change),
      roundId: round.id,
    });
  }

  /**
   * For what a change waits that a board has approved: another board, or that nothing stands against it any longer. What the
   * seats said holds all the same. Nothing: it is approved.
   */
  private async waits(open: OpenChange): Promise<'another_board' | 'obstruction' | undefined> {
    if ((await this.boards.left(open.tx, open.change)).length > 0) return 'another_board';
    return (await this.obstructions.ask(open, 'approve')) ? 'obstruction' : undefined;
  }

  /** What was voted on is another change now, or will not be made. Its votes are kept, and count for nothing. */
  async void(open: OpenChange, reasons: readonly string[]): Promise<void> {
    const { tx, change, now } = open;
    for (const round of await this.rounds.ofChange(tx, change.id)) {
      if (round.voidedAt) continue;
      await this.votes.void(tx, round.id);
      if (round.state === 'open') await this.rounds.end(tx, round, 'voided', now);
      else await this.rounds.overtaken(tx, round.id, now);
      // who approved a change that is withdrawn, or rejected it, is told nothing by that
      const isNews = round.state === 'open' || (round.state === 'approved' && !ends.includes(reasons[0] ?? ''));
      if (isNews)
        await this.stores.record.say(tx, change.id, now, 'change.round_voided', {
          audience: 'shared',
          roundId: round.id,
          number: round.number,
          reasons: [...reasons],
        });
    }
  }
}

const ends = ['withdrawn', 'reworked'];
