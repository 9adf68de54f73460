import { Injectable } from '@nestjs/common';
import type { Transaction } from '../../../../database/index.js';
import { BoardsStore, type BoardVersion, type Person } from './boards.store.js';
import { standingBoard, type Sitting, type StandingBoard, type StandingSeat } from './domain/sitting.js';

/** Who votes on the changes of a service now. */
@Injectable()
export class StandingBoards {
  constructor(private readonly boards: BoardsStore) {}

  /**
   * The board with which a round is opened; undefined while the service has none. In a full vote the institutions that use
   * the service have a seat each, of which a round takes those that are affected. Whole, whoever makes the change: it is
   * read in the name of the lead provider.
   */
  async boardOf(
    tx: Transaction,
    service: { id: string; leadId: string },
  ): Promise<(StandingBoard & { version: number }) | undefined> {
    return tx.asOwner(
      service.leadId,
      async () => {
        const current = await this.boards.current(tx, service.id);
        if (!current) return undefined;
        const seats = await this.seatsOf(tx, service.id, current, service.leadId);
        return { ...standingBoard(seats, current), version: current.number };
      },
      'provider',
    );
  }

  /**
   * The seats of a version that holds: those that are listed, then those of a full vote; of these the lead provider sees
   * all, everybody else their own.
   */
  async seatsOf(
    tx: Transaction,
    serviceId: string,
    current: BoardVersion,
    readerId = tx.actor.institution.id,
  ): Promise<StandingSeat[]> {
    const people = await this.boards.people(tx, current.id);
    const namings = await this.boards.namings(tx, current.id);
    const sitting = (id: string) => ({
      version: namings.get(id) ?? 0,
      ...sittingIn(people.filter(({ seatId }) => seatId === id)),
    });
    const listed = current.seats.map(({ id, n, kind, institution, hasVeto }): StandingSeat => {
      return { id, n, kind, institution, hasVeto, ...sitting(id) };
    });
    if (!current.isFullVote) return listed;
    const users = (await this.boards.users(tx, serviceId)).filter(
      ({ id }) => id === readerId || readerId === current.institution.id,
    );
    return [
      ...listed,
      ...users.map((institution): StandingSeat => {
        return { id: institution.id, n: null, kind: 'user', institution, hasVeto: false, ...sitting(institution.id) };
      }),
    ];
  }
}

function sittingIn(people: readonly Person[]): Pick<StandingSeat, 'member' | 'deputies'> {
  const member = people.find(({ place }) => place === 0);
  const deputies = people.filter(({ place }) => place > 0);
  return {
    member: member ? toSitting(member) : null,
    deputies: deputies.map((one) => ({
      ...toSitting(one),
      from: one.startsAt?.getTime() ?? 0,
      until: one.endsAt?.getTime() ?? null,
    })),
  };
}

const toSitting = ({ personId, name, isEntitled }: Person): Sitting => ({ personId, name, isEntitled });
