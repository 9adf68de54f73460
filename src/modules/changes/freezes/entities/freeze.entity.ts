import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/** A period without changes as it was declared (FREEZE is a word of SQL); when it holds, `FreezePeriodEntity` says. */
@Entity('change_freeze')
@Index('change_freeze_listed', ['startsAt', 'id'])
@Index('change_freeze_imported', ['scopeKey', 'uid', 'recurrenceId'], { unique: true, where: 'uid is not null' })
@Check('change_freeze_check', `(scope = 'consortium') = (institution_id is null)`)
@Check('change_freeze_check1', `(scope = 'service') = (service_id is not null)`)
@Check(
  'change_freeze_check2',
  `(first_day is null) = (last_day is null) and (from_at is null) = (to_at is null) and (first_day is null) <> (from_at is null)`,
)
@Check('change_freeze_check3', `(lifted_at is null) = (lift_reason is null)`)
@Check('change_freeze_check4', `(uid is null) = (recurrence_id is null) and (uid is null) = (sequence is null)`)
export class FreezeEntity {
  @PrimaryColumn('uuid')
  id: string;

  /** Who declared it; null: the operator, for the consortium. */
  @Column('uuid', { nullable: true })
  @ForeignKey('institution')
  institutionId: string | null;

  @Column('text')
  @Check('change_freeze_scope_check', `scope in ('consortium', 'service', 'institution')`)
  scope: string;

  @Column('uuid', { nullable: true })
  @ForeignKey('service')
  serviceId: string | null;

  /** For whom it is: `consortium`, `service/<id>` or `institution/<id>`. */
  @Column('text')
  scopeKey: string;

  @Column('text')
  title: string;

  @Column('text')
  reason: string;

  @Column('text')
  timeZone: string;

  /** Whole local days, both within; else the two instants below. */
  @Column('date', { nullable: true })
  firstDay: string | null;

  @Column('date', { nullable: true })
  lastDay: string | null;

  @Column({ type: 'timestamptz', precision: 3, nullable: true })
  fromAt: Date | null;

  @Column({ type: 'timestamptz', precision: 3, nullable: true })
  toAt: Date | null;

  @Column('text', { nullable: true })
  rule: string | null;

  @Column('date', { nullable: true })
  until: string | null;

  @Column('date', { array: true })
  excluded: string[];

  /** The event of a file that it was imported from. */
  @Column('text', { nullable: true })
  uid: string | null;

  @Column('text', { nullable: true })
  recurrenceId: string | null;

  @Column('integer', { nullable: true })
  sequence: number | null;

  @Column({ type: 'timestamptz', precision: 3 })
  startsAt: Date;

  @Column({ type: 'timestamptz', precision: 3 })
  endsAt: Date;

  @Column('uuid')
  declaredBy: string;

  @Column({ type: 'timestamptz', precision: 3 })
  declaredAt: Date;

  @Column({ type: 'timestamptz', precision: 3, nullable: true })
  liftedAt: Date | null;

  @Column('text', { nullable: true })
  liftReason: string | null;

  @Column('integer')
  version: number;

  @Column({ type: 'timestamptz', precision: 3 })
  updatedAt: Date;
}
