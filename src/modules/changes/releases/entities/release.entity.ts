import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn, Unique } from 'typeorm';

/** Changes of one provider that are released together. Once published it never changes. */
@Entity('release')
@Unique(['institutionId', 'reference'])
@Index('release_label', ['institutionId', 'serviceId', 'label'], { unique: true })
@Index('release_listed', ['institutionId', 'createdAt', 'id'])
@Check('release_check', `(state = 'published') = (published_at is not null)`)
export class ReleaseEntity {
  @PrimaryColumn('uuid')
  id: string;

  @Column('uuid')
  @ForeignKey('institution')
  institutionId: string;

  @Column('uuid')
  @ForeignKey('service')
  serviceId: string;

  @Column('text')
  reference: string;

  @Column('text')
  label: string;

  @Column('text')
  @Check('release_kind_check', `kind in ('minor', 'major')`)
  kind: string;

  @Column('text')
  @Check('release_state_check', `state in ('draft', 'published')`)
  state: string;

  @Column({ type: 'timestamptz', precision: 3, nullable: true })
  publishedAt: Date | null;

  @Column({ type: 'timestamptz', precision: 3 })
  createdAt: Date;

  @Column('integer')
  version: number;

  @Column({ type: 'timestamptz', precision: 3 })
  updatedAt: Date;
}
