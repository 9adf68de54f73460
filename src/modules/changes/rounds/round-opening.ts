import { Injectable } from '@nestjs/common';
import type { Transaction } from '../../../database/index.js';
import { conflict, DomainError, newId } from '../../../kernel/index.js';
import { AffectedStore } from '../affected.store.js';
import { insideOf, type OpenChange } from '../change-desk.js';
import { ChangeStores } from '../change-stores.js';
import type { Change } from '../change.js';
import { digestOfChange } from '../deciding.js';
import type { Rule } from '../domain/ballot.js';
import { StandingBoards } from '../standing/boards/standing-boards.js';
import {
  flawOfRound,
  lengths,
  ratifying,
  seatsOfRound,
  type Deadlines,
  type GivenSeat,
  type RoundKind,
  type RoundSnapshot,
} from './domain/round.js';
import { RoundsStore, type Round } from './rounds.store.js';
import { VotesStore } from './votes.store.js';

interface VotingBoard {
  serviceId: string;
  leadId: string;
  version: number;
  seats: GivenSeat[];
  rule: Rule;
  quorumPercent: number;
  isFullVote: boolean;
  /** Those who sit in it and may no longer vote. */
  lapsed: readonly string[];
}

/** Opens rounds: takes the snapshot of who votes by which rule on what until when. As the provider side of the change. */
@Injectable()
export class RoundOpening {
  constructor(
    private readonly boards: StandingBoards,
    private readonly rounds: RoundsStore,
    private readonly votes: VotesStore,
    private readonly stores: ChangeStores,
    private readonly affected: AffectedStore,
  ) {}

  /** The board of the service that a change names first, as its lead provider reads it: whole. */
  async boardOf(tx: Transaction, change: Change): Promise<VotingBoard | undefined> {
    const service = await this.rounds.serviceOf(tx, change.serviceIds);
    if (!service) return undefined;
    const read = () => this.boards.boardOf(tx, service.id);
    const found = await tx.asOwner(service.leadId, read, 'provider');
    if (!found) return undefined;
    return {
      serviceId: service.id,
      leadId: service.leadId,
      version: found.version,
      seats: found.seats.map(({ id, n, kind, institution, hasVeto, member, deputies }): GivenSeat => ({
        id,
        n,
        kind,
        institutionId: institution.id,
        hasVeto,
        member: member?.personId ?? null,
        deputies: deputies.map(({ personId, from, until }) => ({ person: personId, from, until })),
      })),
      rule: found.board.rule,
      quorumPercent: found.board.quorumPercent,
      isFullVote: found.board.isFullVote,
      lapsed: found.lapsed,
    };
  }

  /** Refused (409): no board, nobody who may vote, a rule that cannot be met, a round that is open, no agreed hours. */
  async open(open: OpenChange, kind: RoundKind): Promise<Round> {
    const { tx, change, parties, now } = open;
    if (await this.rounds.open(tx, change.id)) throw conflict('round_open', 'A round of votes is open.');
    const board = await this.boardOf(tx, change);
    if (!board) throw conflict('no_board', 'Nobody has said who votes on the changes of this service.');
    const until = await this.deadlines(tx, board, kind, now);
    const snapshot = { kind, ...until, ...(await this.seated(open, board, kind, until)) };
    const flaw = flawOfRound(snapshot);
    if (flaw) throw new DomainError(flaw);
    const before = await this.rounds.ofChange(tx, change.id);
    const round = {
      ...snapshot,
      id: newId(now),
      changeId: change.id,
      number: (before.at(-1)?.number ?? 0) + 1,
      serviceId: board.serviceId,
      boardVersion: board.version,
      seats: [...snapshot.seats],
      digest: digestOfChange(change, parties),
      openedAt: now,
      deadline: new Date(until.deadline),
      extendedDeadline: new Date(until.extendedDeadline),
    };
    await this.rounds.add(tx, round);
    await this.votes.seat(tx, round);
    await this.show(open, [...before, round]);
    await this.stores.record.say(tx, change.id, now, 'change.round_opened', {
      audience: 'shared',
      roundId: round.id,
      number: round.number,
      kind,
      deadline: round.deadline.toISOString(),
    });
    await this.stores.writing.touch(tx, change.id, now);
    const kept = await this.rounds.byId(tx, round.id);
    if (!kept) throw new Error('a round that was just opened is gone');
    return kept;
  }

  private async seated(
    { tx, change, parties, now }: OpenChange,
    board: VotingBoard,
    kind: RoundKind,
    { extendedDeadline }: Deadlines,
  ): Promise<Pick<RoundSnapshot, 'seats' | 'rule' | 'quorumPercent'>> {
    const { authorId, handIds, ownerId, implementerIds } = insideOf(change);
    const barred = [authorId, ...handIds, ownerId, ...implementerIds, ...board.lapsed];
    // who let an emergency begin is not asked whether that was right
    if (kind === 'ratification')
      barred.push(
        ...(await this.stores.opinions.opinions(tx, change.id))
          .filter(({ asWhat }) => asWhat === 'emergency')
          .map(({ personId }) => personId),
      );
    // in a full vote everybody affected has a seat, and nobody else who uses the service
    const affected = parties.filter((party) => party.kind === 'affected').map(({ institutionId }) => institutionId);
    const given = board.seats.filter(({ n, institutionId }) => n !== null || affected.includes(institutionId));
    const seats = seatsOfRound(given, barred, { now: now.getTime(), until: extendedDeadline });
    return kind === 'ratification' ? ratifying(seats) : { seats, rule: board.rule, quorumPercent: board.quorumPercent };
  }

  /** Working days in the hours of the service's agreement: those that its lead provider keeps. */
  private async deadlines(tx: Transaction, board: VotingBoard, kind: RoundKind, now: Date): Promise<Deadlines> {
    const agreed = await this.affected.running(tx, [board.serviceId], now);
    const [one] = agreed.filter(({ leadProviderId }) => leadProviderId === board.leadId);
    const [hours] = one ? await this.affected.hours(tx, [one.agreementId]) : [];
    const { days, more } = lengths[kind];
    const deadline = hours?.endOfWorkingDay(now.getTime(), days);
    const extended = more === 0 ? deadline : hours?.endOfWorkingDay(now.getTime(), days + more);
    if (deadline === undefined || extended === undefined)
      throw conflict('no_working_time', 'No agreement about this service says on which days it is worked.');
    return { deadline, extendedDeadline: extended };
  }

  /** Those who have a seat may know of the change, and go on to after a round of theirs. */
  private async show({ tx, change, now }: OpenChange, rounds: readonly Pick<Round, 'seats'>[]): Promise<void> {
    const seats = rounds.flatMap((round) => round.seats).filter(({ voters }) => voters.length > 0);
    const institutions = [...new Set(seats.map(({ institutionId }) => institutionId))];
    const { serviceIds } = change;
    const parties = institutions.map((institutionId) => ({ institutionId, serviceIds }));
    await this.affected.put(tx, change, 'board', parties, { at: now, shownAt: now });
  }
}
