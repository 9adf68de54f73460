import { Column, Entity, ForeignKey, PrimaryColumn, Unique } from 'typeorm';

/** The working time of an institution, under a name. Its content is in the versions. */
@Entity('service_hours')
@Unique(['institutionId', 'name'])
export class ServiceHoursEntity {
  @PrimaryColumn('uuid')
  id: string;

  @Column('uuid')
  @ForeignKey('institution')
  institutionId: string;

  @Column('text')
  name: string;
}
