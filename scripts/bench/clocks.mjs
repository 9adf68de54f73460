/** Working time over the vectors of test/data/clocks.json: how many questions a second one core answers. */
import { readFileSync } from 'node:fs';
import { dist } from './dist.mjs';
import { median, table } from './figures.mjs';

const WINDOW_MILLISECONDS = 400;
const WINDOWS = 5;

export async function measureClocks() {
  const { due, elapsed } = await dist('modules/service-hours/domain/working-time.js');
  const { parsePauses } = await dist('modules/service-hours/domain/pauses.js');
  const { parseSchedule } = await dist('modules/service-hours/domain/schedule.js');
  const { vectors } = JSON.parse(readFileSync(new URL('../../test/data/clocks.json', import.meta.url), 'utf8'));
  const questions = { due: [], elapsed: [] };
  for (const vector of vectors) {
    const schedule = parseSchedule({ timeZone: vector.timeZone, weekly: vector.schedule, holidays: vector.holidays });
    const pauses = parsePauses(vector.pauses.map((pause) => pause.map((instant) => Date.parse(instant))));
    if (!schedule.ok || !pauses.ok || vector.error !== undefined) continue;
    const instants = [vector.start ?? vector.from, vector.to].map((instant) => Date.parse(instant));
    questions[vector.kind].push(
      vector.kind === 'due'
        ? () => due(schedule.value, instants[0], vector.targetMinutes * 60_000, pauses.value)
        : () => elapsed(schedule.value, instants[0], instants[1], pauses.value),
    );
  }
  const rows = Object.entries(questions).map(([kind, asked]) => [
    kind,
    asked.length,
    Math.round(median(windows(asked))),
  ]);
  table('Working time (one core, schedules parsed beforehand)', [['', 'vectors', 'per second'], ...rows]);
}

function windows(asked) {
  return Array.from({ length: WINDOWS }, () => {
    const startedAt = performance.now();
    let answered = 0;
    while (performance.now() - startedAt < WINDOW_MILLISECONDS) {
      for (const ask of asked) ask();
      answered += asked.length;
    }
    return answered / ((performance.now() - startedAt) / 1000);
  });
}
