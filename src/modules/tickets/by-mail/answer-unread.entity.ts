import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/** An answer on a ticket that was resolved, and when it reopens the ticket if nobody has read it. */
@Entity('answer_unread')
@Index('answer_unread_at', ['at'])
export class AnswerUnreadEntity {
  @PrimaryColumn('uuid')
  @ForeignKey('institution')
  institutionId: string;

  @PrimaryColumn('uuid')
  @ForeignKey('ticket')
  ticketId: string;

  @PrimaryColumn('uuid')
  @ForeignKey('message')
  messageId: string;

  @Column({ type: 'timestamptz', precision: 3 })
  at: Date;
}
