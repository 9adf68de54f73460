import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn, Unique } from 'typeorm';

/** An entry of the catalogue: what holds of it; what it says stands in its versions. */
@Entity('action')
@ForeignKey('membership', ['ownerId', 'institutionId'], ['personId', 'institutionId'])
@Unique(['institutionId', 'reference'])
@Unique(['institutionId', 'key'])
@Unique(['id', 'institutionId'])
@Index('action_listed', ['listedAt', 'id'])
@Index('action_to_review', ['institutionId', 'reviewOn'], { where: `state = 'published'` })
@Check('action_check', `(published_number is null) = (published_at is null)`)
@Check('action_check1', `state <> 'published' or published_number is not null`)
@Check('action_check2', `state <> 'suspended' or (suspended_at is not null and suspended_because is not null)`)
export class ActionEntity {
  @PrimaryColumn('uuid')
  id: string;

  @Column('uuid')
  @ForeignKey('institution')
  institutionId: string;

  @Column('text')
  reference: string;

  @Column('text')
  @Check('action_key_check', `key ~ '^[a-z0-9][a-z0-9-]{0,79}$'`)
  key: string;

  @Column('text')
  @Check('action_kind_check', `kind in ('recovery', 'control', 'corrective', 'preventive')`)
  kind: string;

  @Column('text')
  @Check('action_state_check', `state in ('draft', 'published', 'suspended', 'retired')`)
  state: string;

  @Column('text')
  @Check('action_sharing_check', `sharing in ('internal', 'holders', 'users')`)
  sharing: string;

  @Column('uuid', { array: true })
  @Check('action_service_ids_check', `cardinality(service_ids) > 0`)
  serviceIds: string[];

  @Column('uuid')
  ownerId: string;

  @Column('integer', { nullable: true })
  publishedNumber: number | null;

  @Column({ type: 'timestamptz', precision: 3, nullable: true })
  publishedAt: Date | null;

  @Column('date', { nullable: true })
  reviewOn: string | null;

  @Column({ type: 'timestamptz', precision: 3, nullable: true })
  suspendedAt: Date | null;

  @Column('text', { nullable: true })
  suspendedBecause: string | null;

  @Column({ type: 'timestamptz', precision: 3, nullable: true })
  retiredAt: Date | null;

  @Column({ type: 'timestamptz', precision: 3 })
  listedAt: Date;

  @Column('integer')
  version: number;

  @Column('integer', { default: 0 })
  insideVersion: number;

  @Column({ type: 'timestamptz', precision: 3 })
  updatedAt: Date;
}
