import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startTestApp, type TestApp } from '../support/app.js';
import type { Browser } from '../support/browser.js';
import type { Received } from '../support/mailbox.js';

// What happens to a change is told to those whom it concerns, in their language and local time, and to those who make it.

let guichet: TestApp;
let author: Browser, manager: Browser, spoc: Browser, other: Browser;
let implementer: string;
let named: { code: string; name: string }[];

const NOW = Date.parse('2026-03-10T09:00:00Z');
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const users =
  'ULORRAINE ULCO UPHF UJM AMU PARIS1 UNISTRA RENNES2 UROUEN UNICAEN UREUNION UANTILLES UGUYANE UNC UPF UHA UBO UTOULOUSE'.split(
    ' ',
  );

beforeAll(async () => {
  guichet = await startTestApp({ now: new Date(NOW).toISOString() });
  await signIn();
  implementer = (await author.get('/me')).body.id;
  named = (await author.get('/institutions?limit=100')).body.items;
});
afterAll(() => guichet.close());

async function signIn(): Promise<void> {
  const names = ['engineer.fun', 'change-manager.fun', 'spoc.ulco', 'spoc.uphf'];
  [author, manager, spoc, other] = (await Promise.all(names.map((one) => guichet.as(one)))) as [
    Browser,
    Browser,
    Browser,
    Browser,
  ];
}
async function moveOn(milliseconds: number): Promise<void> {
  guichet.clock.advance(milliseconds);
  await signIn();
}
const later = (offset: number) => new Date(guichet.clock.now().getTime() + offset).toISOString();
const windowIn = (offset: number) => ({ from: later(offset), to: later(offset + 2 * HOUR) });
const words = (text: string | undefined) => (text ?? '').replace(/\n> ?|\s+/g, ' ');

async function drafted(title: string, more: object = {}): Promise<string> {
  const { status, body } = await author.post('/changes', {
    kind: 'standard',
    services: ['FUNCAMPUS'],
    title,
    why: 'Les copies se rendront plus vite.',
    plan: 'Plan interne : basculer vers la nouvelle image.',
    tests: 'Ouvrir un cours.',
    backoutPlan: 'Revenir à l’image précédente.',
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
    window: windowIn(3 * DAY),
    implementers: [implementer],
    ...more,
  });
  expect({ status, body }).toMatchObject({ status: 201 });
  return body.reference as string;
}
const move = async (who: Browser, reference: string, what: string, body: object = {}) => {
  const answer = await who.post(`/changes/${reference}/${what}`, body);
  expect({ status: answer.status, body: answer.body }).toMatchObject({ status: 200 });
  return answer.body;
};
async function edit(reference: string, more: object): Promise<void> {
  const { version } = (await author.get(`/changes/${reference}`)).body;
  const { status, body } = await author.send('PATCH', `/changes/${reference}`, more, {
    'if-match': `"${String(version)}"`,
  });
  expect({ status, body }).toMatchObject({ status: 200 });
}
const about = (reference: string, to: string, subject: RegExp): Promise<Received> =>
  guichet.mailbox.expect(to, (mail) => mail.subject?.includes(`[${reference}]`) === true && subject.test(mail.subject));
const those = (reference: string) =>
  guichet.mailbox.received.filter(({ mail }) => mail.subject?.includes(`[${reference}]`) === true);
const toldOf = (reference: string, subject: RegExp) =>
  those(reference)
    .filter(({ mail }) => subject.test(mail.subject ?? ''))
    .flatMap(({ to }) => to.map((one) => one.replace('@guichet.example', '')))
    .sort();
const spocs = [...users, 'FUN'].flatMap((code) => [`spoc.${code.toLowerCase()}`, `spoc2.${code.toLowerCase()}`]).sort();
const english = ['spoc2.ulco', 'spoc2.fun', 'spoc2.amu'];
/** Waits until each of them has one, and nobody has two. */
async function allTold(reference: string, french: RegExp, inEnglish: RegExp): Promise<void> {
  for (const to of spocs) await about(reference, to, english.includes(to) ? inEnglish : french);
  const told = [...toldOf(reference, french), ...toldOf(reference, inEnglish)];
  expect(told.filter((to) => to.startsWith('spoc')).sort()).toEqual(spocs);
}
function calendar({ mail }: Received) {
  const [file] = mail.attachments;
  const text = typeof file?.content === 'string' ? file.content : new TextDecoder().decode(file?.content);
  const lines = text.replace(/\r?\n[ \t]/g, '').split(/\r?\n/);
  const value = (name: string) => lines.find((line) => new RegExp(`^${name}[:;]`).test(line))?.slice(name.length + 1);
  return {
    type: file?.mimeType,
    method: value('METHOD'),
    uid: value('UID'),
    sequence: Number(value('SEQUENCE')),
    status: value('STATUS'),
    start: lines.filter((line) => line.startsWith('DTSTART')).at(-1),
    organizer: value('ORGANIZER'),
  };
}

describe('a minor release', () => {
  let reference: string;

  it('is announced to the SPOCs of eighteen institutions, each in their local time and language', async () => {
    reference = await drafted('Mise à jour 4.2.1');
    await move(manager, reference, 'schedule');
    await allTold(reference, /Changement annoncé/, /Change announced/);
    const local: [string, string][] = [
      ['spoc.ulco', 'vendredi 13 mars 2026 à 10 h 00 (Europe/Paris)'],
      ['spoc2.ulco', 'Friday 13 March 2026 at 10:00 (Europe/Paris)'],
      ['spoc.ureunion', 'vendredi 13 mars 2026 à 13 h 00 (Indian/Reunion)'],
      ['spoc.uantilles', 'vendredi 13 mars 2026 à 5 h 00 (America/Martinique)'],
      ['spoc.uguyane', 'vendredi 13 mars 2026 à 6 h 00 (America/Cayenne)'],
      ['spoc.unc', 'vendredi 13 mars 2026 à 20 h 00 (Pacific/Noumea)'],
      ['spoc.upf', 'jeudi 12 mars 2026 à 23 h 00 (Pacific/Tahiti)'],
    ];
    for (const [to, instant] of local) {
      const { mail } = await about(reference, to, /./);
      expect(words(mail.text)).toContain(instant);
    }
    const { mail } = await about(reference, 'spoc.ulco', /annoncé/);
    // until it starts, for a standard change
    expect(words(mail.text)).toContain('opposez-vous, en disant pourquoi, avant le vendredi 13 mars 2026 à 10 h 00');
    expect(words(mail.text)).toContain('Merci d’en accuser réception');
    expect(words(mail.text)).toContain('Aucune interruption n’est prévue.');
    expect(words(mail.text)).toContain('Les copies se rendront plus vite.');
  });

  it('is told without its inside, and without a word of the others', async () => {
    for (const code of ['ULCO', 'UPF']) {
      const { mail } = await about(reference, `spoc.${code.toLowerCase()}`, /annoncé/);
      const whole = `${mail.subject ?? ''} ${words(mail.text)} ${mail.html ?? ''}`;
      expect(whole).not.toContain('Plan interne');
      expect(named.filter((one) => whole.includes(one.name)).map((one) => one.code)).toEqual(['FUN']);
    }
  });

  it('goes into calendars, in one thread', async () => {
    const one = await about(reference, 'spoc.unc', /annoncé/);
    expect(calendar(one)).toMatchObject({
      type: 'text/calendar',
      method: 'PUBLISH',
      status: 'CONFIRMED',
      start: 'DTSTART;TZID=Pacific/Noumea:20260313T200000',
      organizer: expect.stringContaining('mailto:'),
    });
    expect(one.mail.inReplyTo).toMatch(/^<change\.[0-9a-f-]{36}@/);
    expect(one.mail.references).toBe(one.mail.inReplyTo);
    expect(new Set(those(reference).map(({ mail }) => mail.inReplyTo)).size).toBe(1);
    expect(new Set(those(reference).map(({ mail }) => mail.messageId)).size).toBe(those(reference).length);
  });

  it('is acknowledged by a SPOC of an affected institution, which those who make it see', async () => {
    const path = `/changes/${reference}/acknowledge`;
    expect((await (await guichet.as('agent.ulco')).post(path)).status).toBe(403);
    expect((await author.post(path)).status).toBe(403);
    expect((await (await guichet.as('spoc.esup')).post(path)).status).toBe(404);
    for (let times = 0; times < 2; times += 1) await move(spoc, reference, 'acknowledge');
    const parties = async (who: Browser): Promise<[string, boolean][]> =>
      (await who.get(`/changes/${reference}`)).body.parties.map(
        ({ institution, acknowledgedAt }: { institution: { code: string }; acknowledgedAt: unknown }) => [
          institution.code,
          acknowledgedAt !== null,
        ],
      );
    expect((await parties(author)).filter(([, acknowledged]) => acknowledged)).toEqual([['ULCO', true]]);
    expect(await parties(spoc)).toEqual([['ULCO', true]]);
    expect(await parties(other)).toEqual([['UPHF', false]]);
    const said = (await author.get(`/changes/${reference}/timeline`)).body.items.map(
      ({ type }: { type: string }) => type,
    );
    expect(said.filter((type: string) => type === 'change.acknowledged')).toHaveLength(1);
  });

  it('moves under the same name in calendars, and is to be acknowledged anew', async () => {
    await moveOn(MINUTE);
    await edit(reference, { window: windowIn(4 * DAY - MINUTE) });
    await allTold(reference, /Changement déplacé/, /Change moved/);
    const [before, after] = [
      calendar(await about(reference, 'spoc.upf', /annoncé/)),
      calendar(await about(reference, 'spoc.upf', /déplacé/)),
    ];
    expect(after).toMatchObject({ uid: before.uid, start: 'DTSTART;TZID=Pacific/Tahiti:20260313T230000' });
    expect(after.sequence).toBeGreaterThan(before.sequence);
    const { mail } = await about(reference, 'spoc.upf', /déplacé/);
    expect(words(mail.text)).toContain('Prévu auparavant : jeudi 12 mars 2026 à 23 h 00');
    expect((await spoc.get(`/changes/${reference}`)).body.parties).toMatchObject([{ acknowledgedAt: null }]);
  });

  it('starts in silence, which is recorded of each institution for those who make it', async () => {
    await moveOn(4 * DAY - MINUTE);
    await move(author, reference, 'start');
    await allTold(reference, /Changement commencé/, /Change started/);
    const silent = async (who: Browser) =>
      (await who.get(`/changes/${reference}/timeline?limit=100`)).body.items
        .filter(({ type }: { type: string }) => type === 'change.no_objection')
        .map(({ data }: { data: { institution: string } }) => data.institution);
    expect((await silent(author)).sort()).toEqual([...users, 'FUN'].sort());
    expect(await silent(spoc)).toEqual([]);
  });

  it('is said to be late to those who make it: at the point of no return, and at its end', async () => {
    await moveOn(2 * HOUR - 10 * MINUTE - 1);
    expect(toldOf(reference, /non-retour/)).toEqual([]);
    await moveOn(1);
    for (const to of ['engineer.fun', 'change-manager.fun']) await about(reference, to, /Point de non-retour/);
    expect(toldOf(reference, /en retard/)).toEqual([]);
    await moveOn(10 * MINUTE);
    for (const to of ['engineer.fun', 'change-manager.fun']) await about(reference, to, /Changement en retard/);
  });

  it('is done, and each was told once', async () => {
    await move(author, reference, 'implement', { outcome: 'successful', interruptedMinutes: 5 });
    await allTold(reference, /Changement terminé/, /Change done/);
    const { mail } = await about(reference, 'spoc.ulco', /terminé/);
    expect(words(mail.text)).toContain('Interruption : 5 minutes.');
    expect(toldOf(reference, /en retard/)).toEqual(['change-manager.fun', 'engineer.fun']);
  });
});

describe('a change that is not made', () => {
  it('is taken out of calendars when it is withdrawn, with the reason', async () => {
    const reference = await drafted('Nouvel antivirus');
    await move(manager, reference, 'schedule');
    await about(reference, 'spoc.ulco', /annoncé/);
    await move(author, reference, 'withdraw', { reason: 'L’éditeur a retiré la version.' });
    await allTold(reference, /Changement abandonné/, /Change withdrawn/);
    const one = await about(reference, 'spoc.ulco', /abandonné/);
    expect(words(one.mail.text)).toContain('L’éditeur a retiré la version.');
    const [before, after] = [calendar(await about(reference, 'spoc.ulco', /annoncé/)), calendar(one)];
    expect(after).toMatchObject({ uid: before.uid, status: 'CANCELLED' });
    expect(after.sequence).toBeGreaterThan(before.sequence);
    // whoever asked nobody, and did it
    expect(toldOf(reference, /abandonné/)).not.toContain('engineer.fun');
  });

  it('is told as backed out, the reason to those who make it alone', async () => {
    const reference = await drafted('Nouveau mandataire', { window: windowIn(3 * DAY) });
    await move(manager, reference, 'schedule');
    await moveOn(3 * DAY);
    await move(author, reference, 'start');
    await move(author, reference, 'back-out', { reason: 'Secret : le certificat a expiré.', interruptedMinutes: 90 });
    await allTold(reference, /Changement annulé/, /Change backed out/);
    const told = await about(reference, 'change-manager.fun', /Changement annulé/);
    expect(words(told.mail.text)).toContain('Secret : le certificat a expiré.');
    for (const to of ['spoc.ulco', 'spoc.fun']) {
      const { mail } = await about(reference, to, /Changement annulé/);
      expect(words(mail.text)).toContain('Interruption : 1 heure et 30 minutes.');
      expect(words(mail.text)).not.toContain('Secret');
    }
  });
});

describe('those who decide', () => {
  it('are asked to read and told that what they said holds no longer', async () => {
    const reference = await drafted('Changer de base', { kind: 'normal', window: windowIn(14 * DAY) });
    await move(author, reference, 'submit');
    const asked = await about(reference, 'change-manager.fun', /Relecture demandée/);
    expect(asked.mail.attachments).toEqual([]);
    expect(toldOf(reference, /Relecture/)).toEqual(['change-manager.fun']);
    for (let times = 0; times < 2; times += 1) await move(manager, reference, 'decide', { decision: 'approve' });
    await about(reference, 'engineer.fun', /Changement approuvé/);
    expect(calendar(await about(reference, 'spoc.ulco', /annoncé/)).status).toBe('TENTATIVE');
    await edit(reference, { plan: 'Autrement.' });
    await about(reference, 'change-manager.fun', /Votre avis ne vaut plus/);
    expect(toldOf(reference, /avis ne vaut plus/)).toEqual(['change-manager.fun']);
  });

  it('hear of an objection with its reason; the other institutions hear of the class alone', async () => {
    const reference = await drafted('Nouvelle police');
    await move(manager, reference, 'schedule');
    await about(reference, 'spoc.uphf', /annoncé/);
    await move(spoc, reference, 'object', { reason: 'Nos examens ont lieu ce jour-là.' });
    for (const to of ['engineer.fun', 'change-manager.fun']) {
      const { mail } = await about(reference, to, /Opposition/);
      expect(words(mail.text)).toContain('Nos examens ont lieu ce jour-là.');
    }
    const raised = await about(reference, 'spoc.uphf', /désormais normal/);
    const ulco = named.find(({ code }) => code === 'ULCO')?.name ?? '';
    expect(words(raised.mail.text)).not.toContain(ulco);
    expect(words(raised.mail.text)).not.toContain('examens');
    await about(reference, 'change-manager.fun', /Votre avis ne vaut plus/);
    expect(toldOf(reference, /Opposition/)).toEqual(['change-manager.fun', 'engineer.fun']);
  });

  it('on their own tenant are asked, and asked anew', async () => {
    const reference = await drafted('Ouvrir le SSO', { kind: 'own_tenant', tenant: 'ULCO' });
    await move(author, reference, 'submit');
    for (const to of ['spoc.ulco', 'manager.ulco']) await about(reference, to, /Décision attendue/);
    await move(spoc, reference, 'decide', { decision: 'approve' });
    const { mail } = await about(reference, 'engineer.fun', /Changement approuvé/);
    expect(mail.subject).toContain(reference);
    await edit(reference, { plan: 'Autrement.' });
    for (const to of ['spoc.ulco', 'manager.ulco']) await about(reference, to, /Décision à prendre à nouveau/);
    await move(manager, reference, 'decide', { decision: 'approve' });
    await guichet.mailbox.expect(
      'manager.ulco',
      () => toldOf(reference, /Décision attendue/).filter((to) => to === 'manager.ulco').length === 2,
    );
    expect(
      those(reference)
        .flatMap(({ to }) => to)
        .filter((to) => to.includes('uphf')),
    ).toEqual([]);
  });

  it('are asked to let an emergency begin', async () => {
    const reference = await drafted('Redémarrer', { kind: 'emergency', emergencyReason: 'Le service est tombé.' });
    await about(reference, 'change-manager.fun', /Urgence/);
    for (const who of [author, manager]) await move(who, reference, 'decide', { decision: 'approve' });
    await move(author, reference, 'start');
    await about(reference, 'spoc.ulco', /Changement d’urgence commencé/);
    expect(toldOf(reference, /annoncé/)).toEqual([]);
  });
});

describe('a change that a SPOC asks for', () => {
  it('is told to those who would make it, and what becomes of it to whoever asked', async () => {
    const asked = { kind: 'normal', services: ['FUNCAMPUS'], title: 'Un thème plus clair', why: 'Nos enseignants.' };
    const { body } = await spoc.post('/changes', asked);
    const reference = body.reference as string;
    const { mail } = await about(reference, 'engineer.fun', /Changement demandé/);
    expect(words(mail.text)).toContain(named.find(({ code }) => code === 'ULCO')?.name);
    await about(reference, 'change-manager.fun', /Changement demandé/);
    await author.post(`/changes/${reference}/messages`, { body: 'Pour quelle date ?', audience: 'shared' });
    expect(words((await about(reference, 'spoc.ulco', /Message/)).mail.text)).toContain('Pour quelle date ?');
    await author.post(`/changes/${reference}/messages`, { body: 'Entre nous.', audience: 'internal' });
    await spoc.post(`/changes/${reference}/messages`, { body: 'Avant la rentrée.', audience: 'shared' });
    expect(words((await about(reference, 'change-manager.fun', /Message/)).mail.text)).toContain('Avant la rentrée.');
    await move(author, reference, 'withdraw', { reason: 'Il en existe déjà un.' });
    const told = await about(reference, 'spoc.ulco', /abandonné/);
    expect(words(told.mail.text)).toContain('Il en existe déjà un.');
    expect(toldOf(reference, /abandonné/)).toEqual(['spoc.ulco']);
    expect(toldOf(reference, /Message/).filter((to) => to === 'spoc.ulco')).toHaveLength(1);
  });
});
