import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/** What somebody was answered under an `Idempotency-Key`. */
@Entity('idempotent_answer')
@Index('idempotent_answer_kept', ['keptAt'])
export class IdempotentAnswerEntity {
  @PrimaryColumn('uuid')
  @ForeignKey('institution')
  institutionId: string;

  @PrimaryColumn('uuid')
  @ForeignKey('person')
  personId: string;

  @PrimaryColumn('text')
  key: string;

  @Column('bytea')
  request: Buffer;

  @Column('smallint')
  status: number;

  @Column('jsonb')
  headers: object;

  @Column('text')
  body: string;

  @Column({ type: 'timestamptz', precision: 3 })
  keptAt: Date;
}
