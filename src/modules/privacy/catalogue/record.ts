import type { TableRule } from '../rule.js';

/** The record, and what follows from it: ids, numbers and instants. */
export const record: Record<string, TableRule> = {
  consequence: {
    nothing: [
      'institution_id',
      'event_id',
      'ticket_id',
      'kind',
      'source_id',
      'code',
      'text_id',
      'state',
      'reason',
      'since',
      'at',
      'attempts',
      'done_at',
    ],
  },
  consumer_cursor: {
    nothing: [
      'consumer',
      'stream_id',
      'institution_id',
      'last_number',
      'attempts',
      'retry_at',
      'parked_at',
      'error_kind',
    ],
    personal: {
      error: { holds: 'what an exception said, which may repeat what somebody wrote', erasure: 'emptied' },
    },
    notExported: 'how far a part of the program has read',
  },
  consumer_wake: {
    nothing: ['consumer', 'stream_id', 'institution_id', 'event_id', 'handed_at'],
  },
  event: {
    nothing: ['id', 'stream_id', 'domain', 'type', 'audience', 'occurred_at', 'actor_institution_id', 'actor_side'],
    people: ['actor_id'],
    secrets: ['number', 'previous_hash', 'hash', 'readers'],
    personal: {
      data: { holds: 'ids and salted digests; the salts stand with the texts', erasure: 'kept_ids' },
    },
  },
  event_chain: {
    nothing: ['stream_id', 'domain', 'last_number', 'last_hash'],
  },
  event_stream: {
    nothing: ['stream_id', 'kind', 'last_number', 'last_at'],
  },
  live_event: {
    nothing: ['institution_id', 'transaction_id', 'event_id', 'stream_id', 'at'],
  },
  outbox: {
    nothing: ['event_id', 'stream_id', 'institution_ids', 'kind', 'type'],
  },
};
