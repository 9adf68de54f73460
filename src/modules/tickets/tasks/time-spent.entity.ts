import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/** Time that somebody says they spent on a ticket; taken back, it stays and counts no more. */
@Entity('time_spent')
@Index('time_spent_ticket', ['ticketId', 'enteredAt', 'id'])
export class TimeSpentEntity {
  @PrimaryColumn('uuid')
  id: string;

  @Column('uuid')
  @ForeignKey('institution')
  institutionId: string;

  @Column('text')
  @Check('time_spent_side_check', `side in ('user', 'provider')`)
  side: string;

  @Column('uuid')
  @ForeignKey('ticket')
  ticketId: string;

  @Column('uuid')
  @ForeignKey('person')
  personId: string;

  @Column('integer')
  @Check('time_spent_minutes_check', `minutes between 1 and 1440`)
  minutes: number;

  @Column('date')
  spentOn: string;

  @Column('text', { nullable: true })
  note: string | null;

  @Column({ type: 'timestamptz', precision: 3 })
  enteredAt: Date;

  @Column({ type: 'timestamptz', precision: 3, nullable: true })
  withdrawnAt: Date | null;
}
