import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn, Unique } from 'typeorm';

/** A mail as it was written for one reader about one event. */
@Entity('mail')
@Unique(['institutionId', 'eventId', 'personId'])
@Index('mail_external', ['institutionId', 'eventId'], { unique: true, where: 'person_id is null' })
@Check('mail_reader_check', `(person_id is null) = (external_n is not null)`)
export class MailEntity {
  @PrimaryColumn('uuid')
  id: string;

  @Column('uuid')
  @ForeignKey('institution')
  institutionId: string;

  @Column('uuid', { nullable: true })
  @ForeignKey('ticket')
  ticketId: string | null;

  @Column('uuid')
  @ForeignKey('event')
  eventId: string;

  /** Null for somebody outside the consortium: they were called with the escalation `externalN`. */
  @Column('uuid', { nullable: true })
  @ForeignKey('person')
  personId: string | null;

  @Column('text')
  toAddress: string;

  @Column('text')
  subject: string;

  @Column('text')
  textBody: string;

  @Column('text')
  htmlBody: string;

  @Column('text')
  @Check('mail_state_check', `state in ('queued', 'sent', 'uncertain', 'failed')`)
  state: string;

  @Column('integer', { default: 0 })
  attempts: number;

  @Column({ type: 'timestamptz', precision: 3 })
  createdAt: Date;

  @Column({ type: 'timestamptz', precision: 3, nullable: true })
  sentAt: Date | null;

  @Column('text', { nullable: true })
  error: string | null;

  @Column('smallint', { nullable: true })
  externalN: number | null;

  /** Of a mail that belongs to the thread of a change. */
  @Column('uuid', { nullable: true })
  @ForeignKey('change')
  changeId: string | null;

  /** What goes with it for a calendar program (RFC 5545). */
  @Column('text', { nullable: true })
  calendar: string | null;
}
