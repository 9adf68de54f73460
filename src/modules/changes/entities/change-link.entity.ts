import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/** A ticket or a problem that a change has to do with. */
@Entity('change_link')
@Index('change_link_target', ['targetId'])
export class ChangeLinkEntity {
  @PrimaryColumn('uuid')
  @ForeignKey('institution')
  institutionId: string;

  @PrimaryColumn('uuid')
  @ForeignKey('change')
  changeId: string;

  @PrimaryColumn('text')
  @Check('change_link_kind_check', `kind in ('ticket', 'problem')`)
  kind: string;

  @PrimaryColumn('uuid')
  targetId: string;

  @Column('text')
  @Check('change_link_relation_check', `relation in ('solves', 'relates', 'caused', 'proposed', 'dismissed')`)
  relation: string;

  @Column('uuid')
  linkedBy: string;

  @Column({ type: 'timestamptz', precision: 3 })
  linkedAt: Date;
}
