import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/** A model of standard changes: what everybody may know whom it concerns. */
@Entity('change_model')
@Index('change_model_listed', ['createdAt', 'id'])
@Index('change_model_of_service', ['serviceId', 'createdAt', 'id'])
@Check(
  'change_model_check',
  `(approved_number is null) = (approved_at is null) and (approved_at is null) = (expires_at is null)`,
)
@Check('change_model_check1', `(suspended_at is null) = (suspended_for is null)`)
export class ChangeModelEntity {
  @PrimaryColumn('uuid')
  id: string;

  @Column('uuid')
  @ForeignKey('institution')
  institutionId: string;

  @Column('uuid')
  @ForeignKey('service')
  serviceId: string;

  @Column('integer', { nullable: true })
  approvedNumber: number | null;

  @Column({ type: 'timestamptz', precision: 3, nullable: true })
  approvedAt: Date | null;

  @Column({ type: 'timestamptz', precision: 3, nullable: true })
  expiresAt: Date | null;

  @Column({ type: 'timestamptz', precision: 3, nullable: true })
  suspendedAt: Date | null;

  @Column('text', { nullable: true })
  @Check('change_model_suspended_for_check', `suspended_for in ('failures', 'decision')`)
  suspendedFor: string | null;

  @Column({ type: 'timestamptz', precision: 3, nullable: true })
  withdrawnAt: Date | null;

  @Column('uuid')
  createdBy: string;

  @Column({ type: 'timestamptz', precision: 3 })
  createdAt: Date;

  @Column('integer')
  version: number;

  @Column({ type: 'timestamptz', precision: 3 })
  updatedAt: Date;
}
