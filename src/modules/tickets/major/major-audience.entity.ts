import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/** To which institutions a major incident was announced. Each sees its own row. */
@Entity('major_audience')
@Index('major_audience_major', ['majorId'])
export class MajorAudienceEntity {
  @PrimaryColumn('uuid')
  @ForeignKey('institution')
  institutionId: string;

  @PrimaryColumn('uuid')
  @ForeignKey('major_incident')
  majorId: string;

  @Column({ type: 'timestamptz', precision: 3 })
  since: Date;
}
