import type { Side } from '../database/index.js';

export type Audience = 'requester' | 'shared' | 'internal';

/** A line of the record, before it is written. Ids and codes only: texts and names live in rows that can be erased. */
export interface NewEvent {
  type: string;
  audience: Audience;
  /** On which side the actor spoke. */
  side: Side | 'requester';
  /** Reader keys (`<institution>/user`): the staff who may read it, besides the requester where the audience is theirs. */
  readers: readonly string[];
  data: Readonly<Record<string, unknown>>;
}

/** A line of the record. `number` orders the stream and never leaves the server. */
export interface RecordedEvent {
  id: string;
  streamId: string;
  number: number;
  type: string;
  audience: Audience;
  occurredAt: Date;
  actorId: string;
  actorInstitutionId: string;
  actorSide: Side | 'requester';
  data: Readonly<Record<string, unknown>>;
}

export function readerKey(institutionId: string, side: Side): string {
  return `${institutionId}/${side}`;
}
