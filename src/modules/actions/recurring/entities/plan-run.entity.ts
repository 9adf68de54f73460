import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import type { Measured } from '../domain/results.js';

/** A run that was made for a plan, and what it measured. */
@Entity('plan_run')
@ForeignKey('plan_occurrence', ['institutionId', 'planId', 'onDate'], ['institutionId', 'planId', 'onDate'], {
  onDelete: 'CASCADE',
})
@Index('plan_run_listed', ['institutionId', 'planId', 'finishedAt', 'runId'])
export class PlanRunEntity {
  @PrimaryColumn('uuid')
  @ForeignKey('institution')
  institutionId: string;

  @PrimaryColumn('uuid')
  planId: string;

  @PrimaryColumn('uuid')
  @ForeignKey('run')
  runId: string;

  @Column('date')
  onDate: string;

  @Column('text')
  @Check('plan_run_outcome_check', `outcome in ('worked', 'partly', 'no_effect', 'made_worse', 'abandoned')`)
  outcome: string;

  @Column({ type: 'timestamptz', precision: 3 })
  finishedAt: Date;

  @Column('jsonb')
  results: Measured[];
}
