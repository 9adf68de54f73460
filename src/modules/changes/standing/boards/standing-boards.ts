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
   * the service have a seat each, of which a round takes those that are affected. Whole for the lead provider; everybody
   * else sees of a full vote the own seat.
   */
  async boardOf(tx: Transaction, serviceId: string): Promise<(StandingBoard & { version: number }) | undefined> {
    const current = await this.boards.current(tx, serviceId);
    if (!current) return undefined;
    return { ...standingBoard(await this.seatsOf(tx, serviceId, current), current), version: current.number };
  }

  /** The seats of a version that holds: those that are listed, then those of a full vote. */
  async seatsOf(tx: Transaction, serviceId: string, current: BoardVersion): Promise<StandingSeat[]> {
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
    const own = tx.actor.institution;
    const users = (await this.boards.users(tx, serviceId)).filter(
      ({ id }) => id === own.id || own.id === current.institution.id,
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
