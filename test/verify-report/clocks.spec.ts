import { readFileSync } from 'node:fs';
import { load } from './export.js';

const { vectors } = JSON.parse(readFileSync('test/data/clocks.json', 'utf8'));
const DAY = 86_400_000;
const HORIZON = 101 * 366 * DAY;

/** Decades, minute by minute, would take too long for every check. */
const tooLong = ['edge-0585', 'edge-0587', 'edge-0595', 'working_hours-0019', 'znuny-0033'];

describe('the working time of the verifier', () => {
  it('is that of every vector but the longest', async () => {
    const [{ hours }, runs] = await Promise.all([load('read-hours.mjs'), load('run.mjs')]);
    const checked = vectors.filter(({ id }: any) => !tooLong.includes(id));
    const wrong = checked.filter((vector: any) => {
      const wanted = vector.error ? 'refused' : vector.kind === 'due' ? Date.parse(vector.dueAt) : vector.elapsedMs;
      return answer(vector, hours, runs) !== wanted;
    });
    expect(wrong.map(({ id }: any) => id)).toEqual([]);
    expect(checked.length).toBe(316);
  });
});

function answer(vector: any, readHours: any, runs: any): number | 'refused' {
  const start = Date.parse(vector.start ?? vector.from);
  let hours: any;
  try {
    const closed = vector.holidays.map((date: string) => ({ date, name: '' }));
    const given = { timeZone: vector.timeZone, weekly: vector.schedule, holidays: closed, closures: [] };
    hours = readHours(given, 'hours');
  } catch {
    return 'refused';
  }
  if (vector.targetMinutes < 0) return 'refused';
  const targets = { incident: { P1: { resolution: vector.targetMinutes } } };
  const version = { number: 1, effectiveFrom: -Infinity, recordedAt: -Infinity, alsoPauses: [], targets, hours };
  const world = { agreement: { versions: [version] }, kind: 'incident' };
  const run = runs.newRun('resolution', start, 'P1', { stops: false, causes: [] });
  run.life = lifeOf(start, vector.pauses);
  if (run.life === null) return 'refused';
  if (vector.kind === 'elapsed') return runs.used(run, world, 0, start, Date.parse(vector.to));
  for (let ahead = 30 * DAY; ; ahead = Math.min(HORIZON, ahead * 2)) {
    const due = runs.dueBy(run, world, 0, start + ahead);
    if (due !== null) return due;
    if (ahead === HORIZON) return 'refused';
  }
}

/** Stretches that count or do not, cut at every end of a pause; null for a pause that is reversed. */
function lifeOf(start: number, given: [string, string][]): object[] | null {
  const pauses = given.map(([from, to]) => [Date.parse(from), Date.parse(to)] as const);
  if (pauses.some(([from, to]) => to < from)) return null;
  const cuts = [start, ...pauses.flat().filter((cut) => cut > start)].sort((a, b) => a - b);
  return cuts.map((from, i) => ({
    from,
    to: cuts[i + 1] ?? null,
    stops: pauses.some(([begins, ends]) => begins <= from && from < ends),
    causes: [],
  }));
}
