import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

const ofFile = 'num_nonnulls(file_name, media_type, size, sha256, storage_key)';

/** A text or a file that shows what was seen, or what was said when the run was handed over. */
@Entity('run_evidence')
@Index('run_evidence_run', ['runId', 'at', 'id'])
@Check('run_evidence_check', `(body is null) = (kind = 'file')`)
@Check('run_evidence_check1', `(kind = 'file') = (${ofFile} = 5)`)
@Check('run_evidence_check2', `kind = 'file' or ${ofFile} = 0`)
export class RunEvidenceEntity {
  @PrimaryColumn('uuid')
  id: string;

  @Column('uuid')
  @ForeignKey('run')
  runId: string;

  @Column('uuid')
  @ForeignKey('institution')
  institutionId: string;

  @Column('text')
  @Check('run_evidence_kind_check', `kind in ('text', 'file', 'hand_over')`)
  kind: string;

  /** The step that it is about. */
  @Column('integer', { nullable: true })
  n: number | null;

  @Column('text', { nullable: true })
  body: string | null;

  @Column('text', { nullable: true })
  fileName: string | null;

  @Column('text', { nullable: true })
  mediaType: string | null;

  @Column('integer', { nullable: true })
  @Check('run_evidence_size_check', 'size > 0')
  size: number | null;

  @Column('bytea', { nullable: true })
  sha256: Buffer | null;

  @Column('text', { nullable: true })
  storageKey: string | null;

  @Column('uuid')
  @ForeignKey('person')
  byId: string;

  @Column({ type: 'timestamptz', precision: 3 })
  at: Date;
}
