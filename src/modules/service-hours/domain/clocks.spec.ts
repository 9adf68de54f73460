import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { type Outcome, done } from '../../../kernel/index.js';
import { elapsed, due } from './working-time.js';
import { parsePauses, type Pause } from './pauses.js';
import { parseSchedule } from './schedule.js';
import { segments } from './segments.js';
import { type Weekly } from './weekly-hours.js';

interface Vector {
  id: string;
  kind: 'due' | 'elapsed';
  source: string;
  schedule: Weekly;
  timeZone: string;
  holidays: string[];
  pauses: [string, string][];
  start: string;
  targetMinutes: number;
  dueAt?: string;
  from: string;
  to: string;
  elapsedMs?: number;
  error?: string;
}

const file = new URL('../../../../test/data/clocks.json', import.meta.url);
const { vectors, count } = JSON.parse(readFileSync(file, 'utf8')) as { vectors: Vector[]; count: number };

function answer(vector: Vector): Outcome<number> {
  const hours = parseSchedule({ timeZone: vector.timeZone, weekly: vector.schedule, holidays: vector.holidays });
  if (!hours.ok) return hours;
  const pauses = parsePauses(vector.pauses.map(([from, to]): Pause => [Date.parse(from), Date.parse(to)]));
  if (!pauses.ok) return pauses;
  if (vector.kind === 'due')
    return due(hours.value, Date.parse(vector.start), vector.targetMinutes * 60_000, pauses.value);
  const [from, to] = [Date.parse(vector.from), Date.parse(vector.to)];
  const counted = segments(hours.value, from, to, pauses.value).filter((segment) => segment.counted);
  const total = elapsed(hours.value, from, to, pauses.value);
  expect(counted.reduce((sum, segment) => sum + segment.to - segment.from, 0)).toBe(total);
  return done(total);
}

describe('the vectors of working time', () => {
  it('are all there', () => {
    expect(vectors).toHaveLength(count);
    expect(count).toBeGreaterThan(300);
  });

  it.each(vectors)('$id: $source', (vector) => {
    const given = answer(vector);
    const shown = given.ok ? (vector.kind === 'due' ? new Date(given.value).toISOString() : given.value) : 'refused';
    const wanted = vector.dueAt === undefined ? vector.elapsedMs : new Date(vector.dueAt).toISOString();
    expect(shown).toBe(vector.error === undefined ? wanted : 'refused');
  });
});
