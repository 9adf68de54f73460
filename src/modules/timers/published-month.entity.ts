import { Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';

/** A month of an agreement as it was published; it never changes. */
@Entity('published_month')
export class PublishedMonthEntity {
  @PrimaryColumn('uuid')
  @ForeignKey('agreement')
  agreementId: string;

  @PrimaryColumn('text')
  month: string;

  @Column('uuid')
  @ForeignKey('institution')
  institutionId: string;

  @Column('uuid')
  @ForeignKey('institution')
  leadProviderId: string;

  @Column('uuid')
  @ForeignKey('service')
  serviceId: string;

  @Column({ type: 'timestamptz', precision: 3 })
  publishedAt: Date;

  @Column('uuid')
  publishedBy: string;

  /** By the reference of the ticket. */
  @Column('jsonb')
  verdicts: unknown;

  /** Of the SLA and of the SLO. */
  @Column('jsonb')
  counts: unknown;
}
