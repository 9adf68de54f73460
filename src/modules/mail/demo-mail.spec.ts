import { Module } from '@nestjs/common';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConfigModule, parseConfig, type Config } from '../../config/index.js';
import { createHttpApp, HttpModule } from '../../http/index.js';
import { DemoMailController } from './demo-mail.controller.js';
import { outgoingMail } from './domain/outgoing-mail.js';
import { KeptTransport } from './kept-transport.js';
import { MAIL_SETTINGS } from './mail.settings.js';
import { SmtpTransport } from './smtp-transport.js';
import { MailTransport } from './transport.js';

@Module({})
class House {}

const from = { name: 'Guichet', address: 'guichet@guichet.example' };
const hostile = '</pre><script>alert(1)</script>"';

let folder: string;
let close: (() => Promise<void>)[] = [];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'guichet-mail-'));
  const kept = new KeptTransport(folder);
  for (const n of [1, 2, 3]) {
    const mail = {
      id: `0198c0de-1234-7abc-8def-00000000000${n}`,
      ticketId: '0198c0de-0000-7000-8000-000000000001',
      reference: 'ULCO-2026-00042',
      toAddress: 'camille@univ-littoral.example',
      subject: `[ULCO-2026-00042] ${n} ${hostile}`,
      text: `text ${n} ${hostile}`,
      html: '<b>rendered</b>',
      state: 'queued' as const,
      attempts: 1,
      createdAt: new Date(Date.UTC(2026, 3, 2, 8, n)),
      isAcknowledgement: false,
    };
    await kept.send(outgoingMail(mail, { from, secretKey: 'a key for a folder of kept mail' }));
  }
});
afterEach(async () => {
  for (const each of close) await each();
  close = [];
  await rm(folder, { recursive: true, force: true });
});

async function open(transport: MailTransport, isDemo: boolean) {
  const config = parseConfig({}) as Config;
  const providers = [
    { provide: MailTransport, useValue: transport },
    { provide: MAIL_SETTINGS, useValue: { from: from.address, secretKeys: [], keepIn: folder, isDemo } },
  ];
  const imports = [ConfigModule.with(config), HttpModule.with({ checks: [] })];
  const app = await createHttpApp({ module: House, imports, providers, controllers: [DemoMailController] }, config, {
    logger: false,
  });
  await app.listen(0, '127.0.0.1');
  close.push(() => app.close());
  const url = await app.getUrl();
  return (query = '', accept?: string) => fetch(`${url}/demo/mail${query}`, accept ? { headers: { accept } } : {});
}

interface Listed {
  items: {
    id: string;
    at: string;
    to: string;
    subject: string;
    text: string;
    html: string;
    headers: Record<string, string>;
  }[];
  nextCursor: string | null;
}

describe('kept mail', () => {
  it('is listed newest first, in pages, without a sign-in', async () => {
    const ask = await open(new KeptTransport(folder), true);
    const first = (await (await ask('?limit=2')).json()) as Listed;
    expect(first.items.map(({ at }) => at)).toEqual(['2026-04-02T08:03:00.000Z', '2026-04-02T08:02:00.000Z']);
    const second = (await (await ask(`?limit=2&cursor=${first.nextCursor!}`)).json()) as Listed;
    expect(second.items.map(({ subject }) => subject)).toEqual([`[ULCO-2026-00042] 1 ${hostile}`]);
    expect(second.nextCursor).toBeNull();
    expect(first.items[0]).toMatchObject({
      id: '0198c0de-1234-7abc-8def-000000000003',
      from: from.address,
      to: 'camille@univ-littoral.example',
      html: '<b>rendered</b>',
      headers: {
        'Message-ID': '<0198c0de-1234-7abc-8def-000000000003@guichet.example>',
        References: '<ticket.0198c0de-0000-7000-8000-000000000001@guichet.example>',
        'Auto-Submitted': 'auto-generated',
      },
    });
  });

  it.each([
    [undefined, 'application/json'],
    ['*/*', 'application/json'],
    ['application/json, text/html', 'application/json'],
    ['text/html,application/xhtml+xml,*/*;q=0.8', 'text/html'],
  ])('asked for with Accept %s is %s', async (accept, type) => {
    const ask = await open(new KeptTransport(folder), true);
    expect((await ask('', accept)).headers.get('content-type')).toMatch(type);
  });

  it('is a page on which nothing that was written runs', async () => {
    const ask = await open(new KeptTransport(folder), true);
    const answer = await ask('?limit=2', 'text/html');
    const page = await answer.text();
    expect(page).toContain('text 3 &lt;/pre&gt;&lt;script&gt;');
    expect(page).not.toContain('<script');
    expect(page).not.toContain('<b>');
    const policy = answer.headers.get('content-security-policy')!;
    expect(policy).toMatch(/^default-src 'none'; style-src 'sha256-/);
    expect(policy).not.toContain('unsafe');
    const older = /<a href="\?cursor=([^"]+)">/.exec(page)?.[1];
    expect(await (await ask(`?cursor=${older!}`, 'text/html')).text()).toContain('text 1');
  });

  it.each(['?cursor=x', '?cursor=Ii4uLy4uL2V0YyI', '?limit=0', '?other=1'])('refuses %s', async (query) => {
    const ask = await open(new KeptTransport(folder), true);
    expect((await ask(query)).status).toBe(400);
  });

  it('is shown in the demonstration only', async () => {
    const ask = await open(new KeptTransport(folder), false);
    expect((await ask()).status).toBe(404);
  });

  it('is not there when mail is sent', async () => {
    const smtp = new SmtpTransport('smtp://127.0.0.1:1');
    const ask = await open(smtp, true);
    expect((await ask()).status).toBe(404);
    smtp.close();
  });
});
