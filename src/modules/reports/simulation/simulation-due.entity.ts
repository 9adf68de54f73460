import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/** When a worker looks at a simulation; it reads this across tenants: ids and instants, no terms. */
@Entity('simulation_due')
@Index('simulation_due_at', ['at'])
export class SimulationDueEntity {
  @PrimaryColumn('uuid')
  @ForeignKey('simulation')
  simulationId: string;

  @Column('uuid')
  @ForeignKey('institution')
  institutionId: string;

  @Column({ type: 'timestamptz', precision: 3 })
  at: Date;
}
