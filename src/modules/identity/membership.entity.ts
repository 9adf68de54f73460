import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/** A person at an institution, and the site they work at. */
@Entity('membership')
@Index('membership_institution', ['institutionId'])
export class MembershipEntity {
  @PrimaryColumn('uuid')
  @ForeignKey('person')
  personId: string;

  @PrimaryColumn('uuid')
  @ForeignKey('institution')
  institutionId: string;

  @Column('uuid', { nullable: true })
  @ForeignKey('site')
  siteId: string | null;
}
