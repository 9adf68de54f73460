import { Injectable } from '@nestjs/common';
import type { Transaction } from '../../../database/index.js';
import { notFound } from '../../../kernel/index.js';
import type { Release } from './release.js';

const selected = `
  select r.id, r.institution_id as "institutionId", json_build_object('code', i.code, 'name', i.name) as institution,
         r.service_id as "serviceId", json_build_object('code', s.code, 'name', s.name) as service, r.reference, r.label,
         r.kind, r.state, r.published_at as "publishedAt", r.created_at as "createdAt", r.version,
         (select coalesce(json_agg(json_build_object('reference', c.reference, 'title', c.title, 'state', c.state)
                                   order by c.reference), '[]')
            from release_change b join change c on c.id = b.change_id where b.release_id = r.id) as changes,
         (select json_agg(json_build_object(
                   'number', n.number, 'notes', json_build_object('fr', n.notes_fr, 'en', n.notes_en),
                   'knownIssues', json_build_object('fr', n.issues_fr, 'en', n.issues_en),
                   'writtenAt', n.written_at) order by n.number desc)
            from release_notes n where n.release_id = r.id) as versions`;
const joined = `
    join institution i on i.id = r.institution_id
    join service s on s.id = r.service_id`;

/** Releases as far as the wall shows them. */
@Injectable()
export class ReleasesStore {
  /** Throws the one 404 when there is none, or none for this actor. */
  async byReference(tx: Transaction, reference: string): Promise<Release> {
    const [row] = await tx.query<Release>(
      `${selected}
         from release r
         ${joined}
        where r.reference = $1
          and r.institution_id = (select x.id from institution x where x.code = split_part($1, '-', 2))`,
      [reference],
    );
    if (!row) throw notFound();
    return row;
  }

  /** The newest first: by `release_listed`. */
  list(
    tx: Transaction,
    { service, limit, after }: { service: string | undefined; limit: number; after?: { at: string; id: string } },
  ): Promise<Release[]> {
    return tx.query<Release>(
      `with page as materialized (
         select r.*
           from release r
          where ($1::text is null or r.service_id = (select s.id from service s where s.code = $1))
            and ($2::timestamptz is null or (r.created_at, r.id) < ($2, $3::uuid))
          order by r.created_at desc, r.id desc
          limit $4)
       ${selected}
         from page r
         ${joined}
        order by r.created_at desc, r.id desc`,
      [service ?? null, after?.at ?? null, after?.id ?? null, limit],
    );
  }

  /** Alone with it, until the transaction ends. */
  async hold(tx: Transaction, id: string): Promise<void> {
    await tx.run(`select pg_advisory_xact_lock(hashtextextended('release/' || $1, 0))`, [id]);
  }

  /** Whether the service has a release of that version already, other than this one. */
  async isTaken(tx: Transaction, serviceId: string, label: string, but: string | null): Promise<boolean> {
    const rows = await tx.query(
      `select 1 from release
        where institution_id = app_institution() and service_id = $1 and label = $2 and ($3::uuid is null or id <> $3)`,
      [serviceId, label, but],
    );
    return rows.length > 0;
  }

  /** Of the references those that are changes of the acting institution which touch the service, in the order of their ids. */
  async changesNamed(
    tx: Transaction,
    serviceId: string,
    references: readonly string[],
  ): Promise<{ id: string; reference: string; releaseId: string | null }[]> {
    return tx.query(
      `select c.id, c.reference, b.release_id as "releaseId"
         from change c
         left join release_change b on b.change_id = c.id
        where c.institution_id = app_institution() and c.reference = any ($2::text[]) and $1 = any (c.service_ids)
        order by c.id`,
      [serviceId, references],
    );
  }
}
