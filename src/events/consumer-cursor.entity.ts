import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** How far a consumer has read a stream for one institution, and whether an event stopped it. */
@Entity('consumer_cursor')
@Index('consumer_cursor_retry', ['retryAt'], { where: 'retry_at is not null' })
@Index('consumer_cursor_parked', ['consumer'], { where: 'parked_at is not null' })
export class ConsumerCursorEntity {
  @PrimaryColumn('text')
  consumer: string;

  @PrimaryColumn('uuid')
  streamId: string;

  @PrimaryColumn('uuid')
  institutionId: string;

  @Column('integer')
  lastNumber: number;

  @Column('integer', { default: 0 })
  attempts: number;

  @Column({ type: 'timestamptz', precision: 3, nullable: true })
  retryAt: Date | null;

  @Column({ type: 'timestamptz', precision: 3, nullable: true })
  parkedAt: Date | null;

  @Column('text', { nullable: true })
  error: string | null;

  /** What an error is called, without what it says. */
  @Column('text', { nullable: true })
  errorKind: string | null;
}
