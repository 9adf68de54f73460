import { Injectable } from '@nestjs/common';
import type { Transaction } from '../../../database/index.js';
import { sharings, type ActionDocument, type Sharing } from '../domain/action-document.js';
import type { ActionState, VersionState } from '../domain/moves.js';
import { textOf } from '../domain/text-of.js';

export interface AddedAction {
  id: string;
  reference: string;
  sharing: Sharing;
  ownerId: string;
  document: ActionDocument;
  serviceIds: readonly string[];
  at: Date;
}

interface NewVersion {
  id: string;
  actionId: string;
  number: number;
  authorIds: readonly string[];
  document: ActionDocument;
  at: Date;
}

/** Writes actions; what the actor may write is decided below this, by the wall. */
@Injectable()
export class ActionWritingStore {
  /** Whether it was added: not when one of the institution has its key. */
  async add(
    tx: Transaction,
    { id, reference, key, sharing, ownerId, document, serviceIds, at }: AddedAction & { key: string },
  ): Promise<boolean> {
    const touched = await tx.run(
      `insert into action (id, institution_id, reference, key, kind, state, sharing, service_ids, owner_id, listed_at, version,
                           updated_at)
       values ($1, app_institution(), $2, $3, $4, 'draft', $5, $6, $7, $8, 1, $8)
       on conflict (institution_id, key) do nothing`,
      [id, reference, key, document.kind, sharing, serviceIds, ownerId, at],
    );
    if (touched === 1) await this.serve(tx, id, serviceIds);
    return touched === 1;
  }

  async addVersion(tx: Transaction, { id, actionId, number, authorIds, document, at }: NewVersion): Promise<void> {
    await tx.run(
      `insert into action_version (id, action_id, institution_id, number, state, document, title_fr, title_en, words,
                                   author_ids, drafted_at, changed_at, revision)
       values ($1, $2, app_institution(), $3, 'draft', $4, $5, $6, ticket_words_beside('', $7), $8, $9, $9, 1)`,
      [id, actionId, number, ...contentOf(document), authorIds, at],
    );
  }

  /** A draft says something else; whoever wrote that is an author of it. */
  async write(tx: Transaction, versionId: string, document: ActionDocument, at: Date): Promise<void> {
    const touched = await tx.run(
      `update action_version
          set document = $2, title_fr = $3, title_en = $4, words = ticket_words_beside('', $5), changed_at = $6,
              revision = revision + 1,
              author_ids = case when app_person() = any (author_ids) then author_ids else author_ids || app_person() end
        where id = $1`,
      [versionId, ...contentOf(document), at],
    );
    if (touched !== 1) throw new Error('a version that was held is gone');
  }

  async stand(tx: Transaction, versionId: string, state: VersionState): Promise<void> {
    await tx.run(
      `update action_version
          set state = $2, revision = revision + 1,
              reviewed_by = case when $2 <> 'draft' then reviewed_by end,
              reviewed_at = case when $2 <> 'draft' then reviewed_at end
        where id = $1`,
      [versionId, state],
    );
  }

  async review(
    tx: Transaction,
    {
      id,
      versionId,
      actionId,
      note,
      at,
    }: { id: string; versionId: string; actionId: string; note: string | null; at: Date },
  ): Promise<void> {
    await tx.run(
      `update action_version
          set state = 'reviewed', reviewed_by = app_person(), reviewed_at = $2, revision = revision + 1
        where id = $1`,
      [versionId, at],
    );
    await tx.run(
      `insert into action_review (id, version_id, action_id, institution_id, note, reviewed_by, reviewed_at)
       values ($1, $2, $3, app_institution(), $4, app_person(), $5)`,
      [id, versionId, actionId, note, at],
    );
  }

  /** From now on this version holds, and it never changes. */
  async publish(
    tx: Transaction,
    { id: versionId, actionId, number, document, reviewOn, at }: Omit<NewVersion, 'authorIds'> & { reviewOn: string },
  ): Promise<void> {
    await tx.run(
      `update action_version
          set state = 'published', published_by = app_person(), published_at = $2, revision = revision + 1
        where id = $1`,
      [versionId, at],
    );
    await tx.run(
      `update action
          set state = 'published', kind = $2, published_number = $3, published_at = coalesce(published_at, $4),
              listed_at = $4, review_on = $5, suspended_at = null, suspended_because = null, version = version + 1,
              updated_at = $4
        where id = $1`,
      [actionId, document.kind, number, at, reviewOn],
    );
  }

  /** While nothing of it is published, it is what its draft is. */
  async follow(tx: Transaction, actionId: string, { kind }: ActionDocument): Promise<void> {
    await tx.run('update action set kind = $2 where id = $1', [actionId, kind]);
  }

  /** At once, whatever is being written. With more people: what holds now, and not what was published before. */
  async share(tx: Transaction, actionId: string, sharing: Sharing, at: Date): Promise<void> {
    await tx.run('update action set sharing = $2, version = version + 1, updated_at = $3 where id = $1', [
      actionId,
      sharing,
      at,
    ]);
    await tx.run(
      `update action_service s
          set sharing = $2,
              since_number = case when array_position($3::text[], $2::text) > array_position($3::text[], s.sharing)
                                  then coalesce(a.published_number, 1)
                                  else s.since_number end
         from action a
        where a.id = s.action_id
          and s.action_id = $1`,
      [actionId, sharing, sharings],
    );
  }

  /** For these services, with what decides who sees it. */
  async serve(tx: Transaction, actionId: string, serviceIds: readonly string[]): Promise<void> {
    await tx.run('update action set service_ids = $2 where id = $1', [actionId, serviceIds]);
    await tx.run('delete from action_service where action_id = $1 and service_id <> all ($2::uuid[])', [
      actionId,
      serviceIds,
    ]);
    await tx.run(
      `insert into action_service (action_id, service_id, institution_id, sharing, is_published, since_number)
       select a.id, s, a.institution_id, a.sharing, a.published_number is not null, coalesce(a.published_number, 1)
         from action a, unnest($2::uuid[]) s
        where a.id = $1
       on conflict (action_id, service_id) do update set is_published = excluded.is_published`,
      [actionId, serviceIds],
    );
  }

  /** Suspended for a reason; whatever else it becomes settles that. */
  async move(
    tx: Transaction,
    actionId: string,
    state: ActionState,
    at: Date,
    because: string | null = null,
  ): Promise<void> {
    await tx.run(
      `update action
          set state = $2, version = version + 1, updated_at = $3,
              suspended_at = case when $2 = 'suspended' then coalesce(suspended_at, $3) end,
              suspended_because = case when $2 = 'suspended' then coalesce($4, suspended_because) end,
              retired_at = case when $2 = 'retired' then $3 end
        where id = $1`,
      [actionId, state, at, because],
    );
  }

  async renew(tx: Transaction, actionId: string, reviewOn: string | null): Promise<void> {
    await tx.run('update action set review_on = $2 where id = $1', [actionId, reviewOn]);
  }

  /** Nobody elsewhere knows who answers for it, nor that this has changed. */
  async own(tx: Transaction, actionId: string, ownerId: string): Promise<void> {
    await tx.run('update action set owner_id = $2, inside_version = inside_version + 1 where id = $1', [
      actionId,
      ownerId,
    ]);
  }

  async lastNumber(tx: Transaction, actionId: string): Promise<number> {
    const [row] = await tx.query<{ last: number }>(
      'select coalesce(max(number), 0) as last from action_version where action_id = $1',
      [actionId],
    );
    return row?.last ?? 0;
  }
}

function contentOf(document: ActionDocument): unknown[] {
  return [JSON.stringify(document), document.title.fr, document.title.en, textOf(document)];
}
