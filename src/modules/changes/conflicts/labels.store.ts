import { Injectable } from '@nestjs/common';
import type { Transaction } from '../../../database/index.js';
import type { FoundConflict } from './conflicts.js';

/** Titles by id, of what the reader may read. */
export interface Labels {
  freezes: ReadonlyMap<string, string>;
  changes: ReadonlyMap<string, string>;
}

/** What freezes and other changes are called, as far as the wall shows it to whoever reads. */
@Injectable()
export class LabelsStore {
  async of(tx: Transaction, conflicts: readonly Pick<FoundConflict, 'freeze' | 'change'>[]): Promise<Labels> {
    const freezeIds = conflicts.flatMap(({ freeze }) => (freeze ? [freeze.id] : []));
    const changeIds = conflicts.flatMap(({ change }) => (change ? [change.id] : []));
    const freezes = await titles(
      tx,
      'select f.id, f.title from change_freeze f where f.id = any ($1::uuid[])',
      freezeIds,
    );
    const changes = await titles(tx, 'select c.id, c.title from change c where c.id = any ($1::uuid[])', changeIds);
    return { freezes, changes };
  }
}

async function titles(tx: Transaction, text: string, ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
  if (ids.length === 0) return new Map();
  const rows = await tx.query<{ id: string; title: string }>(text, [[...new Set(ids)]]);
  return new Map(rows.map(({ id, title }) => [id, title]));
}
