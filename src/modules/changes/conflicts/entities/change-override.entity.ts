import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/** Something that stands against a change, overridden by name and reason. */
@Entity('change_override')
@Index('change_override_once', ['institutionId', 'changeId', 'conflict'], { unique: true })
export class ChangeOverrideEntity {
  @PrimaryColumn('uuid')
  id: string;

  @Column('uuid')
  @ForeignKey('institution')
  institutionId: string;

  @Column('uuid')
  @ForeignKey('change')
  changeId: string;

  @Column('text')
  conflict: string;

  @Column('text')
  kind: string;

  @Column('text')
  reason: string;

  @Column('uuid')
  saidBy: string;

  @Column({ type: 'timestamptz', precision: 3 })
  saidAt: Date;
}
