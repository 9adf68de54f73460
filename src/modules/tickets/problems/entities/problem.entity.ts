import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn, Unique } from 'typeorm';

/** A cause behind tickets, as far as it may be told; what is inside stands in `problem_inside`. */
@Entity('problem')
@Unique(['institutionId', 'reference'])
@Index('problem_listed', ['listedAt', 'id'])
@Index('problem_of_service', ['serviceId', 'listedAt', 'id'])
@Check('problem_check', `(publication_id is null) = (published_at is null)`)
@Check('problem_check1', `state <> 'known_error' or published_at is not null`)
export class ProblemEntity {
  @PrimaryColumn('uuid')
  id: string;

  /** Who runs the service, and works on it. */
  @Column('uuid')
  @ForeignKey('institution')
  institutionId: string;

  @Column('uuid')
  @ForeignKey('service')
  serviceId: string;

  @Column('text')
  reference: string;

  @Column('text')
  @Check('problem_state_check', `state in ('open', 'known_error', 'fixing', 'fixed', 'closed')`)
  state: string;

  @Column('uuid', { nullable: true })
  publicationId: string | null;

  @Column({ type: 'timestamptz', precision: 3, nullable: true })
  publishedAt: Date | null;

  @Column({ type: 'timestamptz', precision: 3 })
  listedAt: Date;

  @Column({ type: 'timestamptz', precision: 3, nullable: true })
  fixedAt: Date | null;

  @Column('integer')
  version: number;

  @Column({ type: 'timestamptz', precision: 3 })
  updatedAt: Date;
}
