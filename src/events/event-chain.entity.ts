import { Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';

/** The head of one chain of hashes: a stream, as those of one domain see it. */
@Entity('event_chain')
export class EventChainEntity {
  @PrimaryColumn('uuid')
  @ForeignKey('event_stream')
  streamId: string;

  @PrimaryColumn('text')
  domain: string;

  @Column('integer')
  lastNumber: number;

  @Column('bytea')
  lastHash: Buffer;
}
