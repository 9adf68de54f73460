import { Check, Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';

/** Something that a bulk of moves did, of which a reader is told with the rest of it in one mail. */
@Entity('bulk_news')
@Check('bulk_news_check', `(instead_of_id is null) = (instead_of_reason is null)`)
export class BulkNewsEntity {
  @PrimaryColumn('uuid')
  @ForeignKey('institution')
  institutionId: string;

  @PrimaryColumn('uuid')
  bulkId: string;

  @PrimaryColumn('uuid')
  @ForeignKey('person')
  personId: string;

  @PrimaryColumn('uuid')
  @ForeignKey('event')
  eventId: string;

  @Column('uuid')
  @ForeignKey('ticket')
  ticketId: string;

  @Column('text')
  @Check('bulk_news_part_check', `part in ('home', 'provider')`)
  part: string;

  @Column('text')
  reason: string;

  @Column('text')
  letter: string;

  @Column({ type: 'timestamptz', precision: 3 })
  notedAt: Date;

  @Column('uuid', { nullable: true })
  @ForeignKey('person')
  insteadOfId: string | null;

  @Column('text', { nullable: true })
  insteadOfReason: string | null;
}
