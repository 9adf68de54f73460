import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/** What one run on a ticket taught, to the side that made it. Only functions of the owner look at it. */
@Entity('action_lesson')
@Index('action_lesson_ticket', ['ticketId'])
@Index('action_lesson_action', ['serviceId', 'actionId', 'reader', 'at'], { where: 'worked' })
export class ActionLessonEntity {
  @PrimaryColumn('uuid')
  @ForeignKey('run')
  runId: string;

  @Column('uuid')
  serviceId: string;

  @Column('uuid')
  actionId: string;

  @Column({ type: 'text', collation: 'C' })
  reader: string;

  @Column('uuid')
  @ForeignKey('ticket')
  ticketId: string;

  /** Or else it had no effect, or made it worse. */
  @Column('boolean')
  worked: boolean;

  @Column('text', { array: true })
  terms: string[];

  @Column({ type: 'timestamptz', precision: 3 })
  at: Date;
}
