import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn, Unique } from 'typeorm';

/** A change, as far as those affected read it; what is inside stands in `change_inside`. */
@Entity('change')
@Unique(['institutionId', 'reference'])
@Index('change_listed', ['institutionId', 'listedAt', 'id'])
@Index('change_ended', ['institutionId', 'endedAt'], { where: 'ended_at is not null' })
@Index('change_planned', ['windowFrom'], { where: `state in ('approved', 'scheduled', 'in_progress')` })
@Index('change_window', ['windowFrom'], { where: 'window_from is not null' })
@Check('change_check', `(window_from is null) = (window_to is null)`)
@Check('change_check1', `window_to > window_from`)
@Check('change_check2', `(asked = 'own_tenant') <= (tenant_id is not null)`)
@Check('change_check3', `(state = 'closed') = (closed_at is not null)`)
@Check('change_check4', `state <> 'closed' or outcome is not null`)
export class ChangeEntity {
  @PrimaryColumn('uuid')
  id: string;

  @Column('uuid')
  @ForeignKey('institution')
  institutionId: string;

  @Column('text')
  reference: string;

  @Column('text')
  title: string;

  @Column('text')
  why: string;

  @Column({ type: 'uuid', array: true })
  serviceIds: string[];

  @Column({ type: 'uuid', array: true })
  componentIds: string[];

  @Column({ type: 'text', array: true })
  environments: string[];

  @Column('text')
  @Check('change_asked_check', `asked in ('standard', 'normal', 'own_tenant', 'emergency', 'security_patch')`)
  asked: string;

  @Column('text')
  @Check('change_class_check', `class in ('standard', 'normal', 'major', 'own_tenant', 'emergency', 'security_patch')`)
  class: string;

  @Column('jsonb')
  classReasons: unknown;

  @Column('uuid', { nullable: true })
  @ForeignKey('institution')
  tenantId: string | null;

  @Column('text')
  @Check(
    'change_state_check',
    `state in ('draft', 'submitted', 'deciding', 'approved', 'rejected', 'scheduled', 'in_progress', 'implemented', 'backed_out', 'review', 'closed')`,
  )
  state: string;

  @Column('text', { nullable: true })
  @Check(
    'change_outcome_check',
    `outcome in ('successful', 'with_issues', 'backed_out', 'failed', 'not_implemented', 'unauthorised', 'withdrawn')`,
  )
  outcome: string | null;

  @Column({ type: 'timestamptz', precision: 3, nullable: true })
  windowFrom: Date | null;

  @Column({ type: 'timestamptz', precision: 3, nullable: true })
  windowTo: Date | null;

  @Column('integer')
  @Check('change_interruption_minutes_check', `interruption_minutes >= 0`)
  interruptionMinutes: number;

  @Column('integer', { nullable: true })
  @Check('change_interrupted_minutes_check', `interrupted_minutes >= 0`)
  interruptedMinutes: number | null;

  @Column('text')
  @Check('change_risk_check', `risk in ('low', 'medium', 'high')`)
  risk: string;

  @Column({ type: 'timestamptz', precision: 3, nullable: true })
  announcedAt: Date | null;

  @Column({ type: 'timestamptz', precision: 3, nullable: true })
  decidedAt: Date | null;

  @Column({ type: 'timestamptz', precision: 3, nullable: true })
  heldAt: Date | null;

  @Column({ type: 'timestamptz', precision: 3, nullable: true })
  startedAt: Date | null;

  @Column({ type: 'timestamptz', precision: 3, nullable: true })
  endedAt: Date | null;

  @Column({ type: 'timestamptz', precision: 3, nullable: true })
  closedAt: Date | null;

  @Column({ type: 'timestamptz', precision: 3 })
  listedAt: Date;

  @Column('integer')
  version: number;

  @Column({ type: 'timestamptz', precision: 3 })
  updatedAt: Date;

  @Column('text', { nullable: true })
  objectedFrom: string | null;

  @Column('boolean', { nullable: true })
  isNoticeKept: boolean | null;
}
