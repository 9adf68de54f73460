import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/** One time at which a freeze holds, with the keys by which it is seen. */
@Entity('freeze_period')
@Index('freeze_period_short', ['startsAt', 'endsAt'], { where: 'not is_long' })
@Index('freeze_period_long', ['startsAt', 'endsAt'], { where: 'is_long' })
@Index('freeze_period_institution', ['institutionId', 'startsAt'], { where: `scope = 'institution'` })
@Check('freeze_period_check', `(scope = 'institution') = (why is not null)`)
@Check('freeze_period_check1', `starts_at < ends_at`)
export class FreezePeriodEntity {
  @PrimaryColumn('uuid')
  @ForeignKey('change_freeze')
  freezeId: string;

  /** The local date on which it begins, by which it is known. */
  @PrimaryColumn('date')
  onDay: string;

  @Column('uuid', { nullable: true })
  @ForeignKey('institution')
  institutionId: string | null;

  @Column('text')
  scope: string;

  @Column('uuid', { nullable: true })
  @ForeignKey('service')
  serviceId: string | null;

  @Column({ type: 'timestamptz', precision: 3 })
  startsAt: Date;

  @Column({ type: 'timestamptz', precision: 3 })
  endsAt: Date;

  /** More than 32 days. */
  @Column('boolean')
  isLong: boolean;

  @Column('boolean')
  isLifted: boolean;

  /** Since when it is known as it is. */
  @Column({ type: 'timestamptz', precision: 3 })
  declaredAt: Date;

  @Column('date', { array: true })
  workingDays: string[];

  /** Working days from its declaration to its begin, up to those that are asked for. */
  @Column('smallint', { nullable: true })
  ahead: number | null;

  /** Whether it stops changes on instances that are shared with others, and why. */
  @Column('boolean')
  blocksShared: boolean;

  @Column('text', { nullable: true })
  @Check(
    'freeze_period_why_check',
    `why in ('within_allowance', 'declared_too_late', 'allowance_used', 'no_service_hours')`,
  )
  why: string | null;
}
