/**
 * The same questions to dayjs-business-time, in a thread of its own because it does not always come back from one. It has no
 * pauses and no zones of its own: instants are given to it in the zone of the schedule, by the plugin of Day.js.
 */
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';

const DAYS = {
  sun: 'sunday',
  mon: 'monday',
  tue: 'tuesday',
  wed: 'wednesday',
  thu: 'thursday',
  fri: 'friday',
  sat: 'saturday',
};

const load = createRequire(join(workerData.folder, 'from.cjs'));
const dayjs = load('dayjs');
dayjs.extend(load('dayjs/plugin/utc'));
dayjs.extend(load('dayjs/plugin/timezone'));
const plugin = load('dayjs-business-time');
dayjs.extend(plugin.default ?? plugin);

function ask(vector) {
  const week = Object.entries(DAYS).map(([short, day]) => {
    const segments = (vector.schedule[short] ?? []).map(([start, end]) => ({ start: `${start}:00`, end: `${end}:00` }));
    return [day, segments.length > 0 ? segments : null];
  });
  dayjs.setBusinessTime(Object.fromEntries(week));
  dayjs.setHolidays(vector.holidays);
  const from = dayjs(vector.start ?? vector.from).tz(vector.timeZone);
  if (vector.kind === 'due') return from.addBusinessMinutes(vector.targetMinutes).valueOf();
  return Math.abs(from.businessMinutesDiff(dayjs(vector.to).tz(vector.timeZone))) * 60_000;
}

parentPort.on('message', ({ vector, milliseconds }) => {
  const startedAt = performance.now();
  let answered = 0;
  let answer;
  try {
    do {
      answer = ask(vector);
      answered += 1;
    } while (performance.now() - startedAt < milliseconds);
  } catch (error) {
    answer = `refuses: ${error.message}`;
  }
  parentPort.postMessage({ answer, answered, seconds: (performance.now() - startedAt) / 1000 });
});
