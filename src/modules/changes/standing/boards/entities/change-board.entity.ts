import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn, Unique } from 'typeorm';

/** The board of a service, its lead provider’s. */
@Entity('change_board')
@Unique(['institutionId', 'serviceId'])
@Index('change_board_service', ['serviceId'])
export class ChangeBoardEntity {
  @PrimaryColumn('uuid')
  id: string;

  @Column('uuid')
  @ForeignKey('institution')
  institutionId: string;

  @Column('uuid')
  @ForeignKey('service')
  serviceId: string;

  @Column('integer')
  @Check('change_board_version_check', `version > 0`)
  version: number;

  @Column('uuid', { array: true })
  seatInstitutionIds: string[];
}
