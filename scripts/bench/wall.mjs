/**
 * What the wall costs: the statements that a list and my turn say, with the same conditions, as the role of the API behind
 * row-level security and as a superuser for whom it does not stand; in turns, on one connection each, planned once.
 */
import pg from 'pg';
import { busiest } from './filling/consortium.mjs';
import { percentile, table } from './figures.mjs';
import { startRecorder } from './recording.mjs';

const WARM = 20;
const asked = ['/tickets', '/tickets?state=in_progress', '/tickets?sort=-updatedAt', '/my-turn', '/tickets/count'];

export async function measureWall(databases, { tickets, repeats }) {
  const database = await databases.of(tickets);
  const recorder = await startRecorder(database);
  const rows = [['', 'with the wall', 'without', 'ratio']];
  try {
    const token = await recorder.signIn(`spoc.${busiest.toLowerCase()}@guichet.example`);
    for (const path of asked) {
      await recorder.record('GET', path, token);
      const { statements } = await recorder.record('GET', path, token);
      const times = await both(database, statements, repeats);
      const [walled, bare] = times.map((one) => percentile(one, 0.5));
      rows.push([`GET ${path}`, `${walled.toFixed(2)} ms`, `${bare.toFixed(2)} ms`, `x ${(walled / bare).toFixed(2)}`]);
    }
  } finally {
    await recorder.close();
  }
  table(`The wall: statements on parties, medians of ${String(repeats)}, ${String(tickets)} tickets (aim: 1.2)`, rows);
}

async function both(database, statements, repeats) {
  const options = '-c plan_cache_mode=force_generic_plan';
  const sides = [new pg.Client({ connectionString: database.urls.api, options }), await database.connect()];
  await sides[0].connect();
  const settings = statements.find(({ text }) => text.startsWith('begin'));
  const said = statements.filter(({ text }) => /ticket_party/.test(text));
  const times = sides.map(() => []);
  for (const [place, client] of sides.entries()) {
    if (place === 1) await client.query('set plan_cache_mode = force_generic_plan');
    await client.query(settings.text);
  }
  for (let turn = 0; turn < WARM + repeats; turn += 1) {
    for (const [place, client] of sides.entries()) {
      const startedAt = performance.now();
      // prepared in both, so that what is compared is the running
      for (const [k, { text, values }] of said.entries()) await client.query({ name: `s${String(k)}`, text, values });
      if (turn >= WARM) times[place].push(performance.now() - startedAt);
    }
  }
  for (const client of sides) await client.query('rollback');
  for (const client of sides) await client.end();
  return times;
}
