import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/** A ticket whose timers are to be worked out anew, since what was promised has changed. The sweep empties the table. */
@Entity('resettling')
@Index('resettling_since', ['since'])
export class ResettlingEntity {
  @PrimaryColumn('uuid')
  @ForeignKey('ticket')
  ticketId: string;

  /** The owner of the ticket. */
  @Column('uuid')
  @ForeignKey('institution')
  institutionId: string;

  @Column({ type: 'timestamptz', precision: 3 })
  since: Date;
}
