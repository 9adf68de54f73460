import { Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';

/** Where somebody outside the consortium is written to, for the institution that follows them up. */
@Entity('external_contact')
export class ExternalContactEntity {
  @PrimaryColumn('uuid')
  @ForeignKey('institution')
  institutionId: string;

  @PrimaryColumn('uuid')
  @ForeignKey('ticket')
  ticketId: string;

  @PrimaryColumn('smallint')
  n: number;

  @Column('text')
  address: string;
}
