import { Column, Entity, ForeignKey, Index, PrimaryColumn, Unique } from 'typeorm';

/** That an institution uses a service for a period, and who answers to it. Its terms are in the versions. */
@Entity('agreement')
@Unique('agreement_id_institution_id_key', ['id', 'institutionId'])
@Unique(['institutionId', 'serviceId', 'startsOn'])
@Index('agreement_service', ['serviceId', 'institutionId'])
export class AgreementEntity {
  @PrimaryColumn('uuid')
  id: string;

  @Column('uuid')
  @ForeignKey('institution')
  institutionId: string;

  @Column('uuid')
  @ForeignKey('service')
  serviceId: string;

  @Column('uuid')
  @ForeignKey('institution')
  leadProviderId: string;

  @Column('date')
  startsOn: string;

  @Column('date', { nullable: true })
  endsOn: string | null;

  @Column({ type: 'timestamptz', precision: 3, nullable: true })
  noticeGivenAt: Date | null;

  @Column('uuid', { nullable: true })
  @ForeignKey('institution')
  noticeByInstitutionId: string | null;

  @Column('text', { nullable: true })
  noticeReason: string | null;
}
