import { Column, Entity, ForeignKey, PrimaryColumn, Unique } from 'typeorm';

/** A place of an institution, with its own time zone, holidays and working time. */
@Entity('site')
@Unique(['institutionId', 'code'])
export class SiteEntity {
  @PrimaryColumn('uuid')
  id: string;

  @Column('uuid')
  @ForeignKey('institution')
  institutionId: string;

  @Column('text')
  code: string;

  @Column('text')
  timeZone: string;

  @Column('text')
  holidayRegion: string;

  @Column('boolean')
  isDefault: boolean;

  @Column('uuid', { nullable: true })
  @ForeignKey('service_hours')
  serviceHoursId: string | null;
}
