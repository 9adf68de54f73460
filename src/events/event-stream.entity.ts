import { Column, Entity, PrimaryColumn } from 'typeorm';

/** The head of a stream: the number and instant of its last event. Locked to append. */
@Entity('event_stream')
export class EventStreamEntity {
  @PrimaryColumn('uuid')
  streamId: string;

  @Column('text')
  kind: string;

  @Column('integer')
  lastNumber: number;

  @Column({ type: 'timestamptz', precision: 3 })
  lastAt: Date;
}
