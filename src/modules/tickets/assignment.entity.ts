import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/** Who works on a ticket or an escalation, for one institution on one side. The other side never sees it. */
@Entity('assignment')
@ForeignKey('membership', ['personId', 'institutionId'], ['personId', 'institutionId'])
@ForeignKey('team', ['teamId', 'institutionId'], ['id', 'institutionId'])
@Index('assignment_person', ['personId'])
@Check('assignment_check', `person_id is not null or team_id is not null`)
export class AssignmentEntity {
  @PrimaryColumn('uuid')
  @ForeignKey('ticket')
  ticketId: string;

  @PrimaryColumn('uuid')
  @ForeignKey('institution')
  institutionId: string;

  @PrimaryColumn('text')
  @Check('assignment_side_check', `side in ('user', 'provider')`)
  side: string;

  /** 0: the ticket itself at level 1. */
  @PrimaryColumn('smallint')
  escalationN: number;

  /** Null: it lies in the queue of a team. */
  @Column('uuid', { nullable: true })
  personId: string | null;

  @Column({ type: 'timestamptz', precision: 3 })
  assignedAt: Date;

  @Column('uuid', { nullable: true })
  teamId: string | null;
}
