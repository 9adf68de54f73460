import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/** A ticket that is this problem. `institutionId` is the ticket's, `ownerId` the problem's. */
@Entity('problem_ticket')
@Index('problem_ticket_now', ['institutionId', 'ticketId', 'problemId'], {
  unique: true,
  where: 'unlinked_at is null',
})
@Index('problem_ticket_problem', ['problemId', 'institutionId'])
export class ProblemTicketEntity {
  @PrimaryColumn('uuid')
  id: string;

  @Column('uuid')
  @ForeignKey('institution')
  institutionId: string;

  @Column('uuid')
  @ForeignKey('ticket')
  ticketId: string;

  @Column('uuid')
  @ForeignKey('problem')
  problemId: string;

  @Column('uuid')
  @ForeignKey('institution')
  ownerId: string;

  @Column('text')
  @Check('problem_ticket_side_check', `side in ('user', 'provider')`)
  side: string;

  @Column('boolean')
  isPublic: boolean;

  @Column({ type: 'timestamptz', precision: 3, nullable: true })
  publicSince: Date | null;

  @Column('uuid')
  linkedBy: string;

  @Column({ type: 'timestamptz', precision: 3 })
  linkedAt: Date;

  @Column({ type: 'timestamptz', precision: 3, nullable: true })
  unlinkedAt: Date | null;
}
