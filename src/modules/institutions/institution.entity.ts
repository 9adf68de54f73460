import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A tenant: an institution that uses services, hosts them for others, or both. */
@Entity('institution')
export class InstitutionEntity {
  @PrimaryColumn('uuid')
  id: string;

  @Column('text', { unique: true })
  code: string;

  @Column('text')
  name: string;

  @Column('text')
  domain: string;

  @Column('text')
  timeZone: string;

  @Column('text')
  holidayRegion: string;

  @Column('text')
  locale: string;

  @Column({ type: 'timestamptz', precision: 3, nullable: true })
  suspendedAt: Date | null;
}
