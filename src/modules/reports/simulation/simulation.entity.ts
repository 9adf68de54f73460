import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/** A past period under other terms: asked by one side of an agreement, for its own eyes only. */
@Entity('simulation')
@Index('simulation_listed', ['institutionId', 'agreementId', 'askedAt', 'id'])
@Check('simulation_check', `(state = 'done') = (result is not null)`)
@Check('simulation_check1', `(state in ('queued', 'running')) = (finished_at is null)`)
export class SimulationEntity {
  @PrimaryColumn('uuid')
  id: string;

  /** That asked, and alone sees it. */
  @Column('uuid')
  @ForeignKey('institution')
  institutionId: string;

  @Column('uuid')
  @ForeignKey('agreement')
  agreementId: string;

  @Column('uuid')
  askedBy: string;

  @Column({ type: 'timestamptz', precision: 3 })
  askedAt: Date;

  @Column('text')
  fromMonth: string;

  @Column('text')
  toMonth: string;

  @Column('jsonb')
  terms: object;

  @Column('text')
  @Check('simulation_state_check', `state in ('queued', 'running', 'done', 'cancelled', 'failed')`)
  state: string;

  /** How often somebody began; one that ends the process each time is given up. */
  @Column('smallint')
  attempts: number;

  @Column('integer')
  done: number;

  @Column('integer')
  total: number;

  @Column('jsonb', { nullable: true })
  result: object | null;

  @Column('text', { nullable: true })
  error: string | null;

  @Column({ type: 'timestamptz', precision: 3, nullable: true })
  finishedAt: Date | null;
}
