import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn, Unique } from 'typeorm';

/** What "handled in time" counts: one escalated ticket with its verdict. It is recomputed from the record at every input. */
@Entity('handled_unit')
@Unique(['institutionId', 'reference'])
@Index('handled_unit_agreement', ['agreementId', 'month'])
@Index('handled_unit_lead', ['leadProviderId', 'serviceId', 'month'])
@Index('handled_unit_reference', ['reference'])
@Index('handled_unit_in_order', ['agreementId', 'ticketId'])
@Index('handled_unit_at_work', ['agreementId', 'ticketId'], {
  where: `not (facts @> '[{"type": "ticket", "state": "closed"}]')`,
})
@Check('handled_unit_check', `(verdict = 'open') = (verdict_at is null)`)
export class HandledUnitEntity {
  @PrimaryColumn('uuid')
  @ForeignKey('ticket')
  ticketId: string;

  /** The owner of the ticket. */
  @Column('uuid')
  @ForeignKey('institution')
  institutionId: string;

  @Column('uuid')
  @ForeignKey('institution')
  leadProviderId: string;

  @Column('uuid')
  @ForeignKey('service')
  serviceId: string;

  @Column('uuid')
  @ForeignKey('agreement')
  agreementId: string;

  @Column('text')
  reference: string;

  @Column('text')
  kind: string;

  @Column('jsonb')
  facts: unknown;

  @Column('text')
  @Check('handled_unit_verdict_check', `verdict in ('met', 'missed', 'open', 'excluded')`)
  verdict: string;

  @Column({ type: 'timestamptz', precision: 3, nullable: true })
  verdictAt: Date | null;

  @Column({ type: 'timestamptz', precision: 3, nullable: true })
  dueAt: Date | null;

  @Column('text', { nullable: true })
  missCause: string | null;

  @Column('text', { nullable: true })
  reason: string | null;

  @Column('boolean', { nullable: true })
  binding: boolean | null;

  @Column('text', { nullable: true })
  month: string | null;

  @Column('text', { nullable: true })
  @Check('handled_unit_response_check', `response in ('met', 'missed')`)
  response: string | null;

  @Column({ type: 'timestamptz', precision: 3, nullable: true })
  responseDueAt: Date | null;

  @Column('integer')
  lateQuestions: number;

  @Column('integer')
  returns: number;

  /** What both sides agreed to count instead. */
  @Column('text', { nullable: true })
  @Check('handled_unit_settled_verdict_check', `settled_verdict in ('met', 'missed', 'excluded')`)
  settledVerdict: string | null;
}
