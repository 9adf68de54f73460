import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** A consumer was told to read on in a stream for one institution, because of an event, and has not done so yet. */
@Entity('consumer_wake')
@Index('consumer_wake_handed', ['handedAt'])
export class ConsumerWakeEntity {
  @PrimaryColumn('text')
  consumer: string;

  @PrimaryColumn('uuid')
  streamId: string;

  @PrimaryColumn('uuid')
  institutionId: string;

  @PrimaryColumn('uuid')
  eventId: string;

  @Column({ type: 'timestamptz', precision: 3 })
  handedAt: Date;
}
