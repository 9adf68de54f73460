import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { formWith, openTicket } from '../security/operations.js';
import { began, makeAction } from '../support/action.js';
import { startTestApp, type TestApp } from '../support/app.js';
import type { Browser } from '../support/browser.js';
import { compiled } from '../support/compiled.js';

/** A scanner over HTTP: what holds the word "virus" is not clean. While it is away it answers 503. */
let scanner: Server;
let isAway = true;
/** One that it never has an answer for. */
const unanswerable = 'too odd';
const scanned: string[] = [];

let guichet: TestApp;
let requester: Browser, spoc: Browser;
let storage: { remove(key: string): Promise<void> };
let rounds: { scanDue(): Promise<void> };

beforeAll(async () => {
  scanner = createServer((request, response) => {
    let text = '';
    request.on('data', (part: Buffer) => (text += part.toString()));
    request.on('end', () => {
      if (isAway || text === unanswerable) {
        response.writeHead(503).end();
        return;
      }
      scanned.push(text);
      response.end(JSON.stringify({ clean: !text.includes('virus') }));
    });
  });
  await new Promise<void>((resolve) => scanner.listen(0, '127.0.0.1', resolve));
  const { port } = scanner.address() as AddressInfo;
  guichet = await startTestApp({
    environment: { SCANNER_URL: `http://127.0.0.1:${String(port)}/scan`, SESSION_HOURS: '720' },
  });
  const { AttachmentStorage, ScanRounds } =
    await compiled<typeof import('../../src/modules/tickets/index.js')>('modules/tickets/index.js');
  storage = guichet.app.get(AttachmentStorage, { strict: false });
  rounds = guichet.app.get(ScanRounds, { strict: false });
  requester = await guichet.as('requester.ulco');
  spoc = await guichet.as('spoc.ulco');
});
afterAll(async () => {
  await guichet.close();
  scanner.closeAllConnections();
  await new Promise((resolve) => scanner.close(resolve));
});

it('nobody downloads a file before the scanner has answered, and nobody what it rejects', async () => {
  const ticket = `/tickets/${await openTicket(requester)}`;
  const add = async (content: string, audience: string, who: Browser) => {
    const { status, body } = await who.send(
      'POST',
      `${ticket}/attachments`,
      formWith(content, `${content}.txt`, { audience }),
    );
    expect([status, body.state]).toEqual([201, 'quarantined']);
    return `${ticket}/attachments/${body.id as string}`;
  };
  const clean = await add('harmless', 'requester', requester);
  const infected = await add('a virus', 'requester', requester);
  const inside = await add('a virus inside', 'internal', spoc);
  const codes = async () => {
    const answers = [];
    for (const path of [clean, infected, inside]) {
      const { status, body } = await spoc.get(path);
      answers.push([status, status === 200 ? body : body.code]);
    }
    return answers;
  };
  const quarantined = [409, 'quarantined'];
  expect(await codes()).toEqual([quarantined, quarantined, quarantined]);
  // away: everything stays as it is, and is asked about again later
  await rounds.scanDue();
  expect(await codes()).toEqual([quarantined, quarantined, quarantined]);
  isAway = false;
  // each waits for what it was put off to, or for the lease of whoever asked last
  guichet.clock.advance(30 * 60_000);
  for (let tries = 0; tries < 200 && (await spoc.get(inside)).body.code !== 'rejected'; tries += 1)
    await rounds.scanDue();
  expect(await codes()).toEqual([
    [200, 'harmless'],
    [409, 'rejected'],
    [409, 'rejected'],
  ]);
  expect([...scanned].sort()).toEqual(['a virus', 'a virus inside', 'harmless']);

  const { body: timeline } = await spoc.get(`${ticket}/timeline`);
  const told = (timeline.items as { type: string; audience: string; actor: { isSystem: boolean } }[])
    .filter(({ type }) => type === 'attachment.released' || type === 'attachment.rejected')
    .map(({ type, audience, actor }) => [type, audience, actor.isSystem]);
  expect(told.sort()).toEqual([
    ['attachment.rejected', 'internal', true],
    ['attachment.rejected', 'requester', true],
    ['attachment.released', 'requester', true],
  ]);
  const { body: asked } = await requester.get(`${ticket}/timeline`);
  expect((asked.items as { type: string }[]).filter(({ type }) => type === 'attachment.rejected')).toHaveLength(1);

  const letter = await guichet.mailbox.expect('requester.ulco', ({ text }) => text?.includes('a virus.txt') ?? false);
  expect(letter.mail.subject).toContain('Fichier refusé');
  await guichet.mailbox.expect('spoc.ulco', ({ text }) => text?.includes('a virus inside.txt') ?? false);
  const { files } = await filesOf();
  expect(files).toHaveLength(1);
});

it('one file without an answer keeps no other waiting', async () => {
  isAway = false;
  const ticket = `/tickets/${await openTicket(requester)}`;
  const paths: string[] = [];
  for (const content of [unanswerable, 'fine']) {
    const form = formWith(content, `${content}.txt`, { audience: 'requester' });
    paths.push(
      `${ticket}/attachments/${(await requester.send('POST', `${ticket}/attachments`, form)).body.id as string}`,
    );
  }
  await rounds.scanDue();
  const codes = await Promise.all(paths.map(async (path) => (await spoc.get(path)).status));
  expect(codes).toEqual([409, 200]);
});

it('what shows what was seen in a run waits nowhere: it is scanned while it comes, and only what is clean is kept', async () => {
  const [engineer, manager] = [await guichet.as('engineer.fun'), await guichet.as('manager.fun')];
  const run = await began(engineer, await makeAction({ engineer, manager }));
  const evidence = `/runs/${run.id as string}/evidence`;
  const add = async (...contents: string[]) => {
    const form = formWith(contents[0] ?? '', 'seen.txt', {});
    for (const more of contents.slice(1)) form.append('file', new Blob([more]), 'more.txt');
    const { status, body, headers } = await engineer.send('POST', evidence, form);
    return [
      status,
      body.code ?? body.items.map(({ text, file }: any) => text ?? file.name),
      headers.get('retry-after'),
    ];
  };
  const kept = async () => (await engineer.get(`/runs/${run.id as string}`)).body.evidence.length as number;
  const { files: before } = await filesOf();
  isAway = true;
  expect(await add('in vain')).toEqual([503, 'scanner_unavailable', '30']);
  isAway = false;
  expect(await add('a virus seen')).toEqual([422, 'harmful_file', null]);
  // one bad file takes the others of its form with it
  expect(await add('fine', 'another virus')).toEqual([422, 'harmful_file', null]);
  expect([await kept(), (await filesOf()).files]).toEqual([0, before]);
  expect(await add('seen', 'and more')).toEqual([201, ['seen.txt', 'more.txt'], null]);
  expect(scanned.slice(-2)).toEqual(['seen', 'and more']);
  expect(await kept()).toBe(2);
});

it('what is never answered is given up at the end of its term: removed, told, and no later answer releases it', async () => {
  isAway = false;
  const ticket = `/tickets/${await openTicket(requester)}`;
  const add = async (name: string, audience: string, who: Browser) => {
    const { body } = await who.send('POST', `${ticket}/attachments`, formWith(unanswerable, name, { audience }));
    return `${ticket}/attachments/${body.id as string}`;
  };
  const asked = await add('question.txt', 'requester', requester);
  const said = await add('reponse.txt', 'requester', spoc);
  const codeOf = async (path: string) => (await spoc.get(path)).body.code as unknown;
  await rounds.scanDue();
  // asked in vain for a day, a minute short
  for (let hours = 0; hours < 23; hours += 1) {
    guichet.clock.advance(3_600_000);
    await rounds.scanDue();
  }
  guichet.clock.advance(59 * 60_000);
  await rounds.scanDue();
  expect([await codeOf(asked), await codeOf(said)]).toEqual(['quarantined', 'quarantined']);
  // with the one of before
  const kept = (await filesOf()).files.length;
  guichet.clock.advance(60_000);
  for (let tries = 0; tries < 200 && (await filesOf()).files.length > kept - 3; tries += 1) await rounds.scanDue();
  expect([await codeOf(asked), await codeOf(said)]).toEqual(['not_scanned', 'not_scanned']);
  expect((await filesOf()).files).toHaveLength(kept - 3);

  const { body: timeline } = await requester.get(`${ticket}/timeline`);
  const told = (timeline.items as { type: string }[]).filter(({ type }) => type === 'attachment.given_up');
  expect(told).toHaveLength(2);
  const about = (file: string, words: string) => (mail: { text?: string | undefined }) =>
    (mail.text?.includes(file) ?? false) && (mail.text?.replaceAll(/\s+/g, ' ').includes(words) ?? false);
  // each to who sent it, and to whom it was for
  await guichet.mailbox.expect('requester.ulco', about('question.txt', 'envoyez-le de nouveau'));
  await guichet.mailbox.expect('requester.ulco', about('reponse.txt', 'demandez-le de nouveau'));
  await guichet.mailbox.expect('spoc.ulco', about('reponse.txt', 'envoyez-le de nouveau'));
});

it('a scanner that is away for good keeps nothing for ever, and what was given up is removed though its end was interrupted', async () => {
  isAway = true;
  const ticket = `/tickets/${await openTicket(requester)}`;
  const paths: string[] = [];
  for (let n = 0; n < 8; n += 1) {
    const form = formWith(`number ${String(n)}`, `${String(n)}.txt`, { audience: 'internal' });
    paths.push(`${ticket}/attachments/${(await spoc.send('POST', `${ticket}/attachments`, form)).body.id as string}`);
  }
  const codes = async () => {
    const all = [];
    for (const path of paths) all.push((await spoc.get(path)).body.code as string);
    return new Set(all);
  };
  guichet.clock.advance(26 * 3_600_000);
  // whoever is killed between the commit and the removal leaves the bytes, and the row by which they are found again
  const isThere = async () => (await filesOf()).files.length;
  const before = await isThere();
  const remove = storage.remove.bind(storage);
  storage.remove = () => Promise.reject(new Error('killed'));
  for (let minutes = 0; minutes < 60 && (await codes()).has('quarantined'); minutes += 1) {
    guichet.clock.advance(7 * 60_000);
    await rounds.scanDue();
  }
  expect([await codes(), await isThere()]).toEqual([new Set(['not_scanned']), before]);
  storage.remove = remove;
  for (let minutes = 0; minutes < 60 && (await isThere()) > before - paths.length; minutes += 1) {
    guichet.clock.advance(7 * 60_000);
    await rounds.scanDue();
  }
  expect(await isThere()).toBe(before - paths.length);
  const { body: timeline } = await spoc.get(`${ticket}/timeline?limit=100`);
  const ended = (timeline.items as { type: string }[]).filter(({ type }) => type === 'attachment.given_up');
  expect(ended).toHaveLength(paths.length);
});

async function filesOf(): Promise<{ files: string[] }> {
  const { readdirSync } = await import('node:fs');
  const entries = readdirSync(`${guichet.dataDir}/attachments`, { recursive: true, withFileTypes: true });
  return { files: entries.flatMap((entry) => (entry.isFile() ? [entry.name] : [])) };
}
