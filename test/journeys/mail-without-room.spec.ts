import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { answerTo } from '../support/letters.js';
import { MailDesk } from '../support/mail-desk.js';

const desk = MailDesk.ofThisFile({ environment: { ATTACHMENT_MB: '1', ATTACHMENTS_PER_TICKET_MB: '1' } });
const { arrives, asked, thread } = desk;

const file = (name: string, size: number) => ({ type: 'text/plain', name, content: 'x'.repeat(size) });
const said = (text: string, ...files: ReturnType<typeof file>[]) => ({
  parts: [{ type: 'text/plain; charset=utf-8', content: text }, ...files],
});
const namesOf = (message: any) => message.attachments.map(({ name }: any) => name);

/** Bytes in the storage of which no attachment is, and uploads that are not over. */
async function astray(): Promise<{ files: string[]; uploads: number }> {
  const folder = join(desk.guichet.dataDir, 'attachments');
  const files = existsSync(folder)
    ? readdirSync(folder, { recursive: true, withFileTypes: true }).flatMap((one) => (one.isFile() ? [one.name] : []))
    : [];
  const { rows } = await desk.admin.query<{ key: string }>('select storage_key as key from attachment');
  const uploads = await desk.admin.query('select from attachment_upload');
  const known = rows.map(({ key }) => key);
  expect(files.length).toBeGreaterThanOrEqual(known.length);
  return {
    // they lie in folders by the first characters of their keys
    files: files.filter((name) => !known.some((key) => key.endsWith(name))),
    uploads: uploads.rowCount ?? -1,
  };
}

describe('files of a mail for which a ticket has no room', () => {
  it('are left out, and the text says how many; those that fit are kept, and nothing stays behind', async () => {
    const { ticket, mail } = await asked('Un ticket presque plein');
    const first = await arrives(answerTo(mail, said('Le premier.', file('un.log', 600_000))));
    expect(first.body).toMatchObject({ outcome: 'appended', reason: 'answer' });
    expect(await astray()).toEqual({ files: [], uploads: 0 });

    const raw = answerTo(mail, said('Les suivants.', file('deux.log', 600_000), file('trois.log', 300_000)));
    expect((await arrives(raw)).body).toMatchObject({ outcome: 'appended', reason: 'answer' });
    const last = (await thread(desk.spoc, ticket)).slice(-2);
    expect(last.map(({ body }) => body)).toEqual(['Le premier.', 'Les suivants.\n\n[+1]']);
    expect(last.map(namesOf)).toEqual([['un.log'], ['trois.log']]);
    expect(await astray()).toEqual({ files: [], uploads: 0 });

    // together with those that are too large, and when none of them fits
    const none = answerTo(mail, said('', file('quatre.log', 200_000), file('cinq.log', 1_000_001)));
    expect((await arrives(none)).body.outcome).toBe('appended');
    const [mute] = (await thread(desk.spoc, ticket)).slice(-1);
    expect([mute.body, namesOf(mute)]).toEqual(['[+2]', []]);
    expect(await astray()).toEqual({ files: [], uploads: 0 });
  });

  it('go with the follow-up of a ticket that was full and is closed', async () => {
    const { ticket, mail } = await asked('Un ticket plein');
    await arrives(answerTo(mail, said('Tout ceci.', file('un.log', 900_000))));
    await desk.spoc.post(`${ticket}/resolve`, { code: 'fixed', text: 'Réparé.' });
    await desk.spoc.post(`${ticket}/close`);
    const { body } = await arrives(answerTo(mail, said('Et cela.', file('deux.log', 900_000))));
    expect(body).toMatchObject({ outcome: 'created', reason: 'follow_up' });
    const followUp = `/tickets/${body.ticket as string}`;
    expect((await desk.requester.get(followUp)).body.description).toBe('Et cela.');
    const { items } = (await desk.requester.get(`${followUp}/attachments`)).body;
    expect(items.map(({ name }: any) => name)).toEqual(['deux.log']);
    expect(await astray()).toEqual({ files: [], uploads: 0 });
  });
});
