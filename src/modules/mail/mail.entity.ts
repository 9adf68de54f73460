import { Check, Column, Entity, ForeignKey, PrimaryColumn, Unique } from 'typeorm';

/** A mail as it was written for one reader about one event. */
@Entity('mail')
@Unique(['institutionId', 'eventId', 'personId'])
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

  @Column('uuid')
  @ForeignKey('person')
  personId: string;

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
}
