import pg from 'pg';
import { CommitmentsStore, type HoursVersion, type Promised, type TermsVersion } from '../modules/catalogue/index.js';
import { factsOf } from '../modules/tickets/index.js';
import { expectedRuns } from '../modules/timers/domain/oracle.spec-support.js';
import type { Agreed, Version } from '../modules/timers/domain/standing.spec-support.js';
import { differences, type Kept } from './differences.js';
import type { Draw } from './random-people.spec-support.js';
import { eventsOf, keptOf, subjectsAfter } from './stored.js';

/**
 * What is stored of the timers of some tickets otherwise than the oracle finds, which walks through their minutes and
 * shares no function with the program.
 */
export async function oracleDifferences(
  maintenanceUrl: string,
  now: Date,
  draw: Draw,
  many: number,
): Promise<{ compared: number; flaws: string[] }> {
  const client = new pg.Client({ connectionString: maintenanceUrl });
  await client.connect();
  try {
    const all = await subjectsAfter(client, '00000000-0000-0000-0000-000000000000', now, 10_000);
    const store = new CommitmentsStore();
    const query = async <T extends object>(text: string, values: readonly unknown[] = []) =>
      (await client.query(text, [...values])).rows as T[];
    const flaws: string[] = [];
    let compared = 0;
    for (let n = 0; n < many; n += 1) {
      const subject = draw.one(all);
      const { user, provider } = await store.of({ query }, subject);
      const facts = factsOf(await eventsOf(client, [subject.id]));
      const agreed = { user: versionsOf(user, subject.kind), provider: versionsOf(provider, subject.kind) };
      const expected = expectedRuns(facts, agreed, now.getTime()).map(toKept);
      const stored = (await keptOf(client, [subject.id])).filter(({ name }) => name.startsWith('timer'));
      compared += expected.length;
      flaws.push(...differences(subject.reference, stored, expected));
    }
    return { compared, flaws };
  } finally {
    await client.end();
  }
}

function toKept(run: ReturnType<typeof expectedRuns>[number]): Kept {
  const { side, metric, state, verdict, missCause, priority, targetMinutes } = run;
  const { verdictAt, startedAt, dueAt, endedAt } = run;
  return {
    name: `timer ${side} ${metric} ${String(run.run)}`,
    values: {
      ...{ state, verdict, missCause, priority, targetMinutes },
      ...{ verdictAt: date(verdictAt), startedAt: date(startedAt), dueAt: date(dueAt), endedAt: date(endedAt) },
    },
  };
}

const date = (instant: number | null) => (instant === null ? null : new Date(instant));

function versionsOf(promised: Promised | undefined, kind: 'incident' | 'request'): Agreed['user'] {
  return {
    terms: (promised?.terms ?? []).map((version) => {
      const { targets, warnings, alsoPauses, binding } = version;
      return dated(version, { targets: targets[kind] ?? {}, warnings, alsoPauses, binding });
    }),
    hours: (promised?.hours ?? []).map((version) => {
      const { timeZone, weekly, holidays, closures } = version;
      return dated(version, { timeZone, weekly, closures, holidays: holidays.map((one) => one.date) });
    }),
  };
}

function dated<T>({ number, recordedAt, effectiveFrom }: TermsVersion | HoursVersion, value: T): Version<T> {
  return { number, recordedAt: recordedAt.getTime(), effectiveFrom: effectiveFrom.getTime(), value };
}
