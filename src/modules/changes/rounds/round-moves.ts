import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { Actor } from '../../../database/index.js';
import { DomainError } from '../../../kernel/index.js';
import { can } from '../../identity/index.js';
import { ChangeHooks, type PartInMoves, type VoteOn } from '../moves/change-hooks.js';
import { standingOf, type OpenChange } from '../moves/change-desk.js';
import { asItsOwner, isMadeBy } from '../moves/deciding.js';
import { tally } from '../domain/tally.js';
import { Obstructions } from '../moves/obstructions.js';
import { castingOf } from './casting.js';
import type { RoundKind } from './domain/round.js';
import { RoundOpening } from './round-opening.js';
import { ballotIn, RoundsStore, type Round } from './rounds.store.js';
import { asVote, VotesStore } from './votes.store.js';
import { approvals, VotingBoards } from './voting-boards.js';

/** What a vote makes of the moves of a change: whether one person decides, and who may open a round, vote or ratify now. */
@Injectable()
export class RoundMoves implements PartInMoves, OnModuleInit {
  constructor(
    private readonly hooks: ChangeHooks,
    private readonly rounds: RoundsStore,
    private readonly votes: VotesStore,
    private readonly boards: VotingBoards,
    private readonly opening: RoundOpening,
    private readonly obstructions: Obstructions,
  ) {}

  onModuleInit(): void {
    this.hooks.register(this);
  }

  /** While a round is open, its seats decide; what they have approved is nobody's to decide again. */
  async voteOn({ tx, change }: OpenChange): Promise<VoteOn | undefined> {
    if (await this.rounds.open(tx, change.id)) return { standing: 'open' };
    if ((await this.boards.asked(tx, change)).length === 0) return undefined;
    if ((await this.boards.left(tx, change)).length > 0) return { standing: 'due' };
    const last = approvals(await this.rounds.ofChange(tx, change.id)).at(-1);
    return last ? { standing: 'approved', roundId: last.id } : { standing: 'due' };
  }

  /** Asked as the move itself would be: what is offered is what would be accepted. */
  async offered(open: OpenChange, moves: readonly string[]): Promise<readonly string[]> {
    const { tx, change } = open;
    const isLeft = !moves.includes('decide') || change.state !== 'deciding' || (await this.isDecidedBySomebody(open));
    const kept = isLeft ? moves : moves.filter((move) => move !== 'decide');
    if (change.heldAt) return kept;
    const round = await this.rounds.open(tx, change.id);
    if (round) return [...kept, ...(await this.voting(open, round))];
    if (!manages(tx.actor, open)) return kept;
    return [
      ...kept,
      ...((await this.mayOpen(open)) ? ['open-round'] : []),
      ...((await this.mayAskToRatify(open)) ? ['ratify'] : []),
    ];
  }

  /** Whose seat has voted may vote again, and nobody waits for it. */
  async due({ tx, change, now }: OpenChange, moves: readonly string[]): Promise<readonly string[]> {
    const round = moves.includes('votes') ? await this.rounds.open(tx, change.id) : undefined;
    if (!round) return moves;
    const kept = await this.votes.of(tx, round.id);
    const cast = castingOf(tx.actor, change, round, kept, now);
    const hasVoted = 'seatId' in cast && kept.some(({ seatId }) => seatId === cast.seatId);
    return hasVoted ? moves.filter((move) => move !== 'votes' && move !== 'ratify') : moves;
  }

  private async isDecidedBySomebody(open: OpenChange): Promise<boolean> {
    const { standing } = await asItsOwner(open.tx, open.change, () => this.hooks.voteOn(open));
    return standing === 'none' || (standing === 'approved' && !(await this.obstructions.isThere(open)));
  }

  private async voting({ tx, change, now }: OpenChange, round: Round): Promise<string[]> {
    if (!change.serviceIds.some((id) => can(tx.actor, 'change.vote', id))) return [];
    const kept = await this.votes.of(tx, round.id);
    if (tally(ballotIn(round), kept.map(asVote), now.getTime()).result !== 'open') return [];
    if (!('seatId' in castingOf(tx.actor, change, round, kept, now))) return [];
    return round.kind === 'ratification' ? ['votes', 'ratify'] : ['votes'];
  }

  private async mayOpen(open: OpenChange): Promise<boolean> {
    if (open.change.state !== 'deciding') return false;
    return (await this.canBePlanned(open, 'board')) && !(await this.obstructions.isThere(open));
  }

  private async mayAskToRatify(open: OpenChange): Promise<boolean> {
    const { tx, change } = open;
    if (change.class !== 'emergency' || change.startedAt === null || change.state === 'closed') return false;
    const rounds = await this.rounds.ofChange(tx, change.id);
    if (rounds.some(({ kind, voidedAt }) => kind === 'ratification' && voidedAt === null)) return false;
    return this.canBePlanned(open, 'ratification');
  }

  private async canBePlanned(open: OpenChange, kind: RoundKind): Promise<boolean> {
    try {
      await this.opening.planned(open, kind);
      return true;
    } catch (error) {
      if (error instanceof DomainError) return false;
      throw error;
    }
  }
}

/** Whether somebody opens the rounds of a change: a change manager of those who make it. */
export function manages(actor: Actor, { change, parties }: Pick<OpenChange, 'change' | 'parties'>): boolean {
  const { isOwn, roles } = standingOf(actor, change, parties);
  return isOwn && isMadeBy(actor, change) && roles.has('change_manager');
}
