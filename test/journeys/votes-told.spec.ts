import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Received } from '../support/mailbox.js';
import { deputyOf, memberOf, openAssembly, seats, type Assembly } from '../support/votes.js';

// What those who vote, those who object and those whom a change leaves are told by mail, in their language and local time.

let hall: Assembly;
beforeAll(async () => {
  hall = await openAssembly();
});
afterAll(() => hall.close());

/** A round is told to many, and another may be told just before. */
const PATIENCE_MS = 60_000;
const manager = () => hall.as('change-manager.fun');
const engineer = () => hall.as('engineer.fun');
const words = (text: string | undefined) => (text ?? '').replace(/\n> ?|\s+/g, ' ');
const those = (change: string) =>
  hall.guichet.mailbox.received.filter(({ mail }) => mail.subject?.includes(`[${change.slice('/changes/'.length)}]`));
const about = (change: string, to: string, subject: RegExp): Promise<Received> =>
  hall.guichet.mailbox.expect(
    to,
    (mail) => mail.subject?.includes(`[${change.slice('/changes/'.length)}]`) === true && subject.test(mail.subject),
    PATIENCE_MS,
  );
const toldOf = (change: string, subject: RegExp) =>
  those(change)
    .filter(({ mail }) => subject.test(mail.subject ?? ''))
    .flatMap(({ to }) => to.map((one) => one.replace('@guichet.example', '')))
    .sort();
const tallyOf = async (change: string) => (await (await manager()).get(`${change}/tally`)).body;
/** Those who may vote: cab-member.fun makes the change. spoc2 reads English. */
const deputies = ['FUN', 'ULCO', 'UPHF'].map(deputyOf);
const members = seats.filter((code) => code !== 'FUN').map(memberOf);
const voters = [...deputies, ...members].sort();
const either = (french: string, english: string) => new RegExp(`${french}|${english}`);
/** Waits until each of them has one; nobody has two, and nobody else any. */
async function exactly(change: string, subject: RegExp, people: readonly string[]): Promise<void> {
  for (const one of people) await about(change, one, subject);
  expect(toldOf(change, subject)).toEqual([...people].sort());
}
const advanceTo = (instant: string) => {
  hall.guichet.clock.advance(Date.parse(instant) - hall.guichet.clock.now().getTime());
};
const edit = async (change: string, more: object) => {
  const author = await engineer();
  const etag = (await author.get(change)).headers.get('etag') ?? '';
  const edited = await author.send('PATCH', change, more, { 'if-match': etag });
  expect({ status: edited.status, body: edited.body }).toMatchObject({ status: 200 });
};

const linkIn = ({ mail }: Received) => /https?:\/\/\S+(\/decide\/[\w-]+)/.exec(mail.text ?? '')?.[1] ?? '';
const post = async (path: string, fields: Record<string, string> = {}) => {
  const answer = await fetch(`${hall.guichet.anybody.url}${path}`, {
    method: 'POST',
    body: new URLSearchParams(fields),
  });
  return { status: answer.status, html: await answer.text() };
};
/** Opens the page of a link with the code that is mailed, and says something. */
async function decide(account: string, path: string, said: Record<string, string>): Promise<number> {
  const isCode = ({ to, mail }: Received) =>
    to[0]?.startsWith(`${account}@`) === true && mail.subject === 'Votre code pour décider';
  const codes = () => hall.guichet.mailbox.received.filter(isCode);
  const before = codes().length;
  expect((await post(`${path}/code`)).status).toBe(200);
  await hall.guichet.mailbox.expect(account, () => codes().length > before, PATIENCE_MS);
  const code = /\b(\d{8})\b/.exec(codes().at(-1)?.mail.text ?? '')?.[1] ?? '';
  const { html } = await post(`${path}/identify`, { code });
  const proof = /name="proof" value="([^"]+)"/.exec(html)?.[1] ?? '';
  return (await post(`${path}/decision`, { proof, ...said })).status;
}

describe('a round of votes', () => {
  let change: string;

  it('is told to those who may vote, with a link of their own, its deadline, rule and quorum', async () => {
    change = await hall.voting();
    await exactly(change, either('Votre vote est attendu', 'Your vote is needed'), voters);
    const { mail } = await about(change, memberOf('UJM'), /vote est attendu/);
    for (const part of [
      'Vote jusqu’au : mardi 17 mars 2026 à 18 h 00 (Europe/Paris)',
      'au moins 67 % d’approbations parmi les approbations et les rejets',
      '50 % des sièges',
      'Une nouvelle version.',
      'vous siégez au comité consultatif',
    ])
      expect(words(mail.text)).toContain(part);
    // a mail is passed on: what is inside is shown to whoever has shown who they are
    expect(`${words(mail.text)}${mail.html ?? ''}`).not.toMatch(/Basculer|Revenir/);
    expect(words((await about(change, deputyOf('ULCO'), /vote is needed/)).mail.text)).toContain(
      'until Tuesday 17 March 2026 at 18:00 (Europe/Paris)',
    );
    const links = await Promise.all(voters.map(async (one) => linkIn(await about(change, one, /vote/))));
    expect(new Set(links).size).toBe(voters.length);
    expect(new Set(those(change).map((one) => one.mail.inReplyTo)).size).toBe(1);
  });

  it('takes the vote of whoever follows their link', async () => {
    const path = linkIn(await about(change, memberOf('UJM'), /vote est attendu/));
    expect(await decide(memberOf('UJM'), path, { choice: 'approve' })).toBe(200);
    expect(await tallyOf(change)).toMatchObject({ approve: 1, silent: 6 });
  });

  it('reminds the seats that have not voted a working day before its deadline, once', async () => {
    await hall.vote(deputyOf('ULCO'), change, 'approve');
    advanceTo('2026-03-16T16:59:59.999Z');
    await hall.closeDue();
    hall.guichet.clock.advance(1);
    await Promise.all([hall.closeDue(), hall.closeDue()]);
    await hall.closeDue();
    const silent = voters.filter((one) => ![memberOf('UJM'), memberOf('ULCO'), deputyOf('ULCO')].includes(one));
    await exactly(change, either('Rappel', 'Reminder'), silent);
    const { mail } = await about(change, memberOf('AMU'), /Rappel/);
    expect(words(mail.text)).toContain('jusqu’au mardi 17 mars 2026 à 18 h 00');
    expect(linkIn(await about(change, memberOf('AMU'), /Rappel/))).toMatch(/^\/decide\//);
  });

  it('says that it is extended', async () => {
    advanceTo((await tallyOf(change)).closesAt);
    await hall.closeDue();
    await exactly(change, either('Vote prolongé', 'Vote extended'), voters);
    expect(words((await about(change, memberOf('AMU'), /prolongé/)).mail.text)).toContain(
      'jeudi 19 mars 2026 à 18 h 00',
    );
  });

  it('says who voted that it counts no longer, and the others that nothing is asked of them', async () => {
    await edit(change, { plan: 'Autrement.' });
    const voted = [memberOf('UJM'), deputyOf('ULCO')];
    await exactly(change, either('Votre vote ne compte plus', 'Your vote no longer counts'), voted);
    await exactly(
      change,
      either('Vote annulé', 'Vote called off'),
      voters.filter((one) => !voted.includes(one)),
    );
  });

  it('tells its outcome to its seats and to those who make the change, once', async () => {
    await hall.put(change);
    for (const code of ['ULCO', 'UPHF', 'UJM', 'UTOULOUSE', 'UNISTRA'])
      await hall.vote(memberOf(code), change, 'approve');
    const makers = ['engineer.fun', 'change-manager.fun'];
    await exactly(change, either('Vote clos', 'Vote closed'), [...voters, ...makers]);
    // the round has said so
    expect(toldOf(change, /Changement approuvé/)).toEqual([]);
    // and tells who voted when an edit takes it back
    await edit(change, { plan: 'Encore autrement.' });
    await about(change, memberOf('UNISTRA'), /Votre vote ne compte plus/);
    await hall.put(change);
    for (const code of ['ULCO', 'UPHF', 'UJM', 'UNISTRA']) await hall.vote(memberOf(code), change, 'approve');
    await hall.vote(memberOf('UTOULOUSE'), change, 'reject', 'Une faille secrète.');
    for (const to of [...voters, ...makers]) await about(change, to, either('rejeté', 'rejected'));
    const rejected = toldOf(change, either('Vote clos\u00a0: rejeté', 'Vote closed: rejected'));
    expect(rejected).toEqual([...voters, ...makers].sort());
    // those affected hear it once, whoever of them did not vote
    await about(change, 'spoc.amu', /Changement refusé/);
    for (const to of toldOf(change, either('Changement refusé', 'Change rejected'))) expect(rejected).not.toContain(to);
    for (const { mail } of those(change)) expect(words(mail.text)).not.toContain('faille secrète');
  });
});

describe('an emergency', () => {
  it('is put to three seats, whose word is told', async () => {
    const change = await hall.draft({ kind: 'emergency', emergencyReason: 'Tout est à l’arrêt.' });
    for (const who of [await engineer(), await manager()])
      await who.post(`${change}/decide`, { decision: 'approve', reason: 'Il le faut.' });
    await (await engineer()).post(`${change}/start`);
    const asked = [deputyOf('FUN'), memberOf('ULCO'), deputyOf('ULCO'), memberOf('UTOULOUSE')];
    await exactly(change, either('Ratification d’un changement', 'Ratify an emergency'), asked);
    const path = linkIn(await about(change, memberOf('ULCO'), /Ratification/));
    expect(await decide(memberOf('ULCO'), path, { choice: 'approve' })).toBe(200);
    await hall.vote(memberOf('UTOULOUSE'), change, 'approve');
    await exactly(change, either('Urgence ratifiée', 'Emergency ratified'), [
      ...asked,
      ...['engineer.fun', 'change-manager.fun'],
    ]);
  });

  it('that nobody can ratify is told to its change manager', async () => {
    const more = { kind: 'emergency', emergencyReason: 'Tout est à l’arrêt.', services: ['FUNMOOC'] };
    const change = await hall.draft(more);
    for (const who of [await engineer(), await manager()])
      await who.post(`${change}/decide`, { decision: 'approve', reason: 'Il le faut.' });
    await (await engineer()).post(`${change}/start`);
    await about(change, 'change-manager.fun', /Ratification impossible/);
  });
});

describe('whom a change concerns', () => {
  const put = async (more: object = {}) => {
    const change = await hall.draft({ isMajorVersion: false, ...more });
    await (await engineer()).post(`${change}/submit`);
    const read = await (await manager()).post(`${change}/decide`, { decision: 'approve' });
    expect(read.body.state).toBe('deciding');
    return change;
  };

  it('objects by the link in its announcement', async () => {
    const change = await put();
    const announced = await about(change, 'spoc.ulco', /annoncé/);
    expect(words(announced.mail.text)).toContain('ou suivez le lien qui vous est personnel');
    const path = linkIn(announced);
    expect(path).not.toBe(linkIn(await about(change, 'spoc.uphf', /annoncé/)));
    expect(await decide('spoc.ulco', path, { choice: 'object', reason: 'Nos examens.' })).toBe(200);
    expect((await (await manager()).get(change)).body.objections).toMatchObject([{ institution: { code: 'ULCO' } }]);
    expect((await hall.events(change)).filter(({ type }) => type === 'change.objected')).toHaveLength(1);
  });

  it('hears that it is no longer, and nothing of what the change has become', async () => {
    const change = await put({ title: 'Avant' });
    await about(change, 'spoc.ulco', /annoncé/);
    const taken = { institution: 'ULCO', isAffected: false, reason: 'Ils n’ont pas cette option.' };
    expect((await (await engineer()).post(`${change}/affected`, taken)).status).toBe(200);
    const { mail } = await about(change, 'spoc.ulco', /n’est plus concerné/);
    expect(words(mail.text)).toContain('ne touche plus votre établissement');
    expect(words(mail.text)).not.toContain('option');
    const [file] = mail.attachments;
    expect(new TextDecoder().decode(file?.content as ArrayBuffer)).toContain('STATUS:CANCELLED');
    expect((await (await hall.as('spoc.ulco')).get(change)).status).toBe(404);
    expect(toldOf(change, /n’est plus concerné|no longer concerned/)).toEqual(['spoc.ulco', 'spoc2.ulco']);
    // an edit after which nobody is affected, with another title
    await edit(change, { environments: ['test'], title: 'Secret' });
    const left = await about(change, 'spoc.uphf', /n’est plus concerné/);
    expect(`${left.mail.subject ?? ''}${words(left.mail.text)}${left.mail.html ?? ''}`).not.toContain('Secret');
    expect(toldOf(change, /n’est plus concerné|no longer concerned/).filter((to) => to === 'spoc.ulco')).toHaveLength(
      1,
    );
  });

  it('finds in the record that the words changed, of which nothing is void', async () => {
    const change = await put();
    await (await manager()).post(`${change}/decide`, { decision: 'approve' });
    await edit(change, { title: 'Version 5, enfin', why: 'Pour de bon.' });
    expect((await (await engineer()).get(change)).body.state).toBe('approved');
    const { items } = (await (await hall.as('spoc.ulco')).get(`${change}/timeline?limit=100`)).body;
    const noted = items.filter(({ type }: { type: string }) => type === 'change.reworded');
    expect(noted).toMatchObject([{ data: { fields: ['title', 'why'] } }]);
  });
});

describe('a release', () => {
  it('is told once to those whom it concerns when it is published, in their language', async () => {
    const minor = { kind: 'standard', isMajorVersion: false };
    const changes = [await hall.draft(minor), await hall.draft({ ...minor, title: 'Une autre' })];
    for (const change of changes) await (await manager()).post(`${change}/schedule`);
    const made = await (
      await engineer()
    ).post('/releases', {
      ...{ service: 'FUNCAMPUS', version: '4.2.1', kind: 'minor' },
      notes: { fr: 'Les copies se rendent plus vite.', en: 'Papers are handed in faster.' },
      knownIssues: { fr: 'Le PDF reste lent.', en: 'PDF is still slow.' },
      changes: changes.map((one) => one.slice('/changes/'.length)),
    });
    expect({ status: made.status, body: made.body }).toMatchObject({ status: 201 });
    const published = await (await manager()).post(`/releases/${made.body.reference as string}/publish`);
    expect({ status: published.status, body: published.body }).toMatchObject({ status: 200 });
    const [first = '', other = ''] = changes;
    const french = words((await about(first, 'spoc.ulco', /notes publiées/)).mail.text);
    for (const part of ['4.2.1', 'Les copies se rendent plus vite.', 'Le PDF reste lent.'])
      expect(french).toContain(part);
    const english = words((await about(first, 'spoc2.ulco', /notes published/)).mail.text);
    for (const part of ['Papers are handed in faster.', 'PDF is still slow.']) expect(english).toContain(part);
    await about(first, 'spoc.upf', /notes publiées/);
    expect(toldOf(other, /notes/)).toEqual([]);
    expect(toldOf(first, /notes/).filter((to) => to === 'spoc.ulco')).toHaveLength(1);
  });
});
