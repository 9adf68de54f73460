import { Injectable, Logger } from '@nestjs/common';
import type { Actor } from '../../../database/index.js';
import { InputPipe, ReferencePipe } from '../../../http/index.js';
import { Clock, DomainError, newId, type Refusal } from '../../../kernel/index.js';
import { requirePermission } from '../../identity/index.js';
import type { BulkPart } from '../desk.js';
import { TicketMovesService } from '../ticket-moves.service.js';
import { acts } from './bulk-moves.js';
import type { BulkActDto, BulkItemDto, BulkMoveDto, BulkReportDto } from './dto/bulk.dto.js';

const MOST = 200;

/**
 * One move on many tickets. Each is made by the service of the single move, in a transaction of its own: with the same
 * checks, and so that one that is refused holds up no other. Whatever happens, the report says what became of each. A
 * process that dies in between leaves some tickets moved; asked again with the same id, the others follow.
 */
@Injectable()
export class BulkService {
  private readonly log = new Logger('bulk');
  private readonly input = new InputPipe();
  private readonly references = new ReferencePipe();

  constructor(
    private readonly moves: TicketMovesService,
    private readonly clock: Clock,
  ) {}

  async move(actor: Actor, { references, move, bulk }: BulkMoveDto): Promise<BulkReportDto> {
    if (references.length > MOST) throw tooMany();
    const { body: dto, permission, event, make } = acts[move.name];
    requirePermission(actor, permission);
    const body = await this.bodyOf(move, dto);
    const part: BulkPart = { id: bulk ?? newId(this.clock.now()), event };
    const items: BulkItemDto[] = [];
    for (const reference of new Set(references)) {
      items.push(
        await this.outcomeOf(reference, async () => {
          this.references.transform(reference);
          const view = await make(this.moves, { actor, reference, bulk: part }, body);
          return view.ticket.version;
        }),
      );
    }
    const count = (outcome: BulkItemDto['outcome']) => items.filter((item) => item.outcome === outcome).length;
    const counts = { done: count('done'), refused: count('refused'), notFound: count('not_found') };
    return { bulk: part.id, counts, items };
  }

  private async outcomeOf(reference: string, work: () => Promise<number>): Promise<BulkItemDto> {
    try {
      return { reference, outcome: 'done', version: await work() };
    } catch (error) {
      if (!(error instanceof DomainError)) {
        // the others are moved or not: a report that is not sent would hide it
        this.log.error(`a move of a bulk failed: ${error instanceof Error ? error.message : String(error)}`);
        return { reference, outcome: 'refused', code: 'failed', detail: 'Something went wrong: ask again for it.' };
      }
      const { kind, code, detail } = error.refusal;
      return kind === 'not_found'
        ? { reference, outcome: 'not_found' }
        : { reference, outcome: 'refused', code, detail };
    }
  }

  /** The body as the single move would read it; its errors point into the whole. */
  private async bodyOf({ body = {} }: BulkActDto, metatype: (typeof acts)['take']['body']): Promise<object> {
    try {
      return (await this.input.transform(body, { type: 'body', metatype })) as object;
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      const placed: Refusal = { ...error.refusal };
      placed.errors = error.refusal.errors?.map((one) => ({ ...one, pointer: `/move/body${one.pointer}` })) ?? [];
      throw new DomainError(placed);
    }
  }
}

function tooMany(): DomainError {
  const message = `must be at most ${String(MOST)}`;
  return new DomainError({
    kind: 'unprocessable',
    code: 'too_many_tickets',
    detail: `A bulk moves at most ${String(MOST)} tickets.`,
    errors: [{ pointer: '/references', code: 'too_many_tickets', message }],
  });
}
