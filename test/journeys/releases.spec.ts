import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startTestApp, type TestApp } from '../support/app.js';
import type { Browser } from '../support/browser.js';

// A release says which changes go out together, and whom it touches what is new in the service.

let guichet: TestApp;
let author: Browser, peer: Browser, spoc: Browser, requester: Browser, other: Browser, stranger: Browser;
let implementer: string;

// a Tuesday, 10:00 in Paris
const NOW = Date.parse('2026-03-10T09:00:00Z');
const DAY = 86_400_000;
const at = (offset: number) => new Date(NOW + offset).toISOString();

beforeAll(async () => {
  guichet = await startTestApp({ now: new Date(NOW).toISOString() });
  const names = [
    'engineer.fun',
    'change-manager.fun',
    'spoc.ulco',
    'requester.ulco',
    'spoc.uphf',
    'engineer.ulorraine',
  ];
  [author, peer, spoc, requester, other, stranger] = (await Promise.all(names.map((one) => guichet.as(one)))) as [
    Browser,
    Browser,
    Browser,
    Browser,
    Browser,
    Browser,
  ];
  implementer = (await author.get('/me')).body.id;
});
afterAll(() => guichet.close());

const said = {
  kind: 'standard',
  services: ['FUNCAMPUS'],
  title: 'Mise à jour 4.2.1',
  why: 'Des corrections.',
  plan: 'Basculer.',
  tests: 'Ouvrir un cours.',
  backoutPlan: 'Revenir.',
  backoutMinutes: 10,
  wasTried: true,
  interruptionMinutes: 0,
  answers: {
    reach: 'few',
    tried: 'yes',
    backout: 'short',
    data: 'none',
    experience: 'us',
    when: 'quiet',
    parts: 'none',
  },
};

/** Each begins after the other, so that none lies over another. */
let windows = 0;
async function drafted(more: object = {}): Promise<string> {
  windows += 1;
  const from = 3 * DAY + windows * 3_600_000;
  const window = { from: at(from), to: at(from + 1_800_000) };
  const { status, body } = await author.post('/changes', { ...said, window, implementers: [implementer], ...more });
  expect({ status, body }).toMatchObject({ status: 201 });
  return body.reference as string;
}

let number = 0;
async function released(changes: string[], more: object = {}) {
  number += 1;
  const { status, body } = await author.post('/releases', {
    service: 'FUNCAMPUS',
    version: `4.2.${String(number)}`,
    kind: 'minor',
    notes: { fr: 'Les devoirs se rendent plus vite.', en: 'Handing in is faster.' },
    knownIssues: { fr: 'Le thème sombre clignote.' },
    changes,
    ...more,
  });
  expect({ status, body }).toMatchObject({ status: 201 });
  return body;
}
const patch = (who: Browser, release: { reference: string; revision: number }, body: object) =>
  who.send('PATCH', `/releases/${release.reference}`, body, { 'if-match': `"${String(release.revision)}"` });

describe('a release', () => {
  it('is its makers’ until it is published, then of whomever its changes concern, requesters too', async () => {
    const change = await drafted();
    const release = await released([change]);
    expect(release).toMatchObject({
      reference: 'REL-FUN-2026-00001',
      state: 'draft',
      changes: [{ reference: change }],
    });
    const path = `/releases/${release.reference as string}`;
    expect((await author.get(`/changes/${change}`)).body.release).toEqual({
      reference: release.reference,
      version: release.version,
      kind: 'minor',
    });
    // its change is not announced yet: nobody could know what it is about
    expect((await author.post(`${path}/publish`)).body.code).toBe('not_announced');
    expect((await peer.post(`/changes/${change}/schedule`)).body.state).toBe('scheduled');
    for (const who of [spoc, requester, other]) expect((await who.get(path)).status).toBe(404);
    expect((await spoc.get(`/changes/${change}`)).body.release).toBeNull();

    expect((await author.post(`${path}/publish`)).body).toMatchObject({
      state: 'published',
      publishedAt: expect.any(String),
    });
    for (const who of [spoc, requester, other]) {
      expect((await who.get(path)).body).toMatchObject({
        version: release.version,
        notes: { fr: 'Les devoirs se rendent plus vite.', en: 'Handing in is faster.' },
        knownIssues: { fr: 'Le thème sombre clignote.', en: null },
        changes: [{ reference: change, title: said.title }],
      });
      expect((await who.get('/releases?service=FUNCAMPUS')).body.items).toHaveLength(1);
    }
    expect((await requester.get(`/changes/${change}`)).body.release.reference).toBe(release.reference);
    expect((await stranger.get(path)).status).toBe(404);
    expect((await stranger.get('/releases')).body.items).toEqual([]);
    const heard = (await spoc.get(`/changes/${change}/timeline`)).body.items.map(({ type }: { type: string }) => type);
    expect(heard).toContain('change.release_published');
    expect(heard).not.toContain('change.bundled');
  });

  it('never changes once it is published; its notes are corrected, and the former ones kept', async () => {
    const change = await drafted();
    await peer.post(`/changes/${change}/schedule`);
    const draft = await released([change]);
    const { body: release } = await author.post(`/releases/${draft.reference as string}/publish`);
    for (const body of [{ kind: 'major' }, { version: '5' }, { changes: [] }])
      expect((await patch(author, release, body)).body.code).toBe('published');
    const notes = { fr: 'Les devoirs se rendent deux fois plus vite.', en: 'Handing in is twice as fast.' };
    expect((await patch(author, draft, { notes })).status).toBe(412);
    const { body: corrected } = await patch(author, release, { notes });
    expect(corrected).toMatchObject({
      notes,
      knownIssues: { fr: 'Le thème sombre clignote.' },
      revision: (release.revision as number) + 1,
    });
    expect((await requester.get(`/releases/${draft.reference as string}`)).body.versions).toMatchObject([
      { number: 2, notes },
      { number: 1, notes: draft.notes },
    ]);
    expect((await author.post(`/releases/${draft.reference as string}/publish`)).body.code).toBe('published');
  });
});

describe('what a release is makes of its changes', () => {
  it('major ones, and what was decided holds no longer; taken out, they are what they say of themselves', async () => {
    const change = await drafted();
    await peer.post(`/changes/${change}/schedule`);
    const release = await released([change], { kind: 'major' });
    expect((await author.get(`/changes/${change}`)).body).toMatchObject({
      class: 'major',
      state: 'submitted',
      classReasons: [{ code: 'major_version' }],
    });
    await patch(author, release, { changes: [] });
    expect((await author.get(`/changes/${change}`)).body).toMatchObject({ class: 'standard', release: null });
  });

  it('a minor one lets a change be standard whose model is not approved', async () => {
    const model = await author.post('/change-models', {
      service: 'FUNCAMPUS',
      title: { fr: 'Un modèle', en: 'A model' },
      description: 'Une description',
      steps: ['Faire'],
      tests: 'Regarder',
      backout: 'Défaire',
      backOutMinutes: 10,
      interruptionMinutes: 0,
      needsMaintenanceWindow: false,
    });
    const change = await drafted({ model: model.body.id });
    expect((await author.get(`/changes/${change}`)).body).toMatchObject({
      class: 'normal',
      classReasons: [{ code: 'no_approved_model' }],
    });
    const release = await released([change]);
    expect((await author.get(`/changes/${change}`)).body.class).toBe('standard');
    await patch(author, release, { kind: 'major' });
    expect((await author.get(`/changes/${change}`)).body.class).toBe('major');
  });
});

describe('refused', () => {
  const release = { service: 'FUNCAMPUS', version: '9.9', kind: 'minor', notes: { fr: 'x', en: 'x' }, changes: [] };
  it.each<[string, object, number]>([
    ['a change of nobody', { changes: ['CHG-FUN-2026-99999'] }, 422],
    ['a service of nobody', { service: 'RIEN' }, 422],
    ['notes in one language', { notes: { fr: 'x' } }, 400],
    ['a kind that there is not', { kind: 'medium' }, 400],
    ['a version of two lines', { version: '1\n2' }, 400],
    [
      'more changes than a release has',
      { changes: Array.from({ length: 101 }, (_, n) => `CHG-FUN-2026-1${String(n)}`) },
      400,
    ],
  ])('%s', async (_, more, status) => {
    expect((await author.post('/releases', { ...release, ...more })).status).toBe(status);
  });

  it('a second release of a version, a change in two, one that has begun, and a publication without changes', async () => {
    const first = await released([], { version: '7.0' });
    expect((await author.post('/releases', { ...release, version: '7.0' })).body.code).toBe('known_version');
    expect((await author.post(`/releases/${first.reference as string}/publish`)).body.code).toBe('no_changes');
    const change = await drafted();
    await released([change]);
    expect((await author.post('/releases', { ...release, changes: [change] })).body.code).toBe('in_another_release');
    const begun = await drafted({ kind: 'emergency', emergencyReason: 'Panne.' });
    for (const who of [author, peer]) await who.post(`/changes/${begun}/decide`, { decision: 'approve' });
    expect((await author.post(`/changes/${begun}/start`)).body.state).toBe('in_progress');
    expect((await author.post('/releases', { ...release, changes: [begun] })).body.code).toBe('begun');
  });

  it('to who holds no function of the service, and to who is no engineer', async () => {
    expect((await stranger.post('/releases', release)).status).toBe(403);
    expect((await spoc.post('/releases', release)).status).toBe(403);
  });
});

describe('who is affected is corrected by hand', () => {
  const correct = (who: Browser, change: string, institution: string, isAffected: boolean) =>
    who.post(`/changes/${change}/affected`, { institution, isAffected, reason: 'Ils l’utilisent par un autre.' });
  const affected = async (change: string) =>
    (await author.get(`/changes/${change}`)).body.parties
      .filter(({ as, removedAt }: { as: string; removedAt: unknown }) => as === 'affected' && removedAt === null)
      .map(({ institution }: { institution: { code: string } }) => institution.code);

  it('who is taken out sees it no more, and it is classed and decided anew', async () => {
    const change = await drafted();
    await peer.post(`/changes/${change}/schedule`);
    expect((await other.get(`/changes/${change}`)).status).toBe(200);
    expect((await correct(spoc, change, 'UPHF', false)).status).toBe(403);
    const { status, body } = await correct(author, change, 'UPHF', false);
    expect({ status, body }).toMatchObject({ status: 200, body: { state: 'submitted' } });
    expect((await other.get(`/changes/${change}`)).status).toBe(404);
    expect(await affected(change)).not.toContain('UPHF');
    const [out] = (await author.get(`/changes/${change}`)).body.parties.filter(
      ({ removedAt }: { removedAt: unknown }) => removedAt !== null,
    );
    expect(out).toMatchObject({ institution: { code: 'UPHF' }, reason: 'Ils l’utilisent par un autre.' });
    expect((await spoc.get(`/changes/${change}`)).body.parties).toMatchObject([{ reason: null }]);
    expect((await correct(author, change, 'UPHF', false)).body.code).toBe('affected_already');
    // an edit does not undo it
    const { version } = (await author.get(`/changes/${change}`)).body;
    await author.send('PATCH', `/changes/${change}`, { title: 'Autrement' }, { 'if-match': `"${String(version)}"` });
    expect(await affected(change)).not.toContain('UPHF');
    expect((await correct(author, change, 'UPHF', true)).status).toBe(200);
    expect((await other.get(`/changes/${change}`)).status).toBe(200);
  });

  it('who is added sees it, may object, and makes an own tenant’s change another', async () => {
    const change = await drafted({
      kind: 'own_tenant',
      tenant: 'ULCO',
      window: { from: at(14 * DAY), to: at(14 * DAY + 1_800_000) },
    });
    expect(await affected(change)).toEqual(['ULCO']);
    await author.post(`/changes/${change}/submit`);
    expect((await other.get(`/changes/${change}`)).status).toBe(404);
    const { body } = await correct(author, change, 'UPHF', true);
    expect(body).toMatchObject({ class: 'normal', state: 'submitted' });
    expect(body.classReasons[0]).toMatchObject({ code: 'touches_other_institutions', found: 1 });
    expect((await other.get(`/changes/${change}`)).status).toBe(200);
    expect((await correct(author, change, 'ULCO', false)).body.code).toBe('own_tenant');
    const told = (await other.get(`/changes/${change}/timeline`)).body.items.map(({ type }: { type: string }) => type);
    expect(told).not.toContain('change.party_corrected');
    await peer.post(`/changes/${change}/decide`, { decision: 'approve' });
    expect((await other.post(`/changes/${change}/object`, { reason: 'Non.' })).status).toBe(200);
    expect((await correct(author, change, 'UPHF', false)).body.code).toBe('objects');
  });

  it('not once it has begun', async () => {
    const change = await drafted({ kind: 'emergency', emergencyReason: 'Panne.' });
    for (const who of [author, peer]) await who.post(`/changes/${change}/decide`, { decision: 'approve' });
    await author.post(`/changes/${change}/start`);
    expect((await correct(author, change, 'UPHF', false)).body.code).toBe('begun');
  });

  it('what a party writes about it, those who make it read, and no other party', async () => {
    const change = await drafted();
    await peer.post(`/changes/${change}/schedule`);
    await spoc.post(`/changes/${change}/messages`, { body: 'Pas ce jour-là.', audience: 'shared' });
    await author.post(`/changes/${change}/messages`, { body: 'Entendu.', audience: 'shared' });
    const bodies = async (who: Browser) =>
      (await who.get(`/changes/${change}/messages`)).body.items.map(({ body }: { body: string }) => body);
    expect(await bodies(author)).toEqual(['Pas ce jour-là.', 'Entendu.']);
    expect(await bodies(spoc)).toEqual(['Pas ce jour-là.', 'Entendu.']);
    expect(await bodies(other)).toEqual(['Entendu.']);
  });

  it('and nobody moves a change to a service of which their institution holds no function', async () => {
    const change = await drafted();
    const { version } = (await author.get(`/changes/${change}`)).body;
    const moved = await author.send(
      'PATCH',
      `/changes/${change}`,
      { services: ['POD'] },
      { 'if-match': `"${String(version)}"` },
    );
    expect(moved.status).toBe(403);
  });
});
