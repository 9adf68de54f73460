import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn, Unique } from 'typeorm';

/** That an institution uses a service for a period, and who answers to it. Its terms are in the versions. */
@Entity('agreement')
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

  @Column('text')
  @Check('agreement_status_check', `status in ('pilot', 'in_force', 'notice', 'ended')`)
  status: string;

  @Column('date')
  startsOn: string;

  @Column('date', { nullable: true })
  endsOn: string | null;
}
