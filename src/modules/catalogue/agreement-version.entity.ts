import { Column, Entity, ForeignKey, PrimaryColumn, Unique } from 'typeorm';

/** The terms of an agreement from one date on: targets, warnings, what else pauses, maintenance windows. */
@Entity('agreement_version')
@Unique(['agreementId', 'number'])
export class AgreementVersionEntity {
  @PrimaryColumn('uuid')
  id: string;

  @Column('uuid')
  @ForeignKey('agreement')
  agreementId: string;

  @Column('integer')
  number: number;

  @Column('uuid')
  @ForeignKey('service_hours')
  serviceHoursId: string;

  @Column('jsonb')
  targets: unknown;

  @Column('jsonb')
  warnings: unknown;

  @Column('text', { array: true })
  alsoPauses: string[];

  @Column('jsonb')
  maintenance: unknown;

  @Column({ type: 'timestamptz', precision: 3 })
  effectiveFrom: Date;

  @Column({ type: 'timestamptz', precision: 3 })
  recordedAt: Date;
}
