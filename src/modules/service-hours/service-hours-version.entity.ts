import { Column, Entity, ForeignKey, PrimaryColumn, Unique } from 'typeorm';

/** One version of working time. It never changes; the holiday dates that it closes are stored in it. */
@Entity('service_hours_version')
@Unique(['serviceHoursId', 'number'])
export class ServiceHoursVersionEntity {
  @PrimaryColumn('uuid')
  id: string;

  @Column('uuid')
  @ForeignKey('service_hours')
  serviceHoursId: string;

  @Column('uuid')
  @ForeignKey('institution')
  institutionId: string;

  @Column('integer')
  number: number;

  @Column('text')
  timeZone: string;

  @Column('jsonb')
  weekly: unknown;

  @Column('text', { nullable: true })
  holidayRegion: string | null;

  @Column('jsonb')
  holidays: unknown;

  @Column('jsonb')
  closures: unknown;

  @Column({ type: 'timestamptz', precision: 3 })
  effectiveFrom: Date;

  @Column({ type: 'timestamptz', precision: 3 })
  recordedAt: Date;

  @Column('uuid', { nullable: true })
  recordedBy: string | null;

  @Column('text', { nullable: true })
  reason: string | null;
}
