import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/** A text of a major incident, stored once and read by every institution to which it was announced. */
@Entity('major_update')
@Index('major_update_major', ['majorId', 'postedAt', 'id'])
export class MajorUpdateEntity {
  @PrimaryColumn('uuid')
  id: string;

  @Column('uuid')
  @ForeignKey('major_incident')
  majorId: string;

  @Column('text')
  @Check('major_update_kind_check', `kind in ('declared', 'update', 'ended')`)
  kind: string;

  @Column('text')
  body: string;

  @Column('boolean')
  forRequesters: boolean;

  @Column('uuid')
  authorId: string;

  @Column({ type: 'timestamptz', precision: 3 })
  postedAt: Date;
}
