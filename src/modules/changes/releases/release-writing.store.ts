import { Injectable } from '@nestjs/common';
import type { Transaction } from '../../../database/index.js';
import type { Release, SaidRelease } from './release.js';

type Notes = Pick<SaidRelease, 'notes' | 'knownIssues'>;
type OfRelease = Pick<Release, 'id' | 'serviceId'>;

/** Writes releases; what is published the wall keeps from being written. */
@Injectable()
export class ReleaseWritingStore {
  async add(
    tx: Transaction,
    release: OfRelease & { reference: string; label: string; kind: string },
    at: Date,
  ): Promise<void> {
    await tx.run(
      `insert into release (id, institution_id, service_id, reference, label, kind, state, created_at, version, updated_at)
       values ($1, app_institution(), $2, $3, $4, $5, 'draft', $6, 1, $6)`,
      [release.id, release.serviceId, release.reference, release.label, release.kind, at],
    );
  }

  async write(tx: Transaction, id: string, { label, kind }: { label: string; kind: string }, at: Date): Promise<void> {
    const touched = await tx.run(
      'update release set label = $2, kind = $3, version = version + 1, updated_at = $4 where id = $1',
      [id, label, kind, at],
    );
    if (touched !== 1) throw new Error('a draft that was held is gone');
  }

  /** Its changes are shown first: once it is published, nothing of it can be written. */
  async publish(tx: Transaction, id: string, at: Date): Promise<void> {
    await tx.run('update release_change set shown_at = $2 where release_id = $1', [id, at]);
    const touched = await tx.run(
      `update release set state = 'published', published_at = $2, version = version + 1, updated_at = $2 where id = $1`,
      [id, at],
    );
    if (touched !== 1) throw new Error('a draft that was held is gone');
  }

  async say(tx: Transaction, id: string, number: number, { notes, knownIssues }: Notes, at: Date): Promise<void> {
    await tx.run(
      `insert into release_notes (institution_id, release_id, number, notes_fr, notes_en, issues_fr, issues_en, written_by,
                                  written_at)
       values (app_institution(), $1, $2, $3, $4, $5, $6, app_person(), $7)`,
      [id, number, notes.fr, notes.en, knownIssues.fr ?? null, knownIssues.en ?? null, at],
    );
  }

  /** Of a draft, whose notes are one version. */
  async sayAnew(tx: Transaction, id: string, { notes, knownIssues }: Notes, at: Date): Promise<void> {
    await tx.run(
      `update release_notes
          set notes_fr = $2, notes_en = $3, issues_fr = $4, issues_en = $5, written_by = app_person(), written_at = $6
        where release_id = $1`,
      [id, notes.fr, notes.en, knownIssues.fr ?? null, knownIssues.en ?? null, at],
    );
  }

  async bundle(tx: Transaction, release: OfRelease, changeId: string): Promise<void> {
    await tx.run(
      `insert into release_change (institution_id, change_id, release_id, service_id)
       values (app_institution(), $1, $2, $3)`,
      [changeId, release.id, release.serviceId],
    );
  }

  async unbundle(tx: Transaction, release: OfRelease, changeId: string): Promise<void> {
    await tx.run('delete from release_change where release_id = $1 and change_id = $2', [release.id, changeId]);
  }
}
