import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn, Unique } from 'typeorm';

/** What happened: who, for whom, when, what. Appended by a function of the database, never changed. */
@Entity('event')
@Unique(['streamId', 'number'])
// by the first word of the type: an expression, of which entities know the name alone
@Index('event_audit', { synchronize: false })
export class EventEntity {
  @PrimaryColumn('uuid')
  id: string;

  @Column('uuid')
  @ForeignKey('event_stream')
  streamId: string;

  @Column('integer')
  number: number;

  @Column('text')
  domain: string;

  @Column('text')
  type: string;

  @Column('text')
  @Check('event_audience_check', `audience in ('requester', 'shared', 'internal')`)
  audience: string;

  @Column({ type: 'timestamptz', precision: 3 })
  occurredAt: Date;

  @Column('uuid')
  actorId: string;

  @Column('uuid')
  actorInstitutionId: string;

  @Column('text')
  actorSide: string;

  @Column('text', { array: true })
  readers: string[];

  @Column('jsonb')
  data: unknown;

  @Column('bytea')
  previousHash: Buffer;

  @Column('bytea')
  hash: Buffer;
}
