import { Check, Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';

/** Whether somebody may be given work now; who never said is there. */
@Entity('presence')
export class PresenceEntity {
  @PrimaryColumn('uuid')
  @ForeignKey('institution')
  institutionId: string;

  @PrimaryColumn('uuid')
  @ForeignKey('person')
  personId: string;

  @Column('text')
  @Check('presence_state_check', `state in ('present', 'away')`)
  state: string;

  @Column({ type: 'timestamptz', precision: 3, nullable: true })
  until: Date | null;
}
