import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/** Whom a change concerns, why, and since when they may know. Lists begin here. */
@Entity('change_party')
@Index('change_party_listed', ['institutionId', 'listedAt', 'changeId'])
@Index('change_party_change', ['changeId'])
export class ChangePartyEntity {
  @PrimaryColumn('uuid')
  @ForeignKey('institution')
  institutionId: string;

  @PrimaryColumn('uuid')
  @ForeignKey('change')
  changeId: string;

  @PrimaryColumn('text')
  @Check('change_party_kind_check', `kind in ('affected', 'tenant', 'board', 'asker')`)
  kind: string;

  @Column('uuid')
  @ForeignKey('institution')
  ownerId: string;

  @Column({ type: 'uuid', array: true })
  serviceIds: string[];

  @Column('text', { nullable: true })
  addedReason: string | null;

  @Column('text', { nullable: true })
  removedReason: string | null;

  @Column({ type: 'timestamptz', precision: 3, nullable: true })
  removedAt: Date | null;

  @Column({ type: 'timestamptz', precision: 3, nullable: true })
  shownAt: Date | null;

  @Column({ type: 'timestamptz', precision: 3 })
  listedAt: Date;
}
