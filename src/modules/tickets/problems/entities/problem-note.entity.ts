import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/** A note on a problem, inside the institution that works on it. */
@Entity('problem_note')
@Index('problem_note_problem', ['problemId', 'writtenAt', 'id'])
export class ProblemNoteEntity {
  @PrimaryColumn('uuid')
  id: string;

  @Column('uuid')
  @ForeignKey('problem')
  problemId: string;

  @Column('uuid')
  @ForeignKey('institution')
  institutionId: string;

  @Column('uuid')
  authorId: string;

  @Column('text')
  body: string;

  @Column({ type: 'timestamptz', precision: 3 })
  writtenAt: Date;
}
