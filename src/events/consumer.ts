import type { Transaction } from '../database/index.js';
import type { RecordedEvent } from './event.js';
import type { StreamKind } from './streams.js';

/**
 * Makes something follow from the record. It gets the events of one stream, in order, as one institution sees them, in a
 * transaction of that institution; what it writes there is committed together with its position. So an effect happens at
 * least once, and exactly once as far as it is a row.
 *
 * It is woken for the kinds of streams that it names and for no others, and where it names types of events, for those alone;
 * it gets nothing else. One that names a further kind later reads those streams from their beginning, as a new consumer does,
 * and one that names a further type reads those since it was last woken there: what is long past must not be told as news.
 */
export interface Consumer {
  readonly name: string;
  readonly streams: readonly StreamKind[];
  /** Left out: all there are in these streams. */
  readonly types?: readonly string[];
  handle(tx: Transaction, institutionId: string, events: readonly RecordedEvent[]): Promise<void>;
}
