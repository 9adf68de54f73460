/**
 * Working time over the vectors of test/data/clocks.json: how many questions a second one core answers. With a folder in
 * which the best comparable library was installed, the same questions to that, and where its answers are others.
 */
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { Worker } from 'node:worker_threads';
import { dist } from './dist.mjs';
import { median, table } from './figures.mjs';

const WINDOW_MILLISECONDS = 400;
const WINDOWS = 5;
const PEER = 'dayjs-business-time';
/** Of each vector: long enough for hundreds of answers, or for none. */
const PEER_MILLISECONDS = 20;
const PEER_PATIENCE_MILLISECONDS = 3000;
const TAGS_SHOWN = 12;

export async function measureClocks({ peer }) {
  const { due, elapsed } = await dist('modules/service-hours/domain/working-time.js');
  const { parsePauses } = await dist('modules/service-hours/domain/pauses.js');
  const { parseSchedule } = await dist('modules/service-hours/domain/schedule.js');
  const { vectors } = JSON.parse(readFileSync(new URL('../../test/data/clocks.json', import.meta.url), 'utf8'));
  const questions = { due: [], elapsed: [] };
  const askable = [];
  for (const vector of vectors) {
    const schedule = parseSchedule({ timeZone: vector.timeZone, weekly: vector.schedule, holidays: vector.holidays });
    const pauses = parsePauses(vector.pauses.map((pause) => pause.map((instant) => Date.parse(instant))));
    if (!schedule.ok || !pauses.ok || vector.error !== undefined) continue;
    const instants = [vector.start ?? vector.from, vector.to].map((instant) => Date.parse(instant));
    const ask =
      vector.kind === 'due'
        ? () => due(schedule.value, instants[0], vector.targetMinutes * 60_000, pauses.value)
        : () => elapsed(schedule.value, instants[0], instants[1], pauses.value);
    questions[vector.kind].push(ask);
    if (vector.pauses.length === 0) askable.push({ vector, ask });
  }
  const rows = Object.entries(questions).map(([kind, asked]) => [
    kind,
    asked.length,
    Math.round(median(windows(asked))),
  ]);
  table('Working time (one core, schedules parsed beforehand)', [['', 'vectors', 'per second'], ...rows]);
  if (peer) await compare(askable, resolve(peer));
  else console.log(`\n  beside ${PEER}: npm install --no-save --prefix DIR dayjs ${PEER}, then --peer DIR`);
}

/** The vectors without pauses, because the other library knows none. */
async function compare(askable, folder) {
  const results = [];
  let worker;
  for (const { vector, ask } of askable) {
    worker ??= new Worker(new URL('peer-clocks.mjs', import.meta.url), { workerData: { folder } });
    const result = await answerOf(worker, vector);
    if (!result) {
      await worker.terminate();
      worker = undefined;
    }
    const expected = vector.kind === 'due' ? Date.parse(vector.dueAt) : vector.elapsedMs;
    results.push({ vector, ask, result, expected, isRight: result?.answer === expected });
  }
  await worker?.terminate();
  const rows = ['due', 'elapsed'].map((kind) => {
    const asked = results.filter(({ vector }) => vector.kind === kind);
    const answered = asked.filter(({ result }) => result?.answered > 0);
    const peer = answered.map(({ result }) => result.answered / result.seconds);
    const own = median(windows(answered.map(({ ask }) => ask)));
    const right = asked.filter(({ isRight }) => isRight).length;
    return [kind, asked.length, right, harmonic(peer), Math.round(median(peer)), Math.round(own)];
  });
  const heading = ['', 'vectors', `${PEER} right`, 'its answers/s', '(median vector)', 'ours/s, the same'];
  table(`Beside ${PEER} (vectors without pauses; each as often)`, [heading, ...rows]);
  showWrong(results);
}

function showWrong(results) {
  const wrong = results.filter(({ isRight }) => !isRight);
  const tags = [...new Set(wrong.flatMap(({ vector }) => vector.tags))].filter(
    (tag) => !/^(peer|schedule:|random)/.test(tag),
  );
  const rows = tags.map((tag) => {
    const of = results.filter(({ vector }) => vector.tags.includes(tag));
    const failed = of.filter(({ isRight }) => !isRight);
    const { vector, result, expected } = failed[0];
    const shown = (value) => (typeof value === 'number' && vector.kind === 'due' ? spell(value) : String(value));
    const answer = result ? shown(result.answer) : 'no answer';
    return [tag, failed.length, of.length, vector.id, shown(expected), answer];
  });
  rows.sort((a, b) => b[1] - a[1]);
  const heading = ['tag', 'wrong', 'of', 'for example', 'right is', 'it says'];
  table(`Where ${PEER} is wrong: ${wrong.length} of ${results.length}`, [heading, ...rows.slice(0, TAGS_SHOWN)]);
  const kinds = {
    'no answer': wrong.filter(({ result }) => !result).length,
    refused: wrong.filter(({ result }) => typeof result?.answer === 'string').length,
    'within a minute': wrong.filter(({ result, expected }) => Math.abs(result?.answer - expected) < 60_000).length,
  };
  console.log(
    `  ${Object.entries(kinds)
      .map(([kind, count]) => `${kind}: ${count}`)
      .join(', ')}`,
  );
}

const spell = (instant) => (Number.isNaN(instant) ? 'no instant' : new Date(instant).toISOString());

/** Answers a second when every vector is asked equally often. */
function harmonic(rates) {
  return Math.round(rates.length / rates.reduce((sum, rate) => sum + 1 / rate, 0));
}

/** Undefined when none comes in good time. */
async function answerOf(worker, vector) {
  const patience = AbortSignal.timeout(PEER_PATIENCE_MILLISECONDS);
  worker.postMessage({ vector, milliseconds: PEER_MILLISECONDS });
  try {
    const [answer] = await once(worker, 'message', { signal: patience });
    return answer;
  } catch (error) {
    if (patience.aborted) return undefined;
    throw error;
  }
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
