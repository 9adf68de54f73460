import { Check, Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';

/** Plan, tests, backing out, risk: for those who make a change and those who vote on it. */
@Entity('change_inside')
export class ChangeInsideEntity {
  @PrimaryColumn('uuid')
  @ForeignKey('change')
  changeId: string;

  @Column('uuid')
  @ForeignKey('institution')
  institutionId: string;

  @Column('text')
  plan: string;

  @Column('text')
  tests: string;

  @Column('text')
  backoutPlan: string;

  @Column('integer', { nullable: true })
  @Check('change_inside_backout_minutes_check', `backout_minutes >= 0`)
  backoutMinutes: number | null;

  @Column('boolean')
  wasTried: boolean;

  @Column('boolean')
  losesFunction: boolean;

  @Column('boolean')
  takesPersonalData: boolean;

  @Column('boolean')
  isMajorVersion: boolean;

  @Column('uuid', { nullable: true })
  modelId: string | null;

  @Column('uuid', { nullable: true })
  questionnaireId: string | null;

  @Column('jsonb')
  answers: unknown;

  @Column('jsonb', { nullable: true })
  assessment: unknown;

  @Column({ type: 'uuid', array: true })
  implementerIds: string[];

  @Column('uuid')
  authorId: string;

  @Column({ type: 'uuid', array: true, default: [] })
  hands: string[];

  @Column('uuid')
  ownerId: string;

  @Column('text', { nullable: true })
  emergencyReason: string | null;

  @Column({ type: 'timestamptz', precision: 3, nullable: true })
  emergencyAt: Date | null;

  @Column({ type: 'timestamptz', precision: 3 })
  createdAt: Date;

  @Column('integer')
  version: number;

  @Column({ type: 'timestamptz', precision: 3 })
  updatedAt: Date;
}
