import { formatInstant } from '../../../../http/index.js';
import { toTicketLineDto } from '../../dto/to-dto.js';
import { turnKindNames } from '../../domain/turn-kinds.js';
import type { MyTurn, Turn } from '../turns.service.js';
import type { MyTurnDto, TurnCountsDto, TurnDto } from './turns.dto.js';

export function toMyTurnDto({ items, nextCursor, counts }: MyTurn): MyTurnDto {
  const named = Object.fromEntries(turnKindNames.map((kind) => [kind, counts.get(kind) ?? 0]));
  const total = [...counts.values()].reduce((sum, count) => sum + count, 0);
  return { items: items.map(toTurnDto), counts: { ...named, total } as unknown as TurnCountsDto, nextCursor };
}

function toTurnDto(turn: Turn): TurnDto {
  const { why: kind, also, actsFor } = turn;
  const since = formatInstant(turn.since);
  if (turn.approval !== null) {
    const { reference, title, service, requester } = turn.approval;
    return {
      kind,
      also,
      since,
      side: null,
      ticket: null,
      approval: { id: turn.id, ticket: reference, title, service, requester },
      escalation: null,
      timerAtRisk: null,
      assignee: null,
      for: actsFor,
    };
  }
  const { timer, assigneeId, assigneeName } = turn;
  return {
    kind,
    also,
    since,
    side: turn.side,
    ticket: toTicketLineDto(turn),
    approval: null,
    escalation: turn.escalationN,
    timerAtRisk: timer && { ...timer, dueAt: timer.dueAt === null ? null : formatInstant(new Date(timer.dueAt)) },
    assignee: assigneeId === null ? null : { id: assigneeId, name: assigneeName ?? '' },
    for: actsFor,
  };
}
