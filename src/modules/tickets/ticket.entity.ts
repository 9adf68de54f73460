import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn, Unique } from 'typeorm';

/**
 * A ticket. Owner, reference, requester, kind, service and site never change; who else sees it is decided by its parties.
 */
@Entity('ticket')
@ForeignKey('agreement', ['agreementId', 'institutionId'], ['id', 'institutionId'])
@ForeignKey('membership', ['requesterId', 'institutionId'], ['personId', 'institutionId'])
@ForeignKey('membership', ['openedBy', 'institutionId'], ['personId', 'institutionId'])
@Unique(['institutionId', 'reference'])
@Index('ticket_restored', ['institutionId', 'resolvedAt'], { where: `kind = 'incident' and resolved_at is not null` })
@Index('ticket_open', ['state'], { where: `state in ('new', 'in_progress', 'waiting')` })
@Check('ticket_check', `(state = 'waiting') = (waiting_cause is not null)`)
export class TicketEntity {
  @PrimaryColumn('uuid')
  id: string;

  /** The owner. */
  @Column('uuid')
  @ForeignKey('institution')
  institutionId: string;

  @Column('text')
  reference: string;

  @Column('uuid')
  @ForeignKey('site')
  siteId: string;

  @Column('uuid')
  @ForeignKey('service')
  serviceId: string;

  @Column('uuid', { nullable: true })
  agreementId: string | null;

  @Column('text')
  @Check('ticket_kind_check', `kind in ('incident', 'request')`)
  kind: string;

  @Column('text')
  title: string;

  @Column('text')
  @Check(
    'ticket_state_check',
    `state in ('new', 'in_progress', 'waiting', 'resolved', 'closed', 'cancelled', 'merged')`,
  )
  state: string;

  @Column('text', { nullable: true })
  @Check(
    'ticket_waiting_cause_check',
    `waiting_cause in ('requester', 'third_party', 'change', 'scheduled', 'approval')`,
  )
  waitingCause: string | null;

  @Column({ type: 'timestamptz', precision: 3, nullable: true })
  followUpAt: Date | null;

  @Column('text')
  @Check('ticket_impact_check', `impact in ('high', 'medium', 'low')`)
  impact: string;

  @Column('text')
  @Check('ticket_urgency_check', `urgency in ('high', 'medium', 'low')`)
  urgency: string;

  @Column('text')
  @Check('ticket_priority_check', `priority in ('P1', 'P2', 'P3', 'P4')`)
  priority: string;

  @Column('text', { nullable: true })
  @Check('ticket_proposed_impact_check', `proposed_impact in ('high', 'medium', 'low')`)
  proposedImpact: string | null;

  @Column('text', { nullable: true })
  @Check('ticket_proposed_urgency_check', `proposed_urgency in ('high', 'medium', 'low')`)
  proposedUrgency: string | null;

  @Column({ type: 'timestamptz', precision: 3, nullable: true })
  qualifiedAt: Date | null;

  @Column('uuid')
  requesterId: string;

  @Column('uuid')
  openedBy: string;

  @Column('text')
  @Check('ticket_channel_check', `channel in ('web', 'phone', 'counter', 'mail', 'api')`)
  channel: string;

  @Column({ type: 'timestamptz', precision: 3 })
  openedAt: Date;

  @Column({ type: 'timestamptz', precision: 3, nullable: true })
  resolvedAt: Date | null;

  @Column('text', { nullable: true })
  resolutionCode: string | null;

  @Column({ type: 'timestamptz', precision: 3, nullable: true })
  closedAt: Date | null;

  @Column('text')
  @Check(
    'ticket_next_actor_check',
    `next_actor in ('user_institution', 'provider', 'requester', 'third_party', 'nobody')`,
  )
  nextActor: string;

  @Column('uuid', { nullable: true })
  @ForeignKey('institution')
  nextActorInstitutionId: string | null;

  @Column({ type: 'timestamptz', precision: 3 })
  nextActorSince: Date;

  /** Moves only with what every party sees. */
  @Column('integer')
  version: number;

  @Column({ type: 'timestamptz', precision: 3 })
  updatedAt: Date;
}
