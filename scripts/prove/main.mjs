/**
 * The long proof of the timers: histories drawn at random, under terms and hours in versions, computed by the program and
 * by an oracle that shares no function with it. By hand, because it takes a while:
 *
 *   npm run prove                          100,000 histories, a new seed
 *   npm run prove -- --runs 5000 --seed 7  as many again, the same ones
 *
 * What differs is shrunk to the smallest history that still does, and printed with what both say; the exit status is 1.
 */
import fc from 'fast-check';
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { compile } from './compile.mjs';

/** Of so many histories fast-check keeps nothing once they are through, so that memory stays as it is. */
const BATCH = 500;
const SECONDS_BETWEEN_LINES = 20;
const SOURCES = ['src/kernel', 'src/modules/service-hours/domain', 'src/modules/timers/domain'];

const { values: flags } = parseArgs({
  options: { runs: { type: 'string', default: '100000' }, seed: { type: 'string' } },
});
const runs = wholeNumber('runs', flags.runs);
const seed = flags.seed === undefined ? Date.now() % 2 ** 31 : wholeNumber('seed', flags.seed);

const folder = await mkdtemp(join(tmpdir(), 'guichet-prove-'));
try {
  await compile(SOURCES, folder);
  const path = join(folder, 'src/modules/timers/domain/any-ticket.spec-support.js');
  const { anyTicket, bothWays } = await import(pathToFileURL(path).href);
  console.log(`${number(runs)} histories, seed ${seed}`);
  process.exitCode = prove(fc.property(anyTicket, (ticket) => agree(bothWays(ticket)))) ? 0 : 1;
} finally {
  await rm(folder, { recursive: true, force: true });
}

function prove(property) {
  const startedAt = performance.now();
  let spokenAt = startedAt;
  for (let done = 0; done < runs;) {
    const numRuns = Math.min(BATCH, runs - done);
    const details = fc.check(property, { seed: seed + done, numRuns });
    if (details.failed) return tell(details, done);
    done += numRuns;
    if (done < runs && performance.now() - spokenAt < SECONDS_BETWEEN_LINES * 1000) continue;
    spokenAt = performance.now();
    const seconds = (spokenAt - startedAt) / 1000;
    const memory = Math.round(process.memoryUsage.rss() / 2 ** 20);
    console.log(
      `${number(done)} agree, ${(done / seconds).toFixed(0)} a second, ${seconds.toFixed(0)} s, ${memory} MB`,
    );
  }
  return true;
}

function agree(looks) {
  for (const { computed, expected } of looks) assert.deepEqual(computed, expected);
}

function tell(details, done) {
  const [ticket] = details.counterexample;
  console.log(`\nthey differ (seed ${seed + done}, history ${details.numRuns}; ${details.numShrinks} times shrunk)`);
  console.log(
    JSON.stringify({ facts: ticket.facts, agreed: ticket.agreed, looks: ticket.looks.map(({ now }) => now) }, null, 1),
  );
  console.log(details.errorInstance?.message);
  console.log(`\nagain: npm run prove -- --seed ${seed + done} --runs ${Math.min(BATCH, runs - done)}`);
  return false;
}

function wholeNumber(name, text) {
  const value = Number(text);
  if (Number.isSafeInteger(value) && value >= 0) return value;
  console.error(`--${name} is a whole number, not ${text}`);
  process.exit(2);
}

function number(value) {
  return value.toLocaleString('en');
}
