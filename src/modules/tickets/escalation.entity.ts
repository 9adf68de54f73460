import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn, Unique } from 'typeorm';

/** A call on a provider. At most one of a ticket is open at a time. */
@Entity('escalation')
@Unique(['ticketId', 'n'])
@Check('escalation_check', `(state = 'waiting') = (waiting_cause is not null)`)
@Index('escalation_open', ['ticketId'], {
  unique: true,
  where: `state in ('offered', 'accepted', 'waiting', 'delivered')`,
})
@Index('escalation_holder', ['holderId', 'state'])
@Index('escalation_delivered', ['holderId', 'deliveredAt'], { where: 'delivered_at is not null' })
export class EscalationEntity {
  @PrimaryColumn('uuid')
  id: string;

  @Column('uuid')
  @ForeignKey('ticket')
  ticketId: string;

  @Column('smallint')
  n: number;

  @Column('text')
  function: string;

  @Column('uuid')
  @ForeignKey('institution')
  holderId: string;

  @Column('text')
  @Check(
    'escalation_state_check',
    `state in ('offered', 'accepted', 'waiting', 'delivered', 'confirmed', 'returned', 'forwarded', 'recalled')`,
  )
  state: string;

  @Column('text', { nullable: true })
  @Check('escalation_waiting_cause_check', `waiting_cause in ('spoc', 'third_party', 'planned')`)
  waitingCause: string | null;

  @Column({ type: 'timestamptz', precision: 3, nullable: true })
  followUpAt: Date | null;

  /** Sent by an institution to itself. */
  @Column('boolean')
  isOwn: boolean;

  @Column('uuid')
  @ForeignKey('message')
  summaryId: string;

  /** The requester's name, when the SPOC ticked it; else they are "a user of" their institution. */
  @Column('text', { nullable: true })
  requesterName: string | null;

  @Column({ type: 'timestamptz', precision: 3 })
  offeredAt: Date;

  @Column({ type: 'timestamptz', precision: 3, nullable: true })
  acceptedAt: Date | null;

  @Column({ type: 'timestamptz', precision: 3, nullable: true })
  deliveredAt: Date | null;

  @Column({ type: 'timestamptz', precision: 3, nullable: true })
  endedAt: Date | null;

  @Column('text', { nullable: true })
  returnCode: string | null;

  @Column({ type: 'timestamptz', precision: 3, nullable: true })
  returnConfirmedAt: Date | null;

  /** A return that nobody answered is settled by the next escalation or by the end of the ticket. */
  @Column({ type: 'timestamptz', precision: 3, nullable: true })
  returnSettledAt: Date | null;

  @Column('text', { nullable: true })
  deliveryCode: string | null;

  @Column('uuid', { nullable: true })
  @ForeignKey('message')
  deliveryId: string | null;

  @Column('text', { nullable: true })
  disputedImpact: string | null;

  @Column('text', { nullable: true })
  disputedUrgency: string | null;

  @Column({ type: 'timestamptz', precision: 3, nullable: true })
  disputedAt: Date | null;

  @Column('text', { array: true })
  readers: string[];

  /** Who works on it outside the consortium; their address is kept apart. */
  @Column('text', { nullable: true })
  externalName: string | null;

  @Column('text', { nullable: true })
  externalReference: string | null;
}
