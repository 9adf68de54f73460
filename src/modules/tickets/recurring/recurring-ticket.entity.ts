import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/** A ticket that opens by itself, again and again. */
@Entity('recurring_ticket')
@ForeignKey('membership', ['requesterId', 'institutionId'], ['personId', 'institutionId'])
@ForeignKey('membership', ['assigneeId', 'institutionId'], ['personId', 'institutionId'])
@ForeignKey('team', ['teamId', 'institutionId'], ['id', 'institutionId'])
@ForeignKey('request_model', ['modelId', 'institutionId'], ['id', 'institutionId'])
@Index('recurring_ticket_listed', ['institutionId', 'createdAt', 'id'])
@Check('recurring_ticket_check', `(state = 'paused') = (paused_reason is not null)`)
@Check('recurring_ticket_check1', `(state = 'running') = (next_at is not null)`)
@Check('recurring_ticket_check2', `(next_on is null) = (next_at is null)`)
export class RecurringTicketEntity {
  @PrimaryColumn('uuid')
  id: string;

  @Column('uuid')
  @ForeignKey('institution')
  institutionId: string;

  @Column('uuid')
  @ForeignKey('service')
  serviceId: string;

  @Column('uuid')
  @ForeignKey('site')
  siteId: string;

  @Column('uuid')
  @ForeignKey('person')
  makerId: string;

  @Column('text')
  @Check('recurring_ticket_kind_check', `kind in ('incident', 'request')`)
  kind: string;

  @Column('text')
  title: string;

  @Column('text')
  description: string;

  @Column('text', { nullable: true })
  impact: string | null;

  @Column('text', { nullable: true })
  urgency: string | null;

  @Column('uuid', { nullable: true })
  requesterId: string | null;

  @Column('uuid', { nullable: true })
  assigneeId: string | null;

  @Column('uuid', { nullable: true })
  teamId: string | null;

  @Column('uuid', { nullable: true })
  modelId: string | null;

  @Column('jsonb', { nullable: true })
  fields: object | null;

  @Column('text')
  recurrence: string;

  @Column('date')
  startsOn: string;

  @Column('text')
  atTime: string;

  @Column('text')
  timeZone: string;

  @Column('text')
  @Check('recurring_ticket_move_to_working_day_check', `move_to_working_day in ('none', 'next', 'previous')`)
  moveToWorkingDay: string;

  @Column('text')
  @Check('recurring_ticket_state_check', `state in ('running', 'paused', 'ended')`)
  state: string;

  @Column('text', { nullable: true })
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
