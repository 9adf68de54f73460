import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/** The erasure of a person: where it stands, and until it is over what is looked for. */
@Entity('erasure')
@Index('erasure_due', ['dueAt'], { where: 'due_at is not null' })
@Check('erasure_check', `(state = 'done') = (searched is null)`)
@Check('erasure_check1', `(state = 'done') = (due_at is null)`)
@Check('erasure_check2', `(state = 'done') = (done_at is not null)`)
export class ErasureEntity {
  @PrimaryColumn('uuid')
  @ForeignKey('person')
  personId: string;

  /** For which it was asked. */
  @Column('uuid')
  @ForeignKey('institution')
  institutionId: string;

  @Column('uuid')
  askedBy: string;

  @Column({ type: 'timestamptz', precision: 3 })
  askedAt: Date;

  @Column('text')
  @Check('erasure_state_check', `state in ('running', 'done')`)
  state: string;

  /** When the worker looks at it next; null once it is over. */
  @Column({ type: 'timestamptz', precision: 3, nullable: true })
  dueAt: Date | null;

  @Column({ type: 'timestamptz', precision: 3, nullable: true })
  doneAt: Date | null;

  @Column('integer')
  atStatement: number;

  @Column('bigint')
  atPage: string;

  /** Rows that this pass has changed. */
  @Column('bigint')
  touched: string;

  @Column('bigint')
  rowsChanged: string;

  /** Somebody else here has the same name, so that it is not looked for in texts. */
  @Column('boolean')
  isNameShared: boolean;

  @Column('jsonb', { nullable: true })
  searched: object | null;
}

/** A file that is to be removed from where it is. */
@Entity('erasure_file')
@Index('erasure_file_person', ['personId'])
export class ErasureFileEntity {
  @PrimaryColumn('text')
  storageKey: string;

  @Column('uuid')
  @ForeignKey('person')
  personId: string;
}
