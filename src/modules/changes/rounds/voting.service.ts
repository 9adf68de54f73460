import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { Actor } from '../../../database/index.js';
import { conflict, forbidden, invalid, newId } from '../../../kernel/index.js';
import { can } from '../../identity/index.js';
import { ChangeDesk, type OpenChange } from '../moves/change-desk.js';
import { ChangeStores } from '../stores/change-stores.js';
import type { Change } from '../change.js';
import { asItsOwner } from '../moves/deciding.js';
import type { Decision } from '../domain/ballot.js';
import { tally } from '../domain/tally.js';
import type { RoundState } from './domain/round.js';
import { castingOf, noSeat } from './casting.js';
import { RoundClosing } from './round-closing.js';
import { RoundViews, type RoundView } from './round-views.js';
import { ballotIn, RoundsStore, type Round } from './rounds.store.js';
import { asVote, VotesStore, type KeptVote } from './votes.store.js';

export interface CastVote {
  decision: Decision;
  reason?: string | undefined;
  /** By which way, when not over the API: then once. */
  via?: 'mail_link' | undefined;
  /** Said of a ratification and of nothing else. */
  isRatifying?: boolean;
  /** Said of this round and of no other. */
  roundId?: string;
}

/**
 * Votes, one at a time for a change: each is kept under its number, and the one after which nobody could change the result
 * ends the round and moves the change in the same transaction.
 */
@Injectable()
export class VotingService {
  constructor(
    private readonly desk: ChangeDesk,
    private readonly stores: ChangeStores,
    private readonly rounds: RoundsStore,
    private readonly votes: VotesStore,
    private readonly closing: RoundClosing,
    private readonly views: RoundViews,
  ) {}

  async cast(actor: Actor, reference: string, said: CastVote): Promise<RoundView> {
    if (said.decision === 'reject' && said.reason === undefined)
      throw invalid('reason', 'reason_required', 'Whoever rejects says why.');
    // of a round whose deadline has come: that it has ended is kept, the vote is refused
    const found: { over?: Round['state']; view?: RoundView } = {};
    const make = async (open: OpenChange) => {
      const round = await this.openRound(open);
      const { tx, change } = open;
      if (said.isRatifying && round.kind !== 'ratification')
        throw conflict('not_an_emergency', 'Only an emergency is ratified.');
      if (said.roundId !== undefined && round.id !== said.roundId) throw isOver('voided');
      const kept = await this.votes.of(tx, round.id);
      // time does nothing with a round while its change is held
      const held = castingOf(actor, change, round, kept, open.now);
      if (change.heldAt && 'refusal' in held) throw held.refusal;
      const standing = tally(ballotIn(round), kept.map(asVote), open.now.getTime());
      if (standing.result !== 'open') {
        await asItsOwner(tx, change, () => this.closing.settle(open, round));
        found.over = standing.result;
        return;
      }
      const lastCast = kept.at(-1)?.castAt ?? round.openedAt;
      const at = { ...open, now: lastCast > open.now ? lastCast : open.now };
      await this.keep(at, actor, round, kept, said);
      await asItsOwner(tx, change, () => this.closing.settle(at, round));
      const after = await this.rounds.byId(tx, round.id);
      if (after) found.view = await this.views.of(tx, change, after, at.now);
    };
    await this.desk.open(actor, reference, undefined, make, ({ change }) => {
      assertMayVote(actor, change);
    });
    if (found.over) throw isOver(found.over);
    if (!found.view) throw new Error('a round in which somebody just voted is gone');
    return found.view;
  }

  /** The round that is open; refused to whoever has no seat in it (403), and when there is none (409). */
  private async openRound({ tx, change }: OpenChange): Promise<Round> {
    const round = await this.rounds.open(tx, change.id);
    if (!round) {
      const last = await this.rounds.last(tx, change.id);
      if (!last || !(await this.votes.hasSeat(tx, change.id))) throw noSeat();
      throw isOver(last.state);
    }
    return round;
  }

  private async keep(
    { tx, change, now }: OpenChange,
    actor: Actor,
    round: Round,
    kept: readonly KeptVote[],
    { decision, reason, via }: CastVote,
  ): Promise<void> {
    const cast = castingOf(actor, change, round, kept, now);
    if ('refusal' in cast) throw cast.refusal;
    if (via && kept.some(({ personId }) => personId === actor.personId))
      throw conflict('voted_already', 'A vote is changed in the application, not by a mail.');
    const vote = {
      id: newId(now),
      n: (kept.at(-1)?.n ?? 0) + 1,
      seatId: cast.seatId,
      decision,
      reason: reason ?? null,
      castAt: now,
      via,
    };
    await this.votes.cast(tx, round, vote);
    const line = {
      audience: 'between' as const,
      side: 'user' as const,
      roundId: round.id,
      seatId: vote.seatId,
      n: vote.n,
      // the id of the vote stands nowhere but with the vote: nobody else can try the three decisions
      digest: createHash('sha256')
        .update(JSON.stringify([vote.id, decision, vote.reason]))
        .digest('hex'),
      ...(via ? { via } : {}),
    };
    // a CAB member may be on no side of their institution, which was asked to vote through them
    const say = () => this.stores.record.say(tx, change.id, now, 'change.voted', line);
    await tx.asOwner(actor.institution.id, say, 'oneself');
  }
}

export function assertMayVote(actor: Actor, change: Change): void {
  if (!change.serviceIds.some((id) => can(actor, 'change.vote', id)))
    throw forbidden('None of your roles allows this.');
}

const outcomes: Readonly<Record<RoundState, string>> = {
  open: 'The round is open.',
  approved: 'The round has ended: approved.',
  rejected: 'The round has ended: rejected.',
  no_quorum: 'The round has ended without a quorum.',
  voided: 'The round was voided: what was voted on has changed.',
};

/** After the close, with what came of it. */
const isOver = (state: RoundState) => conflict(`round_${state}`, outcomes[state]);
