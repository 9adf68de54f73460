import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn, Unique } from 'typeorm';

/** A control or a preventive action that one institution does again and again, for one service. */
@Entity('action_plan')
@ForeignKey('membership', ['assigneeId', 'institutionId'], ['personId', 'institutionId'])
@ForeignKey('team', ['teamId', 'institutionId'], ['id', 'institutionId'])
@Unique('action_plan_id_institution_id_key', ['id', 'institutionId'])
@Index('action_plan_listed', ['institutionId', 'createdAt', 'id'])
@Check('action_plan_check', `(state = 'paused') = (paused_reason is not null)`)
@Check('action_plan_check1', `(state = 'running') = (next_at is not null)`)
@Check('action_plan_check2', `(next_on is null) = (next_at is null)`)
export class ActionPlanEntity {
  @PrimaryColumn('uuid')
  id: string;

  @Column('uuid')
  @ForeignKey('institution')
  institutionId: string;

  @Column('uuid')
  @ForeignKey('service')
  serviceId: string;

  @Column('uuid')
  @ForeignKey('action')
  @Index('action_plan_action')
  actionId: string;

  @Column('uuid')
  @ForeignKey('site')
  siteId: string;

  @Column('uuid')
  @ForeignKey('person')
  keeperId: string;

  @Column('text')
  title: string;

  @Column('text')
  function: string;

  @Column('uuid', { nullable: true })
  assigneeId: string | null;

  @Column('uuid', { nullable: true })
  teamId: string | null;

  @Column('text')
  recurrence: string;

  @Column('date')
  startsOn: string;

  @Column('text')
  atTime: string;

  @Column('text')
  @Check('action_plan_move_to_working_day_check', `move_to_working_day in ('none', 'next', 'previous')`)
  moveToWorkingDay: string;

  @Column('integer')
  @Check('action_plan_grace_days_check', 'grace_days between 1 and 60')
  graceDays: number;

  @Column('text')
  @Check('action_plan_state_check', `state in ('running', 'paused', 'ended')`)
  state: string;

  @Column('text', { nullable: true })
  @Check(
    'action_plan_paused_reason_check',
    `paused_reason in ('asked', 'keeper_left', 'rights_lost', 'refused', 'suspended', 'retired', 'out_of_sight')`,
  )
  pausedReason: string | null;

  @Column('date', { nullable: true })
  lastOn: string | null;

  @Column('date', { nullable: true })
  nextOn: string | null;

  @Column({ type: 'timestamptz', precision: 3, nullable: true })
  nextAt: Date | null;

  @Column('integer')
  version: number;

  @Column({ type: 'timestamptz', precision: 3 })
  createdAt: Date;

  @Column({ type: 'timestamptz', precision: 3 })
  updatedAt: Date;
}
