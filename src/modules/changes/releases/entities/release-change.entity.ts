import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/** Of which release a change is. */
@Entity('release_change')
@Index('release_change_release', ['releaseId'])
@Index('release_change_change', ['changeId'])
export class ReleaseChangeEntity {
  @PrimaryColumn('uuid')
  @ForeignKey('institution')
  institutionId: string;

  @PrimaryColumn('uuid')
  @ForeignKey('change')
  changeId: string;

  @Column('uuid')
  @ForeignKey('release')
  releaseId: string;

  @Column('uuid')
  @ForeignKey('service')
  serviceId: string;

  @Column({ type: 'timestamptz', precision: 3, nullable: true })
  shownAt: Date | null;
}
