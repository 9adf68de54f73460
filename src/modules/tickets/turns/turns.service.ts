import { Injectable } from '@nestjs/common';
import { UnitOfWork, type Actor } from '../../../database/index.js';
import { decodeCursor, isInstantText, toPage, type Page } from '../../../http/index.js';
import { Clock, isUuid } from '../../../kernel/index.js';
import { crewOf } from './crew.store.js';
import { kindsIn, type TurnKind } from '../domain/turn-kinds.js';
import { TurnsStore, type TurnLine, type TurnPosition } from './turns.store.js';

/** A line of my turn: why, and for whom where one acts for somebody else. */
export type Turn = TurnLine & {
  why: TurnKind;
  also: TurnKind[];
  actsFor: { id: string; name: string } | null;
};

export interface MyTurn extends Page<Turn> {
  counts: ReadonlyMap<TurnKind, number>;
}

/** What one person has to act on now. */
@Injectable()
export class TurnsService {
  constructor(
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
    private readonly turns: TurnsStore,
  ) {}

  mine(
    actor: Actor,
    asked: { kind?: TurnKind | undefined; limit: number; cursor?: string | undefined },
  ): Promise<MyTurn> {
    const after = decodeCursor(asked.cursor, isPosition);
    return this.work.run(actor, async (tx) => {
      const at = this.clock.now();
      const crew = await crewOf(tx, at);
      const { lines, counts } = await this.turns.page(tx, crew, {
        at,
        limit: asked.limit + 1,
        ...(asked.kind ? { kind: asked.kind } : {}),
        ...(after ? { after } : {}),
      });
      const page = toPage(
        lines,
        asked.limit,
        ({ urgency, since, id }): TurnPosition => ({ urgency, since: since.toISOString(), id }),
        (line): Turn => {
          const [why, ...also] = kindsIn(line.bits);
          if (!why) throw new Error('a line of my turn without a reason');
          const whose = line.approval === null ? line.assigneeId : line.approval.approverId;
          return { ...line, why, also, actsFor: crew.absent.find(({ id }) => id === whose) ?? null };
        },
      );
      return { ...page, counts };
    });
  }
}

function isPosition(key: unknown): key is TurnPosition {
  const { urgency, since, id } = (key ?? {}) as Partial<TurnPosition>;
  const isUrgency = Number.isInteger(urgency) && Number(urgency) >= 0 && Number(urgency) <= 8;
  return isUrgency && isInstantText(since) && typeof id === 'string' && isUuid(id);
}
