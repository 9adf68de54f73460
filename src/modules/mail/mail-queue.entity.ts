import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/** Which mails are due, for the worker, which reads it across tenants: ids and instants, no texts. */
@Entity('mail_queue')
@Index('mail_queue_due', ['dueAt'])
export class MailQueueEntity {
  @PrimaryColumn('uuid')
  @ForeignKey('mail')
  mailId: string;

  @Column('uuid')
  institutionId: string;

  @Column({ type: 'timestamptz', precision: 3 })
  dueAt: Date;
}
