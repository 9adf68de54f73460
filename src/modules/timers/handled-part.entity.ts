import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/** Who held a unit, escalation by escalation, and the working time that it took of the deciding run. */
@Entity('handled_part')
@Index('handled_part_holder', ['holderId', 'ticketId'])
export class HandledPartEntity {
  @PrimaryColumn('uuid')
  @ForeignKey('handled_unit')
  ticketId: string;

  @PrimaryColumn('smallint')
  n: number;

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
  @ForeignKey('institution')
  holderId: string;

  /** It holds the ticket now, or its delivery was confirmed: its institution sees the unit. */
  @Column('boolean')
  isShown: boolean;

  @Column('bigint')
  heldMs: string;
}
