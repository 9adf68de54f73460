import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { messageKinds } from './domain/message.js';

/** A text on a ticket. Its readers are the keys of the institutions and sides that may read it; they only grow. */
@Entity('message')
@Index('message_ticket', ['ticketId', 'postedAt', 'id'])
export class MessageEntity {
  @PrimaryColumn('uuid')
  id: string;

  @Column('uuid')
  @ForeignKey('ticket')
  ticketId: string;

  @Column('smallint', { nullable: true })
  escalationN: number | null;

  @Column('text')
  @Check('message_kind_check', `kind in (${messageKinds.map((kind) => `'${kind}'`).join(', ')})`)
  kind: string;

  @Column('text')
  @Check('message_audience_check', `audience in ('requester', 'shared', 'internal')`)
  audience: string;

  @Column('uuid')
  authorId: string;

  @Column('uuid')
  @ForeignKey('institution')
  authorInstitutionId: string;

  @Column('text')
  @Check('message_author_side_check', `author_side in ('requester', 'user', 'provider')`)
  authorSide: string;

  /** The display name of staff; null for a requester, whose name is known at home only. */
  @Column('text', { nullable: true })
  authorName: string | null;

  @Column('text')
  body: string;

  @Column('text', { array: true })
  readers: string[];

  @Column({ type: 'timestamptz', precision: 3 })
  postedAt: Date;

  /** Goes up with each edit. */
  @Column('smallint', { default: 1 })
  version: number;

  @Column({ type: 'timestamptz', precision: 3, nullable: true })
  editedAt: Date | null;

  /** People of the author's own side, who are told. */
  @Column('uuid', { array: true, nullable: true })
  mentions: string[] | null;
  /** Of a call or visit that was logged. */
  @Column('text', { nullable: true })
  @Check('message_channel_check', `channel in ('phone', 'counter')`)
  channel: string | null;

  @Column({ type: 'timestamptz', precision: 3, nullable: true })
  calledAt: Date | null;
}
