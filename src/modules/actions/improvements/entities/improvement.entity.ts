import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn, Unique } from 'typeorm';

/** What an institution committed itself to do about the cause of a problem of its own. */
@Entity('improvement')
@Unique(['institutionId', 'reference'])
@Index('improvement_listed', ['institutionId', 'nextOn', 'id'])
@Check('improvement_check', `(implemented_by is null) = (implemented_at is null)`)
@Check('improvement_check1', `state not in ('implemented', 'effective', 'ineffective') or implemented_at is not null`)
export class ImprovementEntity {
  @PrimaryColumn('uuid')
  id: string;

  @Column('uuid')
  @ForeignKey('institution')
  institutionId: string;

  @Column('uuid')
  @ForeignKey('service')
  serviceId: string;

  @Column('uuid')
  @ForeignKey('problem')
  @Index('improvement_of_problem')
  problemId: string;

  @Column('text', { nullable: true })
  changeReference: string | null;

  @Column('text', { nullable: true })
  actionReference: string | null;

  @Column('text')
  reference: string;

  @Column('text')
  @Check('improvement_kind_check', `kind in ('corrective', 'preventive')`)
  kind: string;

  @Column('text')
  title: string;

  @Column('text')
  criterion: string;

  @Column('uuid')
  @ForeignKey('person')
  ownerId: string;

  @Column('date')
  dueOn: string;

  @Column('text')
  @Check('improvement_state_check', `state in ('open', 'implemented', 'effective', 'ineffective', 'cancelled')`)
  state: string;

  @Column('uuid', { nullable: true })
  @ForeignKey('person')
  implementedBy: string | null;

  @Column({ type: 'timestamptz', precision: 3, nullable: true })
  implementedAt: Date | null;

  @Column('text', { nullable: true })
  note: string | null;

  @Column({ type: 'timestamptz', precision: 3, nullable: true })
  endedAt: Date | null;

  @Column('date')
  nextOn: string;

  @Column('date', { nullable: true })
  toldOn: string | null;

  @Column('integer')
  version: number;

  @Column('uuid')
  @ForeignKey('person')
  createdBy: string;

  @Column({ type: 'timestamptz', precision: 3 })
  createdAt: Date;

  @Column({ type: 'timestamptz', precision: 3 })
  updatedAt: Date;
}
