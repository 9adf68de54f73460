import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/** A call on managers to decide. It tells them, and moves and stops nothing. */
@Entity('hierarchical_escalation')
@Check('hierarchical_escalation_check', `(addressed_to = 'managers') = (lead_provider_id is null)`)
@Check('hierarchical_escalation_check1', `(decision is null) = (decided_at is null)`)
@Index('hierarchical_escalation_open', ['institutionId', 'side', 'ticketId'], {
  unique: true,
  where: 'decided_at is null',
})
@Index('hierarchical_escalation_asked', ['institutionId', 'askedAt', 'id'])
@Index('hierarchical_escalation_lead', ['leadProviderId', 'askedAt', 'id'], { where: 'lead_provider_id is not null' })
export class HierarchicalEscalationEntity {
  @PrimaryColumn('uuid')
  id: string;

  @Column('uuid')
  @ForeignKey('institution')
  institutionId: string;

  @Column('text')
  @Check('hierarchical_escalation_side_check', `side in ('user', 'provider')`)
  side: string;

  @Column('uuid')
  @ForeignKey('ticket')
  ticketId: string;

  @Column('uuid')
  @ForeignKey('service')
  serviceId: string;

  /** The lead provider, if its managers are asked. */
  @Column('uuid', { nullable: true })
  @ForeignKey('institution')
  leadProviderId: string | null;

  @Column('text')
  @Check('hierarchical_escalation_addressed_to_check', `addressed_to in ('managers', 'lead_provider_managers', 'both')`)
  addressedTo: string;

  @Column('text')
  reference: string;

  @Column('text')
  title: string;

  @Column('uuid')
  @ForeignKey('person')
  askedBy: string;

  @Column('text')
  askerName: string;

  @Column({ type: 'timestamptz', precision: 3 })
  askedAt: Date;

  @Column('text')
  reason: string;

  @Column({ type: 'timestamptz', precision: 3 })
  decisionDueAt: Date;

  @Column('text', { nullable: true })
  @Check('hierarchical_escalation_decision_check', `decision in ('agreed', 'declined', 'noted')`)
  decision: string | null;

  @Column('text', { nullable: true })
  decisionText: string | null;

  @Column({ type: 'timestamptz', precision: 3, nullable: true })
  decidedAt: Date | null;

  @Column('uuid', { nullable: true })
  @ForeignKey('person')
  decidedBy: string | null;

  @Column('text', { nullable: true })
  deciderName: string | null;

  @Column('uuid', { nullable: true })
  @ForeignKey('institution')
  deciderInstitutionId: string | null;
}
