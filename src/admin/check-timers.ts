import pg from 'pg';
import { CommitmentsStore, type Promises } from '../modules/catalogue/index.js';
import { differences, type Kept } from './differences.js';
import { recomputed, type Subject } from './recomputed.js';
import { eventsOf, keptOf, subjectsAfter } from './stored.js';

export interface TimersCheck {
  /** How many tickets were recomputed, and how much of them compared; no timer is a failure of the check. */
  tickets: number;
  timers: number;
  appointments: number;
  /** Units of "handled in time". */
  units: number;
  /** Tickets of which something is due now: the sweep settles them, and what is stored is what was before. */
  due: number;
  /** What differs, in words; empty when nothing does. */
  flaws: string[];
}

const BATCH = 1000;

/**
 * Recomputes everything that follows from the record of a ticket (its state and those of its escalations, its timers and
 * appointments, its unit of "handled in time") and compares it with what is stored, over the whole database, in one view
 * of it. Reads as the maintenance role.
 */
export async function checkTimers(maintenanceUrl: string, now: Date): Promise<TimersCheck> {
  const client = new pg.Client({ connectionString: maintenanceUrl });
  await client.connect();
  await client.query('begin isolation level repeatable read read only');
  try {
    const check: TimersCheck = { tickets: 0, timers: 0, appointments: 0, units: 0, due: 0, flaws: [] };
    const promises = promisesFrom(client);
    const zones = await zonesFrom(client);
    for await (const { subjects, events, kept } of batches(client, now, check)) {
      for (const subject of subjects) {
        const made = recomputed(subject, events.get(subject.id) ?? [], await promises(subject), zones, now);
        count(check, made);
        check.flaws.push(...differences(subject.reference, kept.get(subject.id) ?? [], made));
      }
    }
    if (check.timers === 0) check.flaws.push('there was no timer to check');
    return check;
  } finally {
    await client.end();
  }
}

function count(check: TimersCheck, made: readonly Kept[]): void {
  check.tickets += 1;
  for (const { name } of made) {
    if (name.startsWith('timer')) check.timers += 1;
    else if (name.startsWith('appointment')) check.appointments += 1;
    else if (name === 'unit') check.units += 1;
  }
}

interface Batch {
  subjects: Subject[];
  events: ReadonlyMap<string, Awaited<ReturnType<typeof eventsOf>>>;
  kept: ReadonlyMap<string, Kept[]>;
}

async function* batches(client: pg.Client, now: Date, check: TimersCheck): AsyncGenerator<Batch> {
  let after = '00000000-0000-0000-0000-000000000000';
  for (;;) {
    const all = await subjectsAfter(client, after, now, BATCH);
    const subjects = all.filter(({ isDue }) => !isDue);
    check.due += all.length - subjects.length;
    const ids = subjects.map(({ id }) => id);
    const events = await eventsOf(client, ids);
    yield { subjects, events: grouped(events), kept: grouped(await keptOf(client, ids)) };
    const last = all.at(-1);
    if (!last || all.length < BATCH) return;
    after = last.id;
  }
}

function grouped<T extends { ticketId: string }>(rows: readonly T[]): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const row of rows) {
    const group = groups.get(row.ticketId);
    if (group) group.push(row);
    else groups.set(row.ticketId, [row]);
  }
  return groups;
}

/** What is promised on a ticket; tickets of one institution, site and agreement share it. */
function promisesFrom(client: pg.Client): (subject: Subject) => Promise<Promises> {
  const store = new CommitmentsStore();
  const known = new Map<string, Promise<Promises>>();
  const query = async <T extends object>(text: string, values: readonly unknown[] = []) =>
    (await client.query(text, [...values])).rows as T[];
  return (subject) => {
    const key = `${subject.institutionId} ${subject.siteId} ${subject.agreementId ?? ''}`;
    const found = known.get(key) ?? store.of({ query }, subject);
    known.set(key, found);
    return found;
  };
}

/** The time zone of each agreement's lead provider. */
async function zonesFrom(client: pg.Client): Promise<ReadonlyMap<string, string>> {
  const { rows } = await client.query<{ id: string; zone: string }>(
    'select a.id, i.time_zone as zone from agreement a join institution i on i.id = a.lead_provider_id',
  );
  return new Map(rows.map(({ id, zone }) => [id, zone]));
}
