import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/** What time does next on a ticket, for whoever wants to know and for the sweep. It is recomputed from the record at every input. */
@Entity('appointment')
@Index('appointment_at', ['at'])
export class AppointmentEntity {
  @PrimaryColumn('uuid')
  @ForeignKey('ticket')
  ticketId: string;

  /** In the order of their instants, from 1. */
  @PrimaryColumn('smallint')
  position: number;

  /** The owner of the ticket. */
  @Column('uuid')
  @ForeignKey('institution')
  institutionId: string;

  @Column('text')
  kind: string;

  /** The escalation that it is about. */
  @Column('smallint', { nullable: true })
  n: number | null;

  @Column('smallint', { nullable: true })
  workingDays: number | null;

  @Column({ type: 'timestamptz', precision: 3 })
  at: Date;

  @Column('text')
  @Check('appointment_audience_check', `audience in ('user', 'shared')`)
  audience: string;
}
