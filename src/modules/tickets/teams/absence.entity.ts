import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/** When somebody is not there, and who acts for them meanwhile. */
@Entity('absence')
@Index('absence_person', ['institutionId', 'personId', 'endsAt'])
@Index('absence_deputy', ['institutionId', 'deputyId', 'endsAt'], { where: 'deputy_id is not null' })
@Check('absence_check', `starts_at < ends_at`)
@Check('absence_check1', `deputy_id <> person_id`)
export class AbsenceEntity {
  @PrimaryColumn('uuid')
  id: string;

  @Column('uuid')
  @ForeignKey('institution')
  institutionId: string;

  @Column('uuid')
  @ForeignKey('person')
  personId: string;

  @Column({ type: 'timestamptz', precision: 3 })
  startsAt: Date;

  @Column({ type: 'timestamptz', precision: 3 })
  endsAt: Date;

  @Column('uuid', { nullable: true })
  @ForeignKey('person')
  deputyId: string | null;
}
