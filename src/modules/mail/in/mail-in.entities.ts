import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn, Unique } from 'typeorm';

/** Which institution wrote a mail, and about which ticket. */
@Entity('mail_thread')
@Index('mail_thread_ticket', ['ticketId', 'institutionId'], { where: 'ticket_id is not null' })
export class MailThreadEntity {
  @PrimaryColumn('uuid')
  @ForeignKey('mail')
  mailId: string;

  @Column('uuid')
  @ForeignKey('institution')
  institutionId: string;

  @Column('uuid', { nullable: true })
  @ForeignKey('ticket')
  ticketId: string | null;
}

/** A mail that came in: when, what became of it and whom it concerns. No text. */
@Entity('mail_in')
@Unique(['mailbox', 'digest'])
@Index('mail_in_due', ['dueAt'], { where: "state = 'received'" })
@Index('mail_in_quota', ['senderDigest', 'receivedAt'], { where: 'sender_digest is not null' })
@Index('mail_in_quarantined', ['institutionId', 'receivedAt', 'id'], { where: "state = 'quarantined'" })
@Index('mail_in_kept', ['receivedAt'], { where: 'cleared_at is null' })
@Check('mail_in_check', `(state = 'received') = (outcome is null)`)
export class MailInEntity {
  @PrimaryColumn('uuid')
  id: string;

  @Column('text')
  mailbox: string;

  @Column('bytea')
  digest: Buffer;

  @Column('integer')
  size: number;

  @Column({ type: 'timestamptz', precision: 3 })
  receivedAt: Date;

  @Column('text')
  @Check('mail_in_state_check', `state in ('received', 'done', 'quarantined', 'released', 'discarded')`)
  state: string;

  @Column({ type: 'timestamptz', precision: 3 })
  dueAt: Date;

  @Column('integer', { default: 0 })
  attempts: number;

  @Column('text', { nullable: true })
  @Check('mail_in_outcome_check', `outcome in ('created', 'appended', 'ignored', 'quarantined')`)
  outcome: string | null;

  @Column('text', { nullable: true })
  reason: string | null;

  @Column('uuid', { nullable: true })
  @ForeignKey('institution')
  institutionId: string | null;

  @Column('text', { default: 'user' })
  @Check('mail_in_side_check', `side in ('user', 'provider')`)
  side: string;

  @Column('uuid', { nullable: true })
  @ForeignKey('service')
  serviceId: string | null;

  @Column('uuid', { nullable: true })
  @ForeignKey('ticket')
  ticketId: string | null;

  @Column('bytea', { nullable: true })
  senderDigest: Buffer | null;

  @Column({ type: 'timestamptz', precision: 3, nullable: true })
  decidedAt: Date | null;

  @Column('uuid', { nullable: true })
  @ForeignKey('person')
  decidedBy: string | null;

  @Column('text', { nullable: true })
  decisionReason: string | null;

  @Column({ type: 'timestamptz', precision: 3, nullable: true })
  clearedAt: Date | null;
}

/** What such a mail says. */
@Entity('mail_in_content')
export class MailInContentEntity {
  @PrimaryColumn('uuid')
  @ForeignKey('mail_in')
  mailInId: string;

  @Column('uuid', { nullable: true })
  @ForeignKey('institution')
  institutionId: string | null;

  @Column('bytea')
  raw: Buffer;

  @Column('text', { nullable: true })
  sender: string | null;

  @Column('text', { nullable: true })
  subject: string | null;

  @Column('text', { nullable: true })
  textBody: string | null;

  @Column('jsonb', { default: [] })
  files: { name: string; size: number }[];
}

/**
 * What it did, written in the same transaction. No foreign key leads to the mail: whoever writes this acts for the sender,
 * who does not see it, and would learn by the key which mails there are.
 */
@Entity('mail_in_effect')
export class MailInEffectEntity {
  @PrimaryColumn('uuid')
  mailInId: string;

  @Column('uuid')
  @ForeignKey('institution')
  institutionId: string;

  @Column('text')
  @Check('mail_in_effect_outcome_check', `outcome in ('created', 'appended', 'ignored')`)
  outcome: string;

  @Column('text')
  reason: string;

  @Column('uuid', { nullable: true })
  @ForeignKey('ticket')
  ticketId: string | null;
}

/** An address that an institution writes to no more. */
@Entity('mail_suppression')
@Unique(['institutionId', 'id'])
export class MailSuppressionEntity {
  @PrimaryColumn('uuid')
  @ForeignKey('institution')
  institutionId: string;

  @PrimaryColumn('text')
  address: string;

  @Column({ type: 'timestamptz', precision: 3 })
  since: Date;

  @Column('uuid')
  id: string;
}
