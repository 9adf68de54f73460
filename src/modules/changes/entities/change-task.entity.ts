import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/** A step of carrying a change out, in order. */
@Entity('change_task')
@Index('change_task_place', ['institutionId', 'changeId', 'position'], { unique: true })
export class ChangeTaskEntity {
  @PrimaryColumn('uuid')
  id: string;

  @Column('uuid')
  @ForeignKey('institution')
  institutionId: string;

  @Column('uuid')
  @ForeignKey('change')
  changeId: string;

  @Column('integer')
  position: number;

  @Column('text')
  @Check('change_task_kind_check', `kind in ('task', 'test', 'go_no_go', 'backout')`)
  kind: string;

  @Column('text')
  title: string;

  @Column('uuid', { nullable: true })
  holderId: string | null;

  @Column('integer', { nullable: true })
  @Check('change_task_minutes_check', `minutes > 0`)
  minutes: number | null;

  @Column('text')
  @Check('change_task_state_check', `state in ('open', 'done', 'failed', 'skipped')`)
  state: string;

  @Column({ type: 'timestamptz', precision: 3, nullable: true })
  beganAt: Date | null;

  @Column({ type: 'timestamptz', precision: 3, nullable: true })
  endedAt: Date | null;

  @Column('uuid', { nullable: true })
  endedBy: string | null;

  @Column('text', { nullable: true })
  note: string | null;
}
