import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/** What a version of a model says to those who follow it. Once approved it never changes. */
@Entity('change_model_plan')
@Index('change_model_plan_model', ['modelId', 'number'])
@Check('change_model_plan_check', `approved_by is null or not (approved_by = any (authors))`)
export class ChangeModelPlanEntity {
  @PrimaryColumn('uuid')
  @ForeignKey('institution')
  institutionId: string;

  @PrimaryColumn('uuid')
  @ForeignKey('change_model')
  modelId: string;

  @PrimaryColumn('integer')
  number: number;

  @Column('text')
  description: string;

  @Column('jsonb')
  steps: unknown;

  @Column('text')
  tests: string;

  @Column('text')
  backout: string;

  @Column('integer')
  @Check('change_model_plan_back_out_minutes_check', `back_out_minutes >= 0 and back_out_minutes <= 30`)
  backOutMinutes: number;

  @Column('integer')
  @Check('change_model_plan_interruption_minutes_check', `interruption_minutes >= 0`)
  interruptionMinutes: number;

  @Column('boolean')
  needsMaintenanceWindow: boolean;

  @Column('uuid', { array: true })
  authors: string[];

  @Column('integer')
  revision: number;

  @Column({ type: 'timestamptz', precision: 3 })
  writtenAt: Date;

  @Column('uuid', { nullable: true })
  approvedBy: string | null;
}
