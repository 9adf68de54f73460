import { createHash } from 'node:crypto';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { Transaction } from '../../../database/index.js';
import { Clock, notFound } from '../../../kernel/index.js';
import { can, Decidables, type Decidable, type Described, type Said } from '../../identity/index.js';
import { ChangeStores } from '../stores/change-stores.js';
import type { Change } from '../change.js';
import { mayCast } from '../domain/board.js';
import { factsOf } from './change-facts.js';
import { heldSeats } from './domain/round.js';
import { decidingWords } from './domain/words.js';
import { ballotIn, RoundsStore, type Round } from './rounds.store.js';
import { VotesStore, type KeptVote, type Voter } from './votes.store.js';
import { VotingService } from './voting.service.js';

/**
 * A vote that is cast from a mail. Its subject is the place of one person in one round (`change_voter`): a link binds them,
 * the round and the digest of what is voted on, and opens nothing once an edit has voided that. By a mail somebody votes
 * once; they change their mind in the application.
 */
@Injectable()
export class DecidableVotes implements Decidable, OnModuleInit {
  readonly kind = 'change_vote';

  constructor(
    private readonly decidables: Decidables,
    private readonly stores: ChangeStores,
    private readonly rounds: RoundsStore,
    private readonly votes: VotesStore,
    private readonly voting: VotingService,
    private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    this.decidables.register(this);
  }

  async digest(tx: Transaction, voterId: string): Promise<Buffer | undefined> {
    const voter = await this.votes.voter(tx, voterId);
    if (!voter) return undefined;
    const { id, institutionId, personId, changeId, roundId, seatId, digest, isVoid } = voter;
    const said = [this.kind, id, institutionId, personId, changeId, roundId, seatId, digest.toString('hex'), isVoid];
    return createHash('sha256').update(JSON.stringify(said)).digest();
  }

  async describe(tx: Transaction, voterId: string, locale: 'fr' | 'en'): Promise<Described | undefined> {
    const found = await this.find(tx, voterId);
    if (!found) return undefined;
    const { voter, round, change } = found;
    if (!change.serviceIds.some((id) => can(tx.actor, 'change.vote', id))) return undefined;
    const votes = await this.votes.of(tx, round.id);
    const own = votes.findLast(({ personId }) => personId === voter.personId);
    const words = decidingWords[locale];
    const outcome = this.outcome(round, change, voter, votes, own, locale);
    return {
      heading: words.heading[round.kind],
      facts: [
        ...(await factsOf(tx, change, locale, round.extendedAt ? round.extendedDeadline : round.deadline)),
        { label: words.digest, value: round.digest.toString('hex') },
      ],
      choices: outcome
        ? []
        : [
            { value: 'approve', label: words.approve, needsReason: false },
            { value: 'reject', label: words.reject, needsReason: true },
            { value: 'abstain', label: words.abstain, needsReason: false },
          ],
      outcome,
    };
  }

  async decide(tx: Transaction, voterId: string, { choice, reason, via }: Said): Promise<void> {
    const found = await this.find(tx, voterId);
    if (!found || (choice !== 'approve' && choice !== 'reject' && choice !== 'abstain')) throw notFound();
    const { change, round } = found;
    await this.voting.cast(tx.actor, change.reference, { decision: choice, reason, via, roundId: round.id });
  }

  /** Under the wall of the person: whoever has been passed a link has no place in the round. */
  private async find(
    tx: Transaction,
    voterId: string,
  ): Promise<{ voter: Voter; round: Round; change: Change } | undefined> {
    const voter = await this.votes.voter(tx, voterId);
    if (voter?.personId !== tx.actor.personId) return undefined;
    const round = await this.rounds.byId(tx, voter.roundId);
    const reference = await this.rounds.referenceOf(tx, voter.changeId);
    if (!round || reference === undefined) return undefined;
    return { voter, round, change: await this.stores.changes.byReference(tx, reference) };
  }

  /** Why there is nothing to say for them, or no longer; undefined: they may vote. */
  private outcome(
    round: Round,
    change: Change,
    { personId }: Voter,
    votes: readonly KeptVote[],
    own: KeptVote | undefined,
    locale: 'fr' | 'en',
  ): Described['outcome'] {
    const words = decidingWords[locale];
    const said = own ? words.voted[own.decision] : '';
    const reason = own?.reason ?? null;
    if (round.state !== 'open')
      return { text: `${said} ${words.outcome[round.state]}`.trim(), at: round.closedAt, reason };
    if (own) return { text: `${said} ${words.changeable}`, at: own.castAt, reason };
    const votedBy = new Map(votes.map((vote) => [vote.seatId, vote.personId]));
    const now = this.clock.now();
    const cast = mayCast(heldSeats(round.seats), ballotIn(round), personId, now.getTime(), votedBy);
    const isLate = now >= (round.extendedAt ? round.extendedDeadline : round.deadline);
    return 'refusal' in cast || change.heldAt || isLate ? { text: words.notNow, at: null, reason: null } : undefined;
  }
}
