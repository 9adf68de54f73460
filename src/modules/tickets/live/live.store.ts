import { Injectable } from '@nestjs/common';
import { UnitOfWork, WorkerUnitOfWork, type Actor } from '../../../database/index.js';
import type { Change } from './domain/frames.js';
import { isSnapshot } from './domain/position.js';
import { LiveSubjects, type LiveSubject } from './live-subjects.js';

export interface News {
  /** Up to here. */
  snapshot: string;
  /** Ids of events by institution; undefined when there are too many to tell them one by one. */
  eventIds: Map<string, string[]> | undefined;
}

export interface Missed {
  changes: Change[];
  eventCount: number;
}

/** More than this between two looks is not told event by event. */
const MOST_AT_ONCE = 10_000;

/** Of the streams in `happened`, those that the actor may see, by what they are; streams go up. */
const toldOf = (subjects: readonly LiveSubject[]) => `
         select told.*
           from (${subjects
             .map(
               ({ type, table, with: more = '', named, version }) =>
                 `select h.stream_id as "streamId", '${type}' as type, ${named} as named, ${version} as version, h.events
                    from happened h
                    join ${table} t on t.id = h.stream_id
                    ${more}`,
             )
             .join('\n union all ')}) told
          order by told."streamId"`;
const HAPPENED = `stream_id, json_agg(json_build_object('id', id, 'type', type) order by number) as events`;

@Injectable()
export class LiveStore {
  constructor(
    private readonly work: UnitOfWork,
    private readonly worker: WorkerUnitOfWork,
    private readonly subjects: LiveSubjects,
  ) {}

  /**
   * What became visible since a snapshot for any of these institutions, as ids; without a snapshot nothing. Snapshots are
   * written out: of a parameter PostgreSQL assumes that it leaves a third of the table.
   */
  news(since: string | undefined, institutionIds: readonly string[]): Promise<News> {
    return this.worker.cross(async (tx) => {
      const rows = await tx.query<{ snapshot: string; institutionId: string | null; eventId: string | null }>(
        `select now.snapshot::text as snapshot, new.institution_id as "institutionId", new.event_id as "eventId"
           from (select pg_current_snapshot() as snapshot) now
           left join lateral (
             select l.institution_id, l.event_id
               from live_event l
              where ${newSince(since)}
                and pg_visible_in_snapshot(l.transaction_id::text::xid8, now.snapshot)
                and l.institution_id = any ($1::uuid[])
              order by l.transaction_id
              limit ${String(MOST_AT_ONCE + 1)}) new on true`,
        [institutionIds],
        { prepared: false },
      );
      const [first] = rows;
      if (!first) throw new Error('a snapshot that was asked for is not there');
      if (rows.length > MOST_AT_ONCE) return { snapshot: first.snapshot, eventIds: undefined };
      const eventIds = new Map<string, string[]>();
      for (const { institutionId, eventId } of rows) {
        if (institutionId === null || eventId === null) continue;
        const ids = eventIds.get(institutionId);
        if (ids) ids.push(eventId);
        else eventIds.set(institutionId, [eventId]);
      }
      return { snapshot: first.snapshot, eventIds };
    });
  }

  /** Of these events, those that the actor may read, by what they happened on; streams go up. */
  readable(actor: Actor, eventIds: readonly string[]): Promise<Change[]> {
    return this.work.run(actor, (tx) =>
      tx.query<Change>(
        `with happened as materialized (
           select ${HAPPENED}
             from event
            where id = any ($1::uuid[])
            group by stream_id)
         ${toldOf(this.subjects.all)}`,
        [eventIds],
      ),
    );
  }

  /**
   * What became visible to the actor between two snapshots, on streams after `after`; at most `limit` events
   * of each kind of thing.
   */
  between(actor: Actor, from: string, to: string, after: string | undefined, limit: number): Promise<Missed> {
    if (!isSnapshot(to)) throw new Error('not a snapshot');
    return this.work.run(actor, async (tx) => {
      const missed = this.subjects.all.map(
        ({ table }) => `
           (select e.id, e.stream_id, e.number, e.type
              from live_event l
              join event e on e.id = l.event_id
              join ${table} t on t.id = l.stream_id
             where l.institution_id = $1
               and ${newSince(from)}
               and pg_visible_in_snapshot(l.transaction_id::text::xid8, '${to}'::pg_snapshot)
               and ($2::uuid is null or l.stream_id > $2)
             order by l.transaction_id
             limit ${String(limit)})`,
      );
      const changes = await tx.query<Change>(
        `with missed as (${missed.join(' union all ')}),
         happened as materialized (
           select ${HAPPENED}
             from missed
            group by stream_id)
         ${toldOf(this.subjects.all)}`,
        [actor.institution.id, after ?? null],
        { prepared: false },
      );
      return { changes, eventCount: changes.reduce((sum, { events }) => sum + events.length, 0) };
    });
  }

  /** Forgets what was recorded before an instant. */
  async clear(before: Date): Promise<void> {
    await this.worker.outside('delete from live_event where at < $1', [before]);
  }
}

function newSince(since: string | undefined): string {
  if (since === undefined) return 'false';
  if (!isSnapshot(since)) throw new Error('not a snapshot');
  const [oldest = '0'] = since.split(':');
  return `l.transaction_id >= ${oldest}
                and not pg_visible_in_snapshot(l.transaction_id::text::xid8, '${since}'::pg_snapshot)`;
}
