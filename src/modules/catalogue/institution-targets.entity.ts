import { Column, Entity, ForeignKey, PrimaryColumn, Unique } from 'typeorm';

/** What an institution promises its own people, from one date on. */
@Entity('institution_targets')
@Unique(['institutionId', 'number'])
export class InstitutionTargetsEntity {
  @PrimaryColumn('uuid')
  id: string;

  @Column('uuid')
  @ForeignKey('institution')
  institutionId: string;

  @Column('integer')
  number: number;

  @Column('jsonb')
  targets: unknown;

  @Column('jsonb')
  warnings: unknown;

  @Column('text', { array: true })
  alsoPauses: string[];

  @Column({ type: 'timestamptz', precision: 3 })
  effectiveFrom: Date;

  @Column({ type: 'timestamptz', precision: 3 })
  recordedAt: Date;

  @Column('uuid', { nullable: true })
  recordedBy: string | null;

  @Column('text', { nullable: true })
  reason: string | null;
}
