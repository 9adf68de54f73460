import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/** One role of a membership. */
@Entity('role_grant')
@ForeignKey('membership', ['personId', 'institutionId'], ['personId', 'institutionId'])
@Index('role_grant_person', ['personId'])
export class RoleGrantEntity {
  @PrimaryColumn('uuid')
  institutionId: string;

  @PrimaryColumn('uuid')
  personId: string;

  @PrimaryColumn('text')
  role: string;

  /** The services the role is limited to; null: every service. */
  @Column('uuid', { array: true, nullable: true })
  serviceIds: string[] | null;
}
