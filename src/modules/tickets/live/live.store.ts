import { Injectable } from '@nestjs/common';
import { UnitOfWork, WorkerUnitOfWork, type Actor } from '../../../database/index.js';
import type { TicketChange } from './domain/frames.js';
import { isSnapshot } from './domain/position.js';

export interface News {
  /** Up to here. */
  snapshot: string;
  /** Ids of events by institution; undefined when there are too many to tell them one by one. */
  eventIds: Map<string, string[]> | undefined;
}

export interface Missed {
  changes: TicketChange[];
  eventCount: number;
}

/** More than this between two looks is not told event by event. */
const MOST_AT_ONCE = 10_000;

const IN_ORDER = `t.id as "streamId", t.reference, coalesce((part.parting ->> 'version')::integer, t.version) as version,
            json_agg(json_build_object('id', e.id, 'type', e.type) order by e.number) as events`;
/** Whoever's part has ended reads the ticket as it stood then. */
const PARTING = `left join lateral (select p.parting from ticket_party p
                          where p.ticket_id = t.id
                          order by p.until desc nulls first
                          limit 1) part on true`;

@Injectable()
export class LiveStore {
  constructor(
    private readonly work: UnitOfWork,
    private readonly worker: WorkerUnitOfWork,
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

  /** Of these events, those that the actor may read, by ticket; streams go up. */
  readable(actor: Actor, eventIds: readonly string[]): Promise<TicketChange[]> {
    return this.work.run(actor, (tx) =>
      tx.query<TicketChange>(
        `select ${IN_ORDER}
           from event e
           join ticket t on t.id = e.stream_id
           ${PARTING}
          where e.id = any ($1::uuid[])
          group by t.id, t.reference, t.version, part.parting
          order by t.id`,
        [eventIds],
      ),
    );
  }

  /**
   * What became visible to the actor between two snapshots, on streams after `after`; at most `limit` events.
   */
  between(actor: Actor, from: string, to: string, after: string | undefined, limit: number): Promise<Missed> {
    if (!isSnapshot(to)) throw new Error('not a snapshot');
    return this.work.run(actor, async (tx) => {
      const changes = await tx.query<TicketChange>(
        `with missed as (
           select e.id, e.stream_id, e.number, e.type
             from live_event l
             join event e on e.id = l.event_id
             join ticket t on t.id = l.stream_id
            where l.institution_id = $1
              and ${newSince(from)}
              and pg_visible_in_snapshot(l.transaction_id::text::xid8, '${to}'::pg_snapshot)
              and ($2::uuid is null or l.stream_id > $2)
            order by l.transaction_id
            limit ${String(limit)})
         select ${IN_ORDER}
           from missed e
           join ticket t on t.id = e.stream_id
           ${PARTING}
          group by t.id, t.reference, t.version, part.parting
          order by t.id`,
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
