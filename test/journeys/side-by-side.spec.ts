import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { startTestApp, type TestApp } from '../support/app.js';
import type { Browser } from '../support/browser.js';
import { asOwner } from '../security/weaknesses/everybody.js';
import { openTicket, operationsOf, type Operation } from '../security/operations.js';

let guichet: TestApp;
let people: Browser[];
let reads: Operation[];

beforeAll(async () => {
  guichet = await startTestApp({ environment: { RATE_LIMIT_PER_MINUTE: '100000' } });
  people = await Promise.all(['agent.ulco', 'spoc.ulco', 'engineer.fun', 'manager.fun'].map((who) => guichet.as(who)));
  reads = (await operationsOf(await guichet.app.getUrl())).filter(
    ({ method, template }) => method === 'GET' && template !== '/live',
  );
});
afterAll(() => guichet.close());

/** One ticket through its life, and everything read that can be read with it: what was answered, by operation. */
async function day(): Promise<Record<string, number[]>> {
  const [agent, spoc, engineer] = people as [Browser, Browser, Browser];
  const reference = await openTicket(agent);
  const moves: number[] = [];
  const move = async (who: Browser, name: string, body: object) =>
    moves.push((await who.post(`/tickets/${reference}/${name}`, body)).status);
  await move(agent, 'take', {});
  await move(agent, 'messages', { body: 'Un mot', audience: 'requester' });
  await move(spoc, 'escalate', { function: 'support', summary: 'Un résumé' });
  await move(engineer, 'escalations/1/accept', {});
  await move(engineer, 'escalations/1/deliver', { code: 'fixed', textForRequester: 'Réparé' });
  await move(spoc, 'escalations/1/confirm', { resolve: true });
  const answers: Record<string, number[]> = { moves };
  for (const { name, pathFor, headers } of reads) {
    answers[name] = [];
    for (const who of people) {
      const answer = await who.raw(pathFor(reference), { headers });
      await answer.arrayBuffer();
      answers[name].push(answer.status);
    }
  }
  return answers;
}

it('goes on while a newer version adds to every table under it, with what it had prepared', async () => {
  // twice, so that every statement is prepared and its plan is kept
  await day();
  const before = await day();
  expect(before['moves']).toEqual([200, 201, 200, 200, 200, 200]);
  expect(Object.entries(before).filter(([, statuses]) => statuses.some((status) => status >= 500))).toEqual([]);
  expect(
    Object.values(before)
      .flat()
      .filter((status) => status === 200).length,
  ).toBeGreaterThan(200);

  await asOwner(guichet, async (admin) => {
    const { rows } = await admin.query<{ name: string }>(
      `select c.relname as name from pg_class c
        where c.relkind = 'r' and c.relnamespace = 'public'::regnamespace and c.relname <> 'schema_migration'`,
    );
    for (const { name } of rows) await admin.query(`alter table ${name} add column a_novelty text`);
  });
  expect(await day()).toEqual(before);
});
