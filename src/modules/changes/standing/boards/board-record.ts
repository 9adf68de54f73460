import { Injectable } from '@nestjs/common';
import type { Side, Transaction } from '../../../../database/index.js';
import { Events } from '../../../../events/index.js';

/** The life of a board in the record: ids and numbers; who reads it, the database knows. */
@Injectable()
export class BoardRecord {
  constructor(private readonly events: Events) {}

  async composed(tx: Transaction, boardId: string, at: Date, data: { number: number; seats: number }): Promise<void> {
    await this.say(tx, boardId, at, 'board.composed', 'provider', data);
  }

  /** By an administrator too, who stands on no side: for a seat its institution speaks as one that uses the service. */
  async named(
    tx: Transaction,
    boardId: string,
    at: Date,
    data: { seatId: string; number: number; isVacant: boolean; deputies: number; isOfFullVote: boolean },
  ): Promise<void> {
    const say = () => this.say(tx, boardId, at, 'board.holders_named', 'user', data);
    await tx.asOwner(tx.actor.institution.id, say, 'oneself');
  }

  private async say(tx: Transaction, boardId: string, at: Date, type: string, side: Side, data: object): Promise<void> {
    const event = { type, audience: 'shared' as const, side, readers: [], data: { ...data } };
    await this.events.appendTo(tx, 'board', boardId, at, [event]);
  }
}
