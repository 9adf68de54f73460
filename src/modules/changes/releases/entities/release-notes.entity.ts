import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/** What users are told of a release; corrections of what was published are further ones. */
@Entity('release_notes')
@Index('release_notes_release', ['releaseId', 'number'])
export class ReleaseNotesEntity {
  @PrimaryColumn('uuid')
  @ForeignKey('institution')
  institutionId: string;

  @PrimaryColumn('uuid')
  @ForeignKey('release')
  releaseId: string;

  @PrimaryColumn('integer')
  @Check('release_notes_number_check', `number > 0`)
  number: number;

  @Column('text')
  notesFr: string;

  @Column('text')
  notesEn: string;

  @Column('text', { nullable: true })
  issuesFr: string | null;

  @Column('text', { nullable: true })
  issuesEn: string | null;

  @Column('uuid')
  writtenBy: string;

  @Column({ type: 'timestamptz', precision: 3 })
  writtenAt: Date;
}
