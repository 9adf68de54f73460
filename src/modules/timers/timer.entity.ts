import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn, Unique } from 'typeorm';

/** The stored result of a timer, for lists and for the sweep. It is recomputed from the record at every input. */
@Entity('timer')
@Unique(['ticketId', 'side', 'metric', 'run'])
@Index('timer_wake', ['wakeAt'], { where: 'wake_at is not null' })
export class TimerEntity {
  @PrimaryColumn('uuid')
  id: string;

  @Column('uuid')
  @ForeignKey('ticket')
  ticketId: string;

  /** The owner of the ticket. */
  @Column('uuid')
  @ForeignKey('institution')
  institutionId: string;

  @Column('text')
  @Check('timer_side_check', `side in ('user', 'provider')`)
  side: string;

  @Column('text')
  @Check('timer_metric_check', `metric in ('response', 'resolution')`)
  metric: string;

  @Column('smallint')
  run: number;

  @Column('text')
  @Check('timer_state_check', `state in ('running', 'paused', 'met', 'missed', 'superseded', 'cancelled')`)
  state: string;

  @Column('text', { nullable: true })
  @Check('timer_verdict_check', `verdict in ('met', 'missed')`)
  verdict: string | null;

  @Column({ type: 'timestamptz', precision: 3, nullable: true })
  verdictAt: Date | null;

  @Column('text', { nullable: true })
  missCause: string | null;

  @Column('text')
  priority: string;

  @Column('integer')
  targetMinutes: number;

  @Column({ type: 'timestamptz', precision: 3 })
  startedAt: Date;

  @Column({ type: 'timestamptz', precision: 3, nullable: true })
  dueAt: Date | null;

  @Column({ type: 'timestamptz', precision: 3, nullable: true })
  pausedSince: Date | null;

  @Column({ type: 'timestamptz', precision: 3, nullable: true })
  endedAt: Date | null;

  /** When something must be told next; the sweep finds what is due by this alone. */
  @Column({ type: 'timestamptz', precision: 3, nullable: true })
  wakeAt: Date | null;
}
