import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn, Unique } from 'typeorm';

/** A decision that a request waits for, with what an approver who sees no ticket is shown of it. */
@Entity('approval')
@Unique(['institutionId', 'ticketId'])
@Check('approval_check', `(state = 'open') = (decided_at is null)`)
@Check('approval_check1', `(state in ('approved', 'rejected')) = (decided_by is not null)`)
@Check('approval_check2', `decided_by is distinct from requester_id`)
@Check('approval_for_check', `decided_for is null or decided_by is not null`)
@Index('approval_asked', ['institutionId', 'approverId', 'askedAt', 'id'], { where: `state = 'open'` })
@Index('approval_waiting', ['institutionId', 'askedAt', 'id'], { where: `state = 'open'` })
@Index('approval_reference', ['institutionId', 'reference'])
export class ApprovalEntity {
  @PrimaryColumn('uuid')
  id: string;

  @Column('uuid')
  @ForeignKey('institution')
  institutionId: string;

  @Column('uuid')
  @ForeignKey('ticket')
  ticketId: string;

  @Column('text')
  reference: string;

  @Column('text')
  title: string;

  @Column('uuid')
  @ForeignKey('service')
  serviceId: string;

  @Column('uuid')
  @ForeignKey('person')
  requesterId: string;

  @Column('uuid', { nullable: true })
  @ForeignKey('person')
  approverId: string | null;

  @Column({ type: 'timestamptz', precision: 3 })
  askedAt: Date;

  @Column('text')
  @Check('approval_state_check', `state in ('open', 'approved', 'rejected', 'withdrawn')`)
  state: string;

  @Column('uuid', { nullable: true })
  @ForeignKey('person')
  decidedBy: string | null;

  @Column({ type: 'timestamptz', precision: 3, nullable: true })
  decidedAt: Date | null;

  @Column('text', { nullable: true })
  reason: string | null;

  /** Whose decision it was, where a deputy gave it. */
  @Column('uuid', { nullable: true })
  @ForeignKey('person')
  decidedFor: string | null;
}
