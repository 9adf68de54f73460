import type { Transaction } from '../database/index.js';
import type { RecordedEvent } from './event.js';

/**
 * Makes something follow from the record. It gets the events of one stream, in order, as one institution sees them, in a
 * transaction of that institution; what it writes there is committed together with its position. So an effect happens at
 * least once, and exactly once as far as it is a row.
 */
export interface Consumer {
  readonly name: string;
  handle(tx: Transaction, institutionId: string, events: readonly RecordedEvent[]): Promise<void>;
}
