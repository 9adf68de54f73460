import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startTestApp, type TestApp } from '../support/app.js';
import type { Browser } from '../support/browser.js';
import { minorRelease } from '../support/minor-release.js';

// What stands against a change in its window, who lets it pass, and when it could be made instead.

let guichet: TestApp;
let admin: pg.Client;
let author: Browser, peer: Browser, spoc: Browser, stranger: Browser, requester: Browser;
/** FUN Campus is supported by ULORRAINE too: what it does there is hidden from FUN, and the other way round. */
let elsewhere: Browser, elsewherePeer: Browser;
let implementer: string, otherImplementer: string;

// a Tuesday, 10:00 in Paris
const NOW = Date.parse('2026-03-10T09:00:00Z');
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const at = (offset: number) => new Date(NOW + offset).toISOString();

beforeAll(async () => {
  guichet = await startTestApp({ now: new Date(NOW).toISOString() });
  admin = new pg.Client({ connectionString: guichet.urls.admin });
  await admin.connect();
  await admin.query(
    `insert into responsibility (id, service_id, "function", position, institution_id)
     select gen_random_uuid(), s.id, 'hosting', 90, i.id from service s, institution i
      where s.code = 'FUNCAMPUS' and i.code = 'ULORRAINE'`,
  );
  await admin.query(`update service set users = 1200 where code = 'FUNCAMPUS'`);
  const names = ['engineer.fun', 'change-manager.fun', 'spoc.ulco', 'spoc.uphf', 'requester.ulco'];
  [author, peer, spoc, stranger, requester] = (await Promise.all(names.map((one) => guichet.as(one)))) as [
    Browser,
    Browser,
    Browser,
    Browser,
    Browser,
  ];
  elsewhere = await guichet.as('engineer.ulorraine');
  elsewherePeer = await guichet.as('change-manager.ulorraine');
  implementer = (await author.get('/me')).body.id;
  otherImplementer = (await elsewhere.get('/me')).body.id;
});
afterAll(async () => {
  await admin.end();
  await guichet.close();
});

const window = (day: number, hours = 2) => ({ from: at(day * DAY), to: at(day * DAY + hours * HOUR) });

async function drafted(more: object = {}, who = author, implementers = [implementer]): Promise<string> {
  const { status, body } = await who.post('/changes', { ...minorRelease, window: window(3), implementers, ...more });
  expect({ status, body }).toMatchObject({ status: 201 });
  return body.reference as string;
}
const told = ({ status, body }: { status: number; body: { code?: string } }) => [status, body.code];
const kindsOf = (body: { conflicts: { kind: string; severity: string }[] }) =>
  body.conflicts.map(({ kind, severity }) => [kind, severity]);
const conflictsOf = async (reference: string, who = author) => (await who.get(`/changes/${reference}/conflicts`)).body;
const plain = ({ status, body }: { status: number; body: Record<string, unknown> }) => {
  const { requestId, instance, ...rest } = body;
  expect([typeof requestId, typeof instance]).toEqual(['string', 'string']);
  return { status, rest };
};

describe('a change blocked by a freeze', () => {
  let reference: string;
  let freeze: string;

  it('is told so when it is saved, and not scheduled', async () => {
    const freezes = await peer.post('/freezes', {
      scope: 'service',
      service: 'FUNCAMPUS',
      title: 'Rentrée',
      reason: 'La rentrée',
      from: '2026-04-06',
      to: '2026-04-10',
    });
    freeze = freezes.body.id as string;
    reference = await drafted({ window: window(28) });
    const found = await conflictsOf(reference);
    expect(found.conflicts).toEqual([
      expect.objectContaining({
        kind: 'freeze',
        severity: 'blocks',
        freeze: { id: freeze, title: 'Rentrée', scope: 'service', of: 'FUNCAMPUS' },
        exempted: null,
      }),
    ]);
    const told = (await author.get(`/changes/${reference}/timeline`)).body.items as { type: string; data: object }[];
    expect(told.at(-1)).toMatchObject({
      type: 'change.conflicts_found',
      data: { conflicts: [{ kind: 'freeze', severity: 'blocks' }] },
    });
    const refused = await peer.post(`/changes/${reference}/schedule`);
    expect(refused).toMatchObject({ status: 409, body: { code: 'conflict', errors: [{ code: 'freeze' }] } });
    expect(refused.body.errors[0].message).toContain('A freeze of FUNCAMPUS');
    expect((await author.get(`/changes/${reference}`)).body.state).toBe('draft');
  });

  it('unless it is tried elsewhere than in production', async () => {
    const elsewhereOnly = await drafted({ window: window(28), environments: ['preproduction'] });
    expect(kindsOf(await conflictsOf(elsewhereOnly))).not.toContainEqual(['freeze', 'blocks']);
    const { headers } = await author.get(`/changes/${elsewhereOnly}`);
    const tag = { 'if-match': headers.get('etag') ?? '' };
    expect(
      (await author.send('PATCH', `/changes/${elsewhereOnly}`, { environments: ['production'] }, tag)).status,
    ).toBe(200);
    expect(kindsOf(await conflictsOf(elsewhereOnly))).toContainEqual(['freeze', 'blocks']);
    expect((await author.post(`/changes/${elsewhereOnly}/withdraw`, { reason: 'Un essai.' })).status).toBe(200);
  });

  it('passes once whoever declared the freeze says so, by name and reason', async () => {
    const said = { change: reference, reason: 'Une correction attendue par tous.' };
    const path = `/freezes/${freeze}/exemptions`;
    expect(told(await spoc.post(path, said))).toEqual([403, 'forbidden']);
    // who does not even see it
    expect((await requester.post(path, said)).status).toBe(404);
    const made = await peer.post(path, said);
    expect(made).toMatchObject({ status: 201, body: { change: reference, reason: said.reason } });
    expect(told(await peer.post(path, said))).toEqual([409, 'exempted']);
    const found = await conflictsOf(reference);
    expect(found.conflicts).toMatchObject([
      { severity: 'lifted', exempted: { by: made.body.by, reason: said.reason } },
    ]);
    expect((await peer.post(`/changes/${reference}/schedule`)).body.state).toBe('scheduled');
    const { earlier } = await conflictsOf(reference);
    expect(earlier).toMatchObject([
      { occasion: 'schedule', by: made.body.by, conflicts: [{ kind: 'freeze', severity: 'lifted' }] },
      { occasion: 'save', conflicts: [{ kind: 'freeze', severity: 'blocks' }] },
    ]);
    expect((await peer.get(path)).body.items).toHaveLength(1);
    // which changes pass is not for everybody who sees the freeze
    expect((await spoc.get(path)).status).toBe(403);
  });

  it('tells nobody whether there is such a change', async () => {
    const own = await spoc.post('/freezes', {
      scope: 'institution',
      title: 'Examens',
      reason: 'Les examens',
      from: '2026-06-01',
      to: '2026-06-05',
    });
    const path = `/freezes/${own.body.id as string}/exemptions`;
    const draft = await drafted({ window: window(84) });
    const [there, absent] = [
      await spoc.post(path, { change: draft, reason: 'x' }),
      await spoc.post(path, { change: 'CHG-FUN-2026-77777', reason: 'x' }),
    ];
    expect([there.status, absent.status]).toEqual([201, 201]);
    expect(Object.keys(there.body)).toEqual(Object.keys(absent.body));
    expect(told(await spoc.post(path, { change: 'CHG-NOBODY-2026-00001', reason: 'x' }))).toEqual([
      422,
      'unknown_institution',
    ]);
    expect((await conflictsOf(draft)).conflicts).toMatchObject([{ severity: 'lifted', freeze: { of: 'ULCO' } }]);
    // an absent freeze and another's are the one 404
    const nobody = '/freezes/00000000-0000-7000-8000-000000000000/exemptions';
    const foreign = await stranger.post(path, { change: draft, reason: 'x' });
    expect(plain(foreign)).toEqual(plain(await stranger.post(nobody, { change: draft, reason: 'x' })));
  });
});

describe('two changes on one service', () => {
  let first: string, second: string;

  it('block each other, and tell no more than that they are there', async () => {
    const theirs = { ...minorRelease, title: 'Secret de Lorraine', why: 'Rien que nous.' };
    first = await drafted({ ...theirs, window: window(14) }, elsewhere, [otherImplementer]);
    expect((await elsewherePeer.post(`/changes/${first}/schedule`)).body.state).toBe('scheduled');
    second = await drafted({ window: window(14, 1) });
    // a neighbour’s change is behind the wall, and stands in the way all the same
    expect((await author.get(`/changes/${first}`)).status).toBe(404);
    const found = await conflictsOf(second);
    expect(found.conflicts).toMatchObject([
      {
        kind: 'same_service',
        severity: 'blocks',
        change: { reference: first, title: null, institution: { code: 'ULORRAINE' }, services: ['FUNCAMPUS'] },
      },
    ]);
    expect(JSON.stringify(found)).not.toContain('Secret');
    expect(told(await peer.post(`/changes/${second}/schedule`))).toEqual([409, 'conflict']);
  });

  it('pass once both owners have acknowledged it', async () => {
    const said = { with: first, reason: 'Nous ne touchons pas aux mêmes machines.' };
    expect(
      told(await author.post(`/changes/${second}/acknowledgements`, { ...said, with: 'CHG-FUN-2026-77777' })),
    ).toEqual([422, 'no_overlap']);
    const once = await author.post(`/changes/${second}/acknowledgements`, said);
    expect(once).toMatchObject({ status: 200, body: { conflicts: [{ severity: 'blocks' }] } });
    expect(told(await peer.post(`/changes/${second}/schedule`))).toEqual([409, 'conflict']);
    // the other owner, whose change is scheduled already, is asked by what is not even decided
    const asked = await conflictsOf(first, elsewhere);
    expect(asked).toMatchObject({ conflicts: [], asked: [{ change: second, reason: said.reason }] });
    const answer = { with: second, reason: 'D’accord.' };
    expect((await elsewhere.post(`/changes/${first}/acknowledgements`, answer)).status).toBe(200);
    const found = await conflictsOf(second);
    expect(found.conflicts).toMatchObject([
      { severity: 'lifted', acknowledgements: [{ change: second }, { change: first, reason: 'D’accord.' }] },
    ]);
    expect((await peer.post(`/changes/${second}/schedule`)).body.state).toBe('scheduled');
  });

  it('are asked for again once the overlap grows', async () => {
    const { version } = (await author.get(`/changes/${second}`)).body;
    const longer = { window: window(14, 2) };
    await author.send('PATCH', `/changes/${second}`, longer, { 'if-match': `"${String(version)}"` });
    expect(kindsOf(await conflictsOf(second))).toEqual([['same_service', 'blocks']]);
  });

  it('are nobody else’s: foreign is as absent, a role is missing after that', async () => {
    const absent = '/changes/CHG-ULORRAINE-2026-77777';
    for (const path of ['conflicts', 'windows?minutes=60'])
      expect(plain(await author.get(`/changes/${first}/${path}`))).toEqual(
        plain(await author.get(`${absent}/${path}`)),
      );
    const said = { with: second, reason: 'x' };
    expect(plain(await author.post(`/changes/${first}/acknowledgements`, said))).toEqual(
      plain(await author.post(`${absent}/acknowledgements`, said)),
    );
    // an affected institution sees the change, and not what is inside
    expect((await spoc.get(`/changes/${first}`)).status).toBe(200);
    for (const who of [spoc, requester]) expect((await who.get(`/changes/${first}/conflicts`)).status).toBe(403);
  });
});

describe('what warns', () => {
  it('is overridden by a change manager, with the reason, which those who decide see', async () => {
    // outside of the agreed maintenance
    const reference = await drafted({ kind: 'normal', interruptionMinutes: 30, window: window(41) });
    const [found] = (await conflictsOf(reference)).conflicts;
    expect(found).toMatchObject({ kind: 'outside_maintenance', severity: 'warns', freeze: null, change: null });
    const path = `/changes/${reference}/conflicts/overrides`;
    const said = { conflict: found.key as string, reason: 'Il n’y a personne ce jour-là.' };
    expect((await author.post(path, said)).status).toBe(403);
    expect(told(await peer.post(path, { ...said, conflict: '0'.repeat(24) }))).toEqual([422, 'unknown_conflict']);
    const { body } = await peer.post(path, said);
    expect(body.conflicts).toMatchObject([{ severity: 'warns', overridden: { reason: said.reason } }]);
    expect(told(await peer.post(path, said))).toEqual([409, 'overridden']);
    expect(body.leaves).toMatchObject([{ service: { code: 'FUNCAMPUS' }, month: '2026-04' }]);
  });

  it('does not override what blocks', async () => {
    const reference = await drafted({ window: window(14, 1) });
    const [found] = (await conflictsOf(reference)).conflicts;
    expect(found.severity).toBe('blocks');
    const said = { conflict: found.key as string, reason: 'Tant pis.' };
    expect(told(await peer.post(`/changes/${reference}/conflicts/overrides`, said))).toEqual([409, 'not_overridden']);
  });
});

describe('the calendar', () => {
  it('shows changes to whomever they concern, tentative until they are scheduled, cancelled when they are withdrawn', async () => {
    const reference = await drafted({ title: 'Au calendrier', window: window(70), interruptionMinutes: 0 });
    const shown = async (who: Browser) =>
      (
        (await who.get('/calendar?from=2026-05-01&to=2026-05-31')).body.items as {
          reference: string;
          status: string;
          kind: string;
          interruptionMinutes: number | null;
        }[]
      ).filter((one) => one.reference === reference);
    expect(await shown(author)).toEqual([]);
    await peer.post(`/changes/${reference}/schedule`);
    for (const who of [author, spoc, requester])
      expect(await shown(who)).toMatchObject([{ kind: 'change', status: 'confirmed', interruptionMinutes: 0 }]);
    const { body: feed } = await spoc.post('/calendar/feeds', {});
    const path = new URL(feed.url as string).pathname;
    const fetched = async () => (await (await fetch(new URL(path, guichet.anybody.url))).text()).replace(/\r\n /g, '');
    const sequence = async () => {
      const event = (await fetched()).split('BEGIN:VEVENT').find((one) => one.includes('Au calendrier')) ?? '';
      return [Number(/SEQUENCE:(\d+)/.exec(event)?.[1]), /STATUS:(\w+)/.exec(event)?.[1], /UID:(.*)/.exec(event)?.[1]];
    };
    const before = await sequence();
    expect(await fetched()).toContain('Sans interruption.');
    await author.post(`/changes/${reference}/withdraw`, { reason: 'Plus tard.' });
    expect(await shown(spoc)).toMatchObject([{ status: 'cancelled' }]);
    const after = await sequence();
    expect(after[0]).toBeGreaterThan(Number(before[0]));
    expect([before[1], after[1]]).toEqual(['CONFIRMED', 'CANCELLED']);
    expect(after[2]).toBe(before[2]);
  });
});
