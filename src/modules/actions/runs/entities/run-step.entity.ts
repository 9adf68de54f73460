import { Check, Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';

/** What was said of a step; the last one of a step holds. */
@Entity('run_step')
@Check('run_step_check', `state <> 'skipped' or reason is not null`)
@Check('run_step_check1', '(undone_by is null) = (undone_at is null)')
@Check('run_step_check2', '(undone_by is null) = (undone_version is null)')
@Check('run_step_check3', `undone_by is null or state = 'done'`)
export class RunStepEntity {
  @PrimaryColumn('uuid')
  @ForeignKey('run')
  runId: string;

  /** Of the step in its version, from 1. */
  @PrimaryColumn('integer')
  @Check('run_step_n_check', 'n >= 1')
  n: number;

  /** Of what was said of it, from 1. */
  @PrimaryColumn('integer')
  @Check('run_step_revision_check', 'revision >= 1')
  revision: number;

  @Column('uuid')
  @ForeignKey('institution')
  institutionId: string;

  @Column('text')
  @Check('run_step_state_check', `state in ('done', 'skipped', 'failed')`)
  state: string;

  @Column('text', { nullable: true })
  seen: string | null;

  @Column('text', { nullable: true })
  reason: string | null;

  /** From 1. */
  @Column('integer', { nullable: true })
  branch: number | null;

  @Column('uuid')
  @ForeignKey('person')
  byId: string;

  @Column({ type: 'timestamptz', precision: 3 })
  at: Date;

  /** Of the run. */
  @Column('integer')
  madeVersion: number;

  @Column('uuid', { nullable: true })
  @ForeignKey('person')
  undoneBy: string | null;

  @Column({ type: 'timestamptz', precision: 3, nullable: true })
  undoneAt: Date | null;

  @Column('text', { nullable: true })
  undoneSeen: string | null;

  @Column('integer', { nullable: true })
  undoneVersion: number | null;
}
