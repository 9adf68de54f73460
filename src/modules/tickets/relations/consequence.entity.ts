import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/** What follows from an event on another ticket of an institution; done once, in a transaction of its own. */
@Entity('consequence')
@Index('consequence_pending', ['at'], { where: `state = 'pending'` })
@Index('consequence_source', ['sourceId', 'institutionId'])
export class ConsequenceEntity {
  @PrimaryColumn('uuid')
  @ForeignKey('institution')
  institutionId: string;

  @PrimaryColumn('uuid')
  @ForeignKey('event')
  eventId: string;

  @PrimaryColumn('uuid')
  @ForeignKey('ticket')
  ticketId: string;

  @Column('text')
  @Check('consequence_kind_check', `kind in ('resolve', 'survivor_ended', 'major_update', 'problem_fixed')`)
  kind: string;

  @Column('uuid')
  sourceId: string;

  @Column('text', { nullable: true })
  code: string | null;

  @Column('uuid', { nullable: true })
  textId: string | null;

  @Column('text')
  @Check('consequence_state_check', `state in ('pending', 'done', 'left')`)
  state: string;

  @Column('text', { nullable: true })
  reason: string | null;

  @Column({ type: 'timestamptz', precision: 3 })
  since: Date;

  /** When it may be done: what failed rests. */
  @Column({ type: 'timestamptz', precision: 3 })
  at: Date;

  @Column('integer', { default: 0 })
  attempts: number;

  @Column({ type: 'timestamptz', precision: 3, nullable: true })
  doneAt: Date | null;
}
