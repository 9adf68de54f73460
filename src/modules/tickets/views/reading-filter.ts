import { InputPipe } from '../../../http/index.js';
import { DomainError, type FieldError } from '../../../kernel/index.js';
import { listingOf } from '../dto/listing-of.js';
import { TicketQueryDto } from '../dto/ticket-query.dto.js';
import type { Listing } from '../listing.service.js';

/** Parameters of a page, not of a question. */
const ofAPage = ['limit', 'cursor', 'sort'];
const pipe = new InputPipe();

/**
 * A saved filter, read as the list reads its query, by the same rules. What the list does not know, or no longer, comes
 * back as errors with pointers into the filter.
 */
export async function readFilter(
  filter: Readonly<Record<string, string>>,
  sort: string | null,
): Promise<{ listing?: Listing; errors: FieldError[] }> {
  const unknown = Object.keys(filter)
    .filter((name) => ofAPage.includes(name))
    .map((name) => ({ pointer: `/filter/${name}`, code: 'unknown_field', message: 'is not part of a filter' }));
  try {
    const query = { ...filter, ...(sort === null ? {} : { sort }) };
    const read = (await pipe.transform(query, { type: 'query', metatype: TicketQueryDto })) as TicketQueryDto;
    return unknown.length > 0 ? { errors: unknown } : { listing: listingOf(read), errors: [] };
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    const errors = (error.refusal.errors ?? []).map((one) => ({
      ...one,
      pointer: one.pointer === '/sort' ? '/sort' : `/filter${one.pointer}`,
    }));
    return { errors: [...unknown, ...errors] };
  }
}
