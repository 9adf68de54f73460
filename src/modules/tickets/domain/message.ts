import type { Audience } from '../../../events/index.js';

export const messageKinds = [
  'description',
  'summary',
  'message',
  'question',
  'answer',
  'reason',
  'delivery',
  'resolution',
  // the words of somebody outside the consortium, noted by whoever follows them up
  'external',
] as const;
export type MessageKind = (typeof messageKinds)[number];
export type AuthorSide = 'requester' | 'user' | 'provider';

/** A text on a ticket. The description and the summaries of escalations are kept as messages too, but are no part of the thread. */
export interface Message {
  id: string;
  ticketId: string;
  escalationN: number | null;
  kind: MessageKind;
  audience: Audience;
  authorId: string;
  authorInstitutionId: string;
  authorSide: AuthorSide;
  /** Display name of staff, or of a third person whose words they noted; null for a requester, who is known at home only. */
  authorName: string | null;
  body: string;
  readers: readonly string[];
  postedAt: Date;
  /** People of the author's own side, who are told. */
  mentions?: readonly string[] | undefined;
  /** A call or visit that is logged: how it was held, and since when, if that was before it was written down. */
  channel?: 'phone' | 'counter' | null;
  calledAt?: Date | null;
}
