import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

@Entity('team_member')
@Index('team_member_person', ['institutionId', 'personId'])
export class TeamMemberEntity {
  @PrimaryColumn('uuid')
  @ForeignKey('team')
  teamId: string;

  @Column('uuid')
  @ForeignKey('institution')
  institutionId: string;

  @PrimaryColumn('uuid')
  @ForeignKey('person')
  personId: string;

  /** When the team last gave them something by itself. */
  @Column({ type: 'timestamptz', precision: 3, nullable: true })
  lastAssignedAt: Date | null;
}
