import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { recomputedDifferences } from '../support/recompute.js';
import { startTestApp, type TestApp } from '../support/app.js';
import type { Browser } from '../support/browser.js';

/** A small seeded generator (mulberry32): the same walk every time, and a seed to name when it fails. */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const SEED = 20260310;
const STEPS = 260;
const random = generator(SEED);
const one = <T>(of: readonly T[]): T => of[Math.floor(random() * of.length)]!;

let guichet: TestApp;
const browsers = new Map<string, Browser>();

beforeAll(async () => {
  guichet = await startTestApp({ now: '2026-03-10T09:00:00Z', environment: { SESSION_HOURS: '720' } });
});
afterAll(() => guichet.close());

async function as(account: string): Promise<Browser> {
  const known = browsers.get(account);
  if (known && (await known.get('/me')).status === 200) return known;
  const browser = await guichet.as(account);
  browsers.set(account, browser);
  return browser;
}

const levels = ['high', 'medium', 'low'] as const;
const followUpAt = () =>
  new Date(guichet.clock.now().getTime() + (1 + Math.floor(random() * 72)) * 3_600_000).toISOString();
const bodies: Record<string, () => object> = {
  assign: () => ({ assignee: null }),
  qualify: () => ({ impact: one(levels), urgency: one(levels), ...(random() < 0.3 ? { newFacts: true } : {}) }),
  wait: () => ({
    cause: one(['requester', 'third_party', 'change', 'scheduled', 'approval']),
    followUpAt: followUpAt(),
    message: 'Une question.',
  }),
  escalate: () => ({ function: one(['support', 'hosting']), summary: 'Résumé.' }),
  resolve: () => ({ code: 'fixed', text: 'Réglé.' }),
  reopen: () => ({ reason: 'Pas réglé.' }),
  cancel: () => ({ reason: 'Sans objet.' }),
  ask: () => ({ body: 'Une question ?' }),
  answer: () => ({ body: 'Une réponse.' }),
  plan: () => ({ cause: one(['planned', 'third_party']), followUpAt: followUpAt() }),
  forward: () => ({ reason: 'Pas chez nous.', function: one(['support', 'hosting']) }),
  return: () => ({ code: one(['out_of_scope', 'needs_information']), reason: 'Il manque.' }),
  deliver: () => ({ code: 'fixed', textForRequester: 'Fait.' }),
  confirm: () => ({}),
  refuse: () => ({ reason: 'Non.' }),
  dispute: () => ({ impact: one(levels), urgency: one(levels), reason: 'Trop.' }),
  merge: () => ({ into: one(references) }),
};
const references: string[] = [];

// not into itself, into what has ended, into another service's or institution's
const refusals: Record<string, number[]> = { escalate: [403, 422], forward: [422], merge: [409, 422] };

// long silences are rarer than quick replies
const pauses = [0, 0, 1, 400, 20_000, 60_000, 600_000, 3_600_000, 5 * 3_600_000, 26 * 3_600_000, 4 * 86_400_000];

it(`holds for ${String(STEPS)} random moves (seed ${String(SEED)})`, async () => {
  const made = new Map<string, number>();
  for (let step = 0; step < STEPS; step += 1) {
    guichet.clock.advance(one(pauses));
    if (random() < 0.4) await guichet.sweep();
    if (references.length < 12 && (references.length < 2 || random() < 0.1)) {
      const opener = await as(one(['requester.ulco', 'agent.ulco', 'spoc.unc', 'agent.ulorraine']));
      const { body } = await opener.post('/tickets', {
        kind: one(['incident', 'request']),
        service: one(['OAE', 'FUNCAMPUS', 'POD']),
        title: 'Une demande',
        description: 'Une description.',
        impact: one(levels),
        urgency: one(levels),
        channel: one(['web', 'phone']),
      });
      references.push(body.reference);
      continue;
    }
    const reference = one(references);
    const owner = reference.split('-')[0]!.toLowerCase();
    const account = one([
      `spoc.${owner}`,
      `spoc.${owner}`,
      `agent.${owner}`,
      `requester.${owner}`,
      'engineer.fun',
      'engineer.ulco',
      'engineer.ulorraine',
      'engineer.unistra',
    ]);
    const browser = await as(account);
    const { status, body } = await browser.get(`/tickets/${reference}/moves`);
    if (status === 404) continue;
    const moves = (body.items as { move: string; n: number | null }[]).filter(
      ({ move }) => !['cancel', 'merge'].includes(move) || random() < 0.1,
    );
    if (moves.length === 0) continue;
    const { move, n } = one(moves);
    const path =
      n === null ? `/tickets/${reference}/${move}` : `/tickets/${reference}/escalations/${String(n)}/${move}`;
    const answer = await browser.post(path, bodies[move]?.() ?? {});
    if (answer.status === 200) made.set(move, (made.get(move) ?? 0) + 1);
    // what was offered is possible, but for who holds a function, and for an agent whose draft has not lain long enough
    else {
      const { body: later } = await browser.get(`/tickets/${reference}/moves`);
      const isStill = (later.items as typeof moves | undefined)?.some((one) => one.move === move && one.n === n);
      // unless time has moved it meanwhile: the program sweeps by itself too
      if (isStill)
        expect({ move, status: answer.status }).toEqual({
          move,
          status: refusals[move]?.find((one) => one === answer.status),
        });
    }
  }
  await guichet.sweep();
  const { compared, differences } = await recomputedDifferences(guichet);
  expect(differences).toEqual([]);
  expect(compared).toBeGreaterThan(20);
  expect([...made.keys()].length).toBeGreaterThanOrEqual(12);
}, 120_000);
