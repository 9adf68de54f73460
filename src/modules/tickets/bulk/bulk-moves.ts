import type { Type } from '@nestjs/common';
import { NoFieldsDto } from '../../../http/index.js';
import type { Permission } from '../../identity/index.js';
import type { Asked, BulkPart } from '../desk.js';
import { AssignDto, QualifyDto, ReasonDto, ResolveDto, WaitDto } from '../dto/ticket-moves.dto.js';
import type { TicketMovesService } from '../ticket-moves.service.js';
import type { TicketView } from '../ticket-views.js';

export const bulkMoves = ['take', 'assign', 'qualify', 'wait', 'resume', 'resolve', 'close', 'cancel'] as const;
export type BulkMove = (typeof bulkMoves)[number];

interface Act<B extends object> {
  body: Type<B>;
  permission: Permission;
  event: BulkPart['event'];
  make: (moves: TicketMovesService, asked: Asked, body: B) => Promise<TicketView>;
}

const act = <B extends object>(one: Act<B>): Act<object> => one as unknown as Act<object>;

/** Each move that may be made on many tickets: what it takes, who may, what it records, and the service of the single move. */
export const acts: Readonly<Record<BulkMove, Act<object>>> = {
  take: act({
    body: NoFieldsDto,
    permission: 'ticket.take',
    event: 'ticket.taken',
    make: (moves, asked) => moves.take(asked),
  }),
  assign: act({
    body: AssignDto,
    permission: 'ticket.assign',
    event: 'ticket.assigned',
    make: (moves, asked, body) => moves.assign(asked, body),
  }),
  qualify: act({
    body: QualifyDto,
    permission: 'ticket.qualify',
    event: 'ticket.qualified',
    make: (moves, asked, body) => moves.qualify(asked, body),
  }),
  wait: act({
    body: WaitDto,
    permission: 'ticket.wait',
    event: 'ticket.waiting',
    make: (moves, asked, { cause, message, followUpAt }) =>
      moves.wait(asked, { cause, message, followUpAt: new Date(followUpAt) }),
  }),
  resume: act({
    body: NoFieldsDto,
    permission: 'ticket.resume',
    event: 'ticket.resumed',
    make: (moves, asked) => moves.resume(asked),
  }),
  resolve: act({
    body: ResolveDto,
    permission: 'ticket.resolve',
    event: 'ticket.resolved',
    make: (moves, asked, body) => moves.resolve(asked, body),
  }),
  close: act({
    body: NoFieldsDto,
    permission: 'ticket.close',
    event: 'ticket.closed',
    make: (moves, asked) => moves.close(asked),
  }),
  cancel: act({
    body: ReasonDto,
    permission: 'ticket.cancel',
    event: 'ticket.cancelled',
    make: (moves, asked, { reason }) => moves.cancel(asked, reason),
  }),
};
