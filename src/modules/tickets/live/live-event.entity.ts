import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** That an institution may read an event that was recorded lately, and which transaction wrote it. */
@Entity('live_event')
@Index('live_event_transaction', ['transactionId'])
export class LiveEventEntity {
  @PrimaryColumn('uuid')
  institutionId: string;

  /** An xid8, as a number. */
  @PrimaryColumn('bigint')
  transactionId: string;

  @PrimaryColumn('uuid')
  eventId: string;

  @Column('uuid')
  streamId: string;

  @Column({ type: 'timestamptz', precision: 3 })
  at: Date;
}
