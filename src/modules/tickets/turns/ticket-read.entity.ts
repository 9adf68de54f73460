import { Check, Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';

/** Up to where somebody has read a ticket, on one side of it. */
@Entity('ticket_read')
export class TicketReadEntity {
  @PrimaryColumn('uuid')
  @ForeignKey('institution')
  institutionId: string;

  @PrimaryColumn('text')
  @Check('ticket_read_side_check', `side in ('user', 'provider')`)
  side: string;

  @PrimaryColumn('uuid')
  @ForeignKey('ticket')
  ticketId: string;

  @PrimaryColumn('uuid')
  @ForeignKey('person')
  personId: string;

  @Column({ type: 'timestamptz', precision: 3 })
  seenAt: Date;
}
