import { Injectable } from '@nestjs/common';
import { UnitOfWork, type Actor, type Transaction } from '../../../../database/index.js';
import { assertVersion } from '../../../../http/index.js';
import { Clock, conflict, DomainError, forbidden, notFound } from '../../../../kernel/index.js';
import { peopleWithRole, requirePermission } from '../../../identity/index.js';
import { BoardRecord } from './board-record.js';
import { BoardsService } from './boards.service.js';
import { BoardsStore, type BoardVersion } from './boards.store.js';
import { flawsOfNaming, type Naming } from './domain/naming.js';
import type { StandingSeat } from './domain/sitting.js';
import { StandingBoards } from './standing-boards.js';

/** Whom institutions send to their seats: nobody chooses who sits for somebody else. */
@Injectable()
export class SeatsService {
  constructor(
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
    private readonly boards: BoardsStore,
    private readonly reading: BoardsService,
    private readonly standing: StandingBoards,
    private readonly record: BoardRecord,
  ) {}

  /** Who sits in a seat that is listed. */
  read(actor: Actor, code: string, n: number): Promise<StandingSeat> {
    return this.work.run(actor, async (tx) => {
      const service = await this.reading.seen(tx, code);
      const { seat } = await this.seat(tx, service.id, n);
      requirePermission(actor, 'change_board.read', service.id);
      return seat;
    });
  }

  /** @param n the seat; null: that of the own institution in a full vote */
  name(
    actor: Actor,
    code: string,
    n: number | null,
    ifMatch: number | undefined,
    naming: Naming,
  ): Promise<StandingSeat> {
    return this.work.run(actor, async (tx) => {
      const service = await this.reading.seen(tx, code);
      // before a seat is looked at: a board that is composed meanwhile may have given it to another institution
      await this.boards.hold(tx, service.id);
      const { current, seats, seat } = await this.seat(tx, service.id, n);
      if (seat.institution.id !== actor.institution.id) throw forbidden('Each institution says who sits for it.');
      requirePermission(actor, 'change_board.name', service.id);
      assertVersion(ifMatch, seat.version);
      const colleagues = await peopleWithRole(tx, 'cab_member', service.id);
      const elsewhere = seats
        .filter(({ id }) => id !== seat.id)
        .flatMap(({ member, deputies }) => [...(member ? [member] : []), ...deputies])
        .map(({ personId }) => personId);
      const errors = flawsOfNaming(naming, new Set(colleagues.map(({ id }) => id)), new Set(elsewhere));
      if (errors.length > 0) throw unseated(errors);
      const at = this.clock.now();
      const number = seat.version + 1;
      await this.boards.name(tx, { boardId: current.id, seatId: seat.id, number }, naming, at);
      await this.record.named(tx, current.id, at, {
        seatId: seat.id,
        number,
        isVacant: naming.member === null,
        deputies: naming.deputies.length,
        isOfFullVote: n === null,
      });
      return (await this.seat(tx, service.id, n)).seat;
    });
  }

  private async seat(
    tx: Transaction,
    serviceId: string,
    n: number | null,
  ): Promise<{ current: BoardVersion; seats: StandingSeat[]; seat: StandingSeat }> {
    const current = await this.boards.current(tx, serviceId);
    if (!current) throw notFound();
    const seats = await this.standing.seatsOf(tx, serviceId, current);
    if (n === null && !current.isFullVote)
      throw conflict('not_a_full_vote', 'In this board the lead provider says which institutions have a seat.');
    const own = tx.actor.institution.id;
    const seat = seats.find((one) => (n === null ? one.n === null && one.institution.id === own : one.n === n));
    if (!seat) throw notFound();
    return { current, seats, seat };
  }
}

function unseated(errors: { pointer: string; code: string; message: string }[]): DomainError {
  const code = errors[0]?.code ?? 'unseated';
  return new DomainError({ kind: 'unprocessable', code, detail: 'These people cannot hold this seat.', errors });
}
