import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/** One execution of a version of an action, by one side of an institution. */
@Entity('run')
@Index('run_listed', ['institutionId', 'startedAt', 'id'])
@Index('run_of_ticket', ['ticketId', 'startedAt'], { where: 'ticket_id is not null' })
@Index('run_finished', ['institutionId', 'side', 'finishedAt'], { where: `state = 'finished'` })
@Index('run_of_action', ['actionId', 'serviceId', 'finishedAt'])
@Index('run_of_version', ['versionId'])
@Index('run_open', ['institutionId', 'assigneeId', 'startedAt'], { where: `state = 'running'` })
@Check('run_check', `(state = 'finished') = (outcome is not null)`)
@Check('run_check1', `(state = 'finished') = (finished_at is not null)`)
@Check('run_check2', `(state = 'finished') = (finished_by is not null)`)
export class RunEntity {
  @PrimaryColumn('uuid')
  id: string;

  @Column('uuid')
  @ForeignKey('institution')
  institutionId: string;

  @Column('text')
  @Check('run_side_check', `side in ('user', 'provider')`)
  side: string;

  @Column('uuid')
  @ForeignKey('action')
  actionId: string;

  @Column('uuid')
  @ForeignKey('action_version')
  versionId: string;

  /** The action's institution. */
  @Column('uuid')
  @ForeignKey('institution')
  ownerId: string;

  @Column('uuid')
  @ForeignKey('service')
  serviceId: string;

  @Column('uuid', { nullable: true })
  @ForeignKey('ticket')
  ticketId: string | null;

  /** Reference of the change that it opened. */
  @Column('text', { nullable: true })
  changeReference: string | null;

  @Column('jsonb')
  parameters: object;

  @Column('text')
  @Check('run_state_check', `state in ('running', 'finished')`)
  state: string;

  @Column('text', { nullable: true })
  @Check('run_outcome_check', `outcome in ('worked', 'partly', 'no_effect', 'made_worse', 'abandoned')`)
  outcome: string | null;

  /** Of a control: what was measured, by name. */
  @Column('jsonb', { default: {} })
  results: object;

  @Column('uuid')
  @ForeignKey('person')
  assigneeId: string;

  @Column('uuid')
  @ForeignKey('person')
  startedBy: string;

  @Column({ type: 'timestamptz', precision: 3 })
  startedAt: Date;

  @Column('uuid', { nullable: true })
  @ForeignKey('person')
  finishedBy: string | null;

  @Column({ type: 'timestamptz', precision: 3, nullable: true })
  finishedAt: Date | null;

  /** Of work, as whoever finished it says. */
  @Column('integer', { nullable: true })
  @Check('run_minutes_check', 'minutes between 0 and 14400')
  minutes: number | null;

  @Column('text', { nullable: true })
  note: string | null;

  @Column('integer')
  version: number;

  @Column({ type: 'timestamptz', precision: 3 })
  updatedAt: Date;
}
