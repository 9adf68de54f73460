import { Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';

/** Somebody who looks at a run. */
@Entity('run_look')
export class RunLookEntity {
  @PrimaryColumn('uuid')
  @ForeignKey('run')
  runId: string;

  @PrimaryColumn('uuid')
  @ForeignKey('person')
  personId: string;

  @Column('uuid')
  @ForeignKey('institution')
  institutionId: string;

  @Column({ type: 'timestamptz', precision: 3 })
  since: Date;

  /** When they last said so. */
  @Column({ type: 'timestamptz', precision: 3 })
  at: Date;
}
