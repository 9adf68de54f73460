import { Injectable } from '@nestjs/common';
import type { Transaction } from '../../../database/index.js';
import { conflict, DomainError, newId } from '../../../kernel/index.js';
import { insideOf, type OpenChange } from '../moves/change-desk.js';
import { ChangeStores } from '../stores/change-stores.js';
import { digestNow } from '../moves/deciding.js';
import {
  flawOfRound,
  lengths,
  ratifying,
  seatsFacing,
  seatsOfRound,
  type Deadlines,
  type RoundKind,
  type RoundSnapshot,
} from './domain/round.js';
import { RoundsStore, type Round } from './rounds.store.js';
import { VotesStore } from './votes.store.js';
import { VotingBoards, type VotedService, type VotingBoard } from './voting-boards.js';

/** A round as it would be opened now. */
export interface PlannedRound extends RoundSnapshot, Deadlines {
  service: VotedService;
  boardVersion: number;
}

/** Opens rounds: takes the snapshot of who votes by which rule on what until when. As the provider side of the change. */
@Injectable()
export class RoundOpening {
  constructor(
    private readonly boards: VotingBoards,
    private readonly rounds: RoundsStore,
    private readonly votes: VotesStore,
    private readonly stores: ChangeStores,
  ) {}

  /** Of the board that is asked next. Refused (409): not voted on, no board, nobody who may vote, a rule that cannot be met. */
  async planned(open: OpenChange, kind: RoundKind): Promise<PlannedRound> {
    const { tx, change, now } = open;
    if (await this.rounds.open(tx, change.id)) throw conflict('round_open', 'A round of votes is open.');
    const asked = kind === 'ratification' ? await this.boards.first(tx, change) : await this.next(open);
    if (!asked?.board)
      throw conflict('no_board', `Nobody has said who votes on the changes of ${asked?.service.code ?? 'it'}.`);
    const { service, board } = asked;
    const until = await this.deadlines(tx, service, kind, now);
    const snapshot = { kind, ...until, ...(await this.seated(open, board, kind, until)) };
    const flaw = flawOfRound(snapshot);
    if (flaw) throw new DomainError(flaw);
    return { ...snapshot, service, boardVersion: board.version };
  }

  /** Writes down what was planned in this transaction. */
  async open(open: OpenChange, { service, ...planned }: PlannedRound): Promise<Round> {
    const { tx, change, now } = open;
    const before = await this.rounds.ofChange(tx, change.id);
    const { deadline, extendedDeadline, remindAt } = planned;
    const round = {
      ...planned,
      id: newId(now),
      changeId: change.id,
      number: (before.at(-1)?.number ?? 0) + 1,
      serviceId: service.id,
      seats: [...planned.seats],
      digest: await digestNow(this.stores, open),
      openedAt: now,
      deadline: new Date(deadline),
      extendedDeadline: new Date(extendedDeadline),
      remindAt: remindAt === null ? null : new Date(remindAt),
    };
    await this.rounds.add(tx, round);
    await this.votes.seat(tx, round);
    await this.show(open, [...before, round]);
    await this.stores.record.say(tx, change.id, now, 'change.round_opened', {
      audience: 'shared',
      roundId: round.id,
      number: round.number,
      kind: round.kind,
      deadline: round.deadline.toISOString(),
      rule: round.rule,
      quorumPercent: round.quorumPercent,
    });
    await this.stores.writing.touch(tx, change.id, now);
    const kept = await this.rounds.byId(tx, round.id);
    if (!kept) throw new Error('a round that was just opened is gone');
    return kept;
  }

  private async next({ tx, change }: OpenChange) {
    const asked = await this.boards.asked(tx, change);
    if (asked.length === 0) throw conflict('not_voted_on', 'Its change manager decides on this change.');
    const [next] = await this.boards.left(tx, change);
    if (!next)
      throw conflict('approved_already', 'Its seats have approved it: it is decided on when nothing blocks it.');
    return next;
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
    const affected = parties.filter((party) => party.kind === 'affected').map(({ institutionId }) => institutionId);
    const until = { now: now.getTime(), until: extendedDeadline };
    const seats = seatsOfRound(seatsFacing(board, affected), barred, until);
    return kind === 'ratification' ? ratifying(seats) : { seats, rule: board.rule, quorumPercent: board.quorumPercent };
  }

  /** Working days in the hours of the service's agreement: those that its lead provider keeps. */
  private async deadlines(tx: Transaction, service: VotedService, kind: RoundKind, now: Date): Promise<Deadlines> {
    const agreed = await this.stores.affected.running(tx, [service.id], now);
    const [one] = agreed.filter(({ leadProviderId }) => leadProviderId === service.leadId);
    const [hours] = one ? await this.stores.affected.hours(tx, [one.agreementId]) : [];
    const { days, more } = lengths[kind];
    const deadline = hours?.endOfWorkingDay(now.getTime(), days);
    const extended = more === 0 ? deadline : hours?.endOfWorkingDay(now.getTime(), days + more);
    if (deadline === undefined || extended === undefined)
      throw conflict('no_working_time', 'No agreement about this service says on which days it is worked.');
    return {
      deadline,
      extendedDeadline: extended,
      remindAt: hours?.endOfWorkingDay(now.getTime(), days - 1) ?? null,
    };
  }

  /** Those who have a seat may know of the change, and go on to after a round of theirs. */
  private async show({ tx, change, now }: OpenChange, rounds: readonly Pick<Round, 'seats'>[]): Promise<void> {
    const seats = rounds.flatMap((round) => round.seats).filter(({ voters }) => voters.length > 0);
    const institutions = [...new Set(seats.map(({ institutionId }) => institutionId))];
    const { serviceIds } = change;
    const parties = institutions.map((institutionId) => ({ institutionId, serviceIds }));
    await this.stores.affected.put(tx, change, 'board', parties, { at: now, shownAt: now });
  }
}
