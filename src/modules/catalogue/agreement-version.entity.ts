import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn, Unique } from 'typeorm';

/** The terms of an agreement from one date on: targets, warnings, what else pauses, maintenance windows. */
@Entity('agreement_version')
@Unique(['agreementId', 'number'])
@Index('agreement_version_proposed', ['agreementId'], { unique: true, where: "state = 'proposed'" })
@Check('agreement_version_check', `(state = 'accepted') = (recorded_at is not null)`)
export class AgreementVersionEntity {
  @PrimaryColumn('uuid')
  id: string;

  @Column('uuid')
  @ForeignKey('agreement')
  agreementId: string;

  @Column('integer')
  number: number;

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

  /** Null until it is accepted. */
  @Column({ type: 'timestamptz', precision: 3, nullable: true })
  recordedAt: Date | null;

  @Column('text')
  @Check('agreement_version_state_check', `state in ('proposed', 'accepted', 'rejected', 'withdrawn', 'replaced')`)
  state: string;

  @Column('boolean')
  binding: boolean;

  @Column('boolean', { default: true })
  tacitTransmission: boolean;

  /** By value: name, timeZone, weekly, holidayRegion, holidays, closures. */
  @Column('jsonb')
  hours: unknown;

  @Column('uuid', { nullable: true })
  @ForeignKey('institution')
  proposedByInstitutionId: string | null;

  @Column('uuid', { nullable: true })
  proposedBy: string | null;

  @Column({ type: 'timestamptz', precision: 3, nullable: true })
  proposedAt: Date | null;

  /** Meant to hold for a time that lies before its acceptance. */
  @Column('boolean', { default: false })
  retroactive: boolean;

  @Column('text', { nullable: true })
  reason: string | null;

  @Column('uuid', { nullable: true })
  decidedBy: string | null;

  @Column({ type: 'timestamptz', precision: 3, nullable: true })
  decidedAt: Date | null;

  @Column('text', { nullable: true })
  decisionReason: string | null;
}
