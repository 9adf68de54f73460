import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/** What many institutions suffer from at once, as it is told to all of them. */
@Entity('major_incident')
@Check('major_incident_check', `(state = 'ended') = (ended_at is not null)`)
@Index('major_incident_ticket', ['institutionId', 'ticketId'], { unique: true, where: `state = 'open'` })
export class MajorIncidentEntity {
  @PrimaryColumn('uuid')
  id: string;

  @Column('uuid')
  @ForeignKey('institution')
  institutionId: string;

  @Column('uuid')
  @ForeignKey('service')
  serviceId: string;

  /** The parent, of the same institution; known there only. */
  @Column('uuid', { nullable: true })
  @ForeignKey('ticket')
  ticketId: string | null;

  @Column('text')
  title: string;

  @Column('text')
  @Check('major_incident_state_check', `state in ('open', 'ended')`)
  state: string;

  @Column('uuid')
  declaredBy: string;

  @Column({ type: 'timestamptz', precision: 3 })
  declaredAt: Date;

  @Column({ type: 'timestamptz', precision: 3, nullable: true })
  endedAt: Date | null;

  @Column('text', { nullable: true })
  code: string | null;
}
