import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/** When those who make a change are told that it takes too long. */
@Entity('change_late')
@Index('change_late_due', ['at'], { where: 'told_at is null' })
export class ChangeLateEntity {
  @PrimaryColumn('uuid')
  @ForeignKey('institution')
  institutionId: string;

  @PrimaryColumn('uuid')
  @ForeignKey('change')
  changeId: string;

  @PrimaryColumn('text')
  @Check('change_late_kind_check', `kind in ('end', 'no_return')`)
  kind: string;

  @Column({ type: 'timestamptz', precision: 3 })
  at: Date;

  @Column({ type: 'timestamptz', precision: 3, nullable: true })
  toldAt: Date | null;
}
