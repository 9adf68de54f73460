import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/** A ticket that hangs on a major incident, of whatever institution; each sees its own. */
@Entity('major_child')
@Index('major_child_major', ['majorId', 'institutionId'])
export class MajorChildEntity {
  @PrimaryColumn('uuid')
  @ForeignKey('institution')
  institutionId: string;

  @PrimaryColumn('uuid')
  @ForeignKey('ticket')
  ticketId: string;

  @Column('uuid')
  @ForeignKey('major_incident')
  majorId: string;

  @Column('uuid')
  attachedBy: string;

  @Column({ type: 'timestamptz', precision: 3 })
  attachedAt: Date;
}
