import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/** Something that is to be done on a ticket. */
@Entity('task')
@Index('task_ticket', ['ticketId', 'position', 'id'])
@Index('task_due', ['institutionId', 'assigneeId', 'dueAt'], { where: 'done_at is null' })
@Index('task_due_team', ['institutionId', 'teamId', 'dueAt'], { where: 'done_at is null and assignee_id is null' })
@Check('task_check', `(done_at is null) = (done_by is null)`)
export class TaskEntity {
  @PrimaryColumn('uuid')
  id: string;

  @Column('uuid')
  @ForeignKey('institution')
  institutionId: string;

  @Column('uuid')
  @ForeignKey('ticket')
  ticketId: string;

  @Column('integer')
  position: number;

  @Column('text')
  title: string;

  @Column('text', { nullable: true })
  intendedFor: string | null;

  @Column('uuid', { nullable: true })
  @ForeignKey('person')
  assigneeId: string | null;

  @Column({ type: 'timestamptz', precision: 3, nullable: true })
  dueAt: Date | null;

  @Column('boolean')
  mustBeDone: boolean;

  @Column({ type: 'timestamptz', precision: 3, nullable: true })
  doneAt: Date | null;

  @Column('uuid', { nullable: true })
  @ForeignKey('person')
  doneBy: string | null;

  @Column('integer')
  version: number;

  /** Whose it is while nobody has it. */
  @Column('uuid', { nullable: true })
  @ForeignKey('team')
  teamId: string | null;
}
