import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/** What is written about a change. */
@Entity('change_note')
@Index('change_note_change', ['changeId', 'writtenAt', 'id'])
export class ChangeNoteEntity {
  @PrimaryColumn('uuid')
  id: string;

  @Column('uuid')
  @ForeignKey('institution')
  institutionId: string;

  @Column('uuid')
  @ForeignKey('change')
  changeId: string;

  @Column('uuid')
  @ForeignKey('institution')
  authorInstitutionId: string;

  @Column('uuid')
  authorId: string;

  @Column('text')
  @Check('change_note_audience_check', `audience in ('internal', 'shared')`)
  audience: string;

  @Column('text')
  body: string;

  @Column({ type: 'timestamptz', precision: 3 })
  writtenAt: Date;
}
