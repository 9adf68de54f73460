import { InputPipe } from '../../../http/index.js';
import { DomainError, type FieldError } from '../../../kernel/index.js';
import { listingOf } from '../dto/listing-of.js';
import { searchClauses, type Clause } from '../finding/domain/search-words.js';
import { SearchQueryDto } from '../finding/dto/found-line.dto.js';
import type { Listing } from '../listing.service.js';

/** Parameters of a page, not of a question. */
const ofAPage = ['limit', 'cursor', 'sort'];
const pipe = new InputPipe();

/** What a view asks of the list: its filter, and the words that it looks for. */
export interface Question {
  listing: Listing;
  typed: string | undefined;
  clauses: Clause[] | undefined;
}

/**
 * A saved filter, read as the list reads its query, by the same rules. What the list does not know, or no longer, comes
 * back as errors with pointers into the filter.
 */
export async function readFilter(
  filter: Readonly<Record<string, string>>,
  sort: string | null,
): Promise<{ question?: Question; errors: FieldError[] }> {
  const unknown = Object.keys(filter)
    .filter((name) => ofAPage.includes(name))
    .map((name) => ({ pointer: `/filter/${name}`, code: 'unknown_field', message: 'is not part of a filter' }));
  try {
    const query = { ...filter, ...(sort === null ? {} : { sort }) };
    const read = (await pipe.transform(query, { type: 'query', metatype: SearchQueryDto })) as SearchQueryDto;
    const { q, ...listed } = read;
    const words = q === undefined ? undefined : searchClauses(q);
    if (words && !words.ok) {
      const { code, detail: message } = words.refusal;
      return { errors: [...unknown, { pointer: '/filter/q', code, message }] };
    }
    if (unknown.length > 0) return { errors: unknown };
    return { question: { listing: listingOf(listed), typed: q, clauses: words?.value }, errors: [] };
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    const errors = (error.refusal.errors ?? []).map((one) => ({
      ...one,
      pointer: one.pointer === '/sort' ? '/sort' : `/filter${one.pointer}`,
    }));
    return { errors: [...unknown, ...errors] };
  }
}
