import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/**
 * Who has a reason to see a ticket, since when and until when, with the sort keys of lists. Written by functions of the
 * database only.
 */
@Entity('ticket_party')
@Index('ticket_party_ticket', ['ticketId'])
@Index('ticket_party_opened', ['institutionId', 'side', 'openedAt', 'ticketId', 'serviceId', 'requesterId'])
@Index('ticket_party_updated', ['institutionId', 'side', 'updatedAt', 'ticketId'])
@Index('ticket_party_open', ['institutionId', 'side', 'openedAt', 'ticketId'], { where: `next_actor <> 'nobody'` })
@Index('ticket_party_state', ['institutionId', 'side', 'state', 'openedAt', 'ticketId', 'serviceId', 'requesterId'])
@Index('ticket_party_service', ['institutionId', 'side', 'serviceId', 'openedAt', 'ticketId', 'requesterId'])
@Index('ticket_party_late', ['institutionId', 'side', 'openedAt', 'ticketId', 'state', 'serviceId', 'requesterId'], {
  where: 'is_late',
})
@Index('ticket_party_owner', ['institutionId', 'ownerId', 'openedAt', 'ticketId'], { where: `side = 'provider'` })
@Index('ticket_party_due', ['institutionId', 'side', 'dueAt', 'ticketId'], { where: 'due_at is not null' })
@Index('ticket_party_assignee', ['institutionId', 'side', 'assigneeId', 'openedAt', 'ticketId'], {
  where: 'assignee_id is not null',
})
@Index('ticket_party_team', ['institutionId', 'side', 'teamId', 'openedAt', 'ticketId'], {
  where: 'team_id is not null',
})
@Index('ticket_party_follow_up', ['institutionId', 'side', 'followUpAt', 'ticketId'], {
  where: 'follow_up_at is not null',
})
@Index('ticket_party_priority', ['institutionId', 'side', 'priority', 'ticketId'])
@Index(
  'ticket_party_turn',
  [
    'institutionId',
    'side',
    'assigneeId',
    'turn',
    'priority',
    'teamId',
    'serviceId',
    'requesterId',
    'turnAt',
    'ticketId',
  ],
  { where: 'turn <> 0' },
)
@Index('ticket_party_requester', ['institutionId', 'requesterId', 'openedAt', 'ticketId'], { where: `side = 'user'` })
export class TicketPartyEntity {
  @PrimaryColumn('uuid')
  @ForeignKey('institution')
  institutionId: string;

  @PrimaryColumn('text')
  @Check('ticket_party_side_check', `side in ('user', 'provider')`)
  side: string;

  @PrimaryColumn('uuid')
  @ForeignKey('ticket')
  ticketId: string;

  @Column({ type: 'timestamptz', precision: 3 })
  since: Date;

  @Column({ type: 'timestamptz', precision: 3, nullable: true })
  until: Date | null;

  /** Its part ended with a confirmed delivery: it goes on seeing the figures of what it delivered. */
  @Column('boolean', { default: false })
  fulfilled: boolean;

  /** The ticket as it stood when the part ended: of what changes later, its institution learns the state only. */
  @Column('jsonb', { nullable: true })
  parting: Record<string, unknown> | null;

  @Column('uuid', { nullable: true })
  requesterId: string | null;

  @Column('uuid')
  serviceId: string;

  @Column({ type: 'timestamptz', precision: 3 })
  openedAt: Date;

  @Column({ type: 'timestamptz', precision: 3 })
  updatedAt: Date;

  @Column('text')
  state: string;

  @Column('text')
  priority: string;

  @Column('text')
  nextActor: string;

  @Column({ type: 'timestamptz', precision: 3, nullable: true })
  dueAt: Date | null;

  @Column('boolean', { default: false })
  isLate: boolean;

  /** Who works on it in this part; no other part learns of it. */
  @Column('uuid', { nullable: true })
  assigneeId: string | null;

  /** Of which escalation that was said; 0: the ticket itself. */
  @Column('smallint', { nullable: true })
  assignedN: number | null;

  /** In whose queue it lies. */
  @Column('uuid', { nullable: true })
  teamId: string | null;

  @Column({ type: 'timestamptz', precision: 3, nullable: true })
  draftAt: Date | null;

  /** The last text that the other side or the requester wrote for this part. */
  @Column({ type: 'timestamptz', precision: 3, nullable: true })
  answeredAt: Date | null;

  @Column({ type: 'timestamptz', precision: 3, nullable: true })
  followUpAt: Date | null;

  /** Why the people of this part have to act, a bit for each reason. */
  @Column('integer', { default: 0 })
  turn: number;

  /** Since when, by the place of the bit. */
  @Column({ type: 'timestamptz', array: true, nullable: true })
  turnAt: (Date | null)[] | null;

  /** Whose ticket it is; it never changes. */
  @Column('uuid', { nullable: true })
  ownerId: string | null;
}
