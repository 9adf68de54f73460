import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/** What stood against a change when it was saved, decided on or begun. */
@Entity('change_finding')
@Index('change_finding_change', ['changeId', 'foundAt', 'id'])
export class ChangeFindingEntity {
  @PrimaryColumn('uuid')
  id: string;

  @Column('uuid')
  @ForeignKey('institution')
  institutionId: string;

  @Column('uuid')
  @ForeignKey('change')
  changeId: string;

  @Column('text')
  @Check('change_finding_occasion_check', `occasion in ('save', 'approve', 'schedule', 'start')`)
  occasion: string;

  @Column('jsonb')
  found: unknown;

  @Column('uuid')
  foundFor: string;

  @Column({ type: 'timestamptz', precision: 3 })
  foundAt: Date;
}
