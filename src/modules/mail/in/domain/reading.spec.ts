import { describe, expect, it } from '@jest/globals';
import { replyToken } from '../../domain/reply-token.js';
import { readMail } from './read-mail.js';
import { isOwnAddress, threadSigns } from './thread-signs.js';

const raw = (head: string[], body = '') => Buffer.from([...head, '', body].join('\r\n'));
const read = (head: string[], body?: string) => readMail(raw(head, body));
const typed = ['From: a@univ.example', 'Content-Type: multipart/mixed; boundary="b"'];
const part = (head: string[], body: string) => ['--b', ...head, '', body, ''].join('\r\n');

describe('reading', () => {
  it.each<[string, string | null]>([
    ['a@univ.example', 'a@univ.example'],
    ['Une Usagère <A@Univ.Example>', 'a@univ.example'],
    ['"a, b" <a@univ.example>', 'a@univ.example'],
    ['<two words@univ.example>', null],
    ['MAILER-DAEMON (Mail System)', null],
    ['', null],
    ['<>', null],
    ['a@univ.example, b@univ.example', null],
    ['Group: a@univ.example, b@univ.example;', null],
    ['=?utf-8?Q?a=40evil.example=0D=0A?= <a@univ.example>', 'a@univ.example'],
  ])('the sender in From: %s', async (from, expected) => {
    expect((await read([`From: ${from}`, 'Subject: x'], 'x')).from).toBe(expected);
  });

  it('takes two headers From for nobody', async () => {
    expect((await read(['From: a@univ.example', 'From: b@univ.example'], 'x')).from).toBeNull();
  });

  it('cleans what was encoded: no line, no control, no direction comes through', async () => {
    const mail = await read(
      ['From: =?utf-8?B?QQ0KQmNjOiBi?= <a@univ.example>', 'Subject: =?utf-8?Q?a=0D=0Ab=00=E2=80=AEc?='],
      'x\u0000y\u202e\u0007z',
    );
    expect([mail.subject, mail.fromName, mail.text]).toEqual(['a b c', 'A Bcc: b', 'xyz']);
  });

  it('reads the HTML where the text is blank, without scripts, styles and quotes', async () => {
    const html =
      '<style>p{}</style><p>Bonjour &amp; merci</p><script>x</script><blockquote>cité</blockquote><div>Fin<br>fin</div>';
    const mail = await read(
      typed,
      part(['Content-Type: text/plain'], ' ') + part(['Content-Type: text/html'], html) + '--b--',
    );
    expect(mail.text).toBe('Bonjour & merci\n\nFin\nfin');
  });

  it('knows files by their names, also paths and named texts, and takes no report for one', async () => {
    const mail = await read(
      typed,
      part(['Content-Type: text/plain'], 'x') +
        part(['Content-Type: text/plain; name="log.txt"', 'Content-Disposition: inline; filename="log.txt"'], 'y') +
        part(
          ['Content-Type: application/pdf', 'Content-Disposition: attachment; filename="C:\\TEMP\\new\\a.pdf"'],
          'z',
        ) +
        part(['Content-Type: message/rfc822'], 'Subject: y\r\n\r\ny') +
        part(['Content-Type: message/delivery-status'], 'x') +
        '--b--',
    );
    expect(mail.attachments.map(({ name }) => name)).toEqual(['log.txt', 'C:\\TEMP\\new\\a.pdf', 'message.eml']);
    expect(mail.text).toBe('x');
  });

  it('is bounded: recipients, references, text', async () => {
    const to = Array.from({ length: 5000 }, (_, n) => `p${String(n)}@many.example`).join(', ');
    const references = Array.from({ length: 5000 }, (_, n) => `<${String(n)}@x.example>`).join(' ');
    const mail = await read(
      ['From: a@univ.example', `To: ${to}, desk+tag@x.example`, `References: ${references}`],
      'x'.repeat(100_000),
    );
    expect([mail.recipients.length, mail.references.length, mail.text.length]).toEqual([200, 100, 20_000]);
    expect(mail.references.at(-1)).toBe('4999@x.example');
  });

  it('refuses what is nested without end', async () => {
    const nested = Array.from(
      { length: 300 },
      (_, n) => `--b${String(n)}\r\nContent-Type: multipart/mixed; boundary="b${String(n + 1)}"\r\n\r\n`,
    );
    await expect(read(['Content-Type: multipart/mixed; boundary="b0"'], nested.join(''))).rejects.toThrow();
  });
});

describe('the nature of a mail', () => {
  const natureOf = async (head: string[], body = 'x') => {
    const { automatic, isAutoReply, isBounce } = await read(['From: a@univ.example', ...head], body);
    return [automatic, isAutoReply, isBounce];
  };
  it.each<[string[], string | null, boolean, boolean]>([
    [[], null, false, false],
    [['Auto-Submitted: no'], null, false, false],
    [['Auto-Submitted: auto-replied; x=y'], 'auto_reply', true, false],
    [['Auto-Submitted: (a comment) auto-generated'], 'auto_generated', false, false],
    [['X-Autoreply: yes'], 'auto_reply', true, false],
    [['Precedence: auto_reply'], 'auto_reply', true, false],
    [['Precedence: auto-reply'], 'auto_reply', true, false],
    [['Precedence: first-class', 'Precedence: Bulk'], 'auto_generated', false, false],
    [['Auto-Submitted: no', 'Auto-Submitted: auto-replied'], 'auto_reply', true, false],
    [['Auto-Submitted: no', 'Auto-Submitted: x-vendor'], 'auto_generated', false, false],
    [['Auto-Submitted: no', 'Auto-Submitted: No (really)'], null, false, false],
    [['X-Autoreply-From: a@univ.example'], 'auto_reply', true, false],
    [['X-MS-Exchange-Inbox-Rules-Loop: a@univ.example'], 'auto_reply', true, false],
    [['Subject: Automatic reply: away'], 'auto_reply', true, false],
    [['Subject: Re: Automatic reply: away'], null, false, false],
    [['X-Auto-Response-Suppress: All'], null, false, false],
    [['Precedence: bulk'], 'auto_generated', false, false],
    [['List-Id: <x.example>'], 'list', false, false],
    [['List-Unsubscribe: <mailto:x@x.example>'], 'list', false, false],
    [['Return-Path: <>'], 'null_path', false, false],
    [['Return-Path: <a@univ.example>', 'Return-Path: <>'], null, false, false],
    [['X-Guichet-Reference: ULCO-2026-00001'], 'own_letter', false, false],
    [['X-Failed-Recipients: b@univ.example'], 'bounce', false, true],
    [['Subject: Failed mail'], null, false, false],
    [['Content-Type: multipart/report; report-type=disposition-notification; boundary=b'], 'read_receipt', true, false],
    [['Content-Type: multipart/report; report-type=feedback-report; boundary=b'], 'feedback_report', false, false],
    [['Content-Type: multipart/report; report-type="delivery-status"; boundary=b'], 'bounce', false, true],
    [['Content-Type: text/calendar; method=REPLY'], 'calendar_reply', false, false],
    [['Content-Type: text/calendar; method=REQUEST'], null, false, false],
  ])('%j', async (head, ...expected) => {
    expect(await natureOf(head)).toEqual(expected);
  });

  it('is a bounce from a daemon with a null path, or with a subject that says so; never for the subject alone', async () => {
    const daemon = async (...head: string[]) => (await read(['From: MAILER-DAEMON@x.example', ...head], 'x')).isBounce;
    expect(await daemon('Return-Path: <>')).toBe(true);
    expect(await daemon('Subject: Undelivered Mail Returned to Sender')).toBe(true);
    expect(await daemon('Subject: Hello')).toBe(false);
    expect((await natureOf(['Subject: Undelivered Mail Returned to Sender']))[2]).toBe(false);
  });
});

describe('what points to a thread', () => {
  const id = '018f4a5b-1c2d-7e3f-8a4b-5c6d7e8f9a0b';
  const ours = { address: 'desk@x.example', host: 'x.example', secretKeys: ['the new key', 'the old key'] };
  const signs = (mail: Partial<Parameters<typeof threadSigns>[0]>) =>
    threadSigns({ recipients: [], references: [], subject: '', ...mail }, ours);

  it('is a token, signed by any of our keys, in any case, in our address alone', () => {
    const token = replyToken(id, 'the old key');
    expect(signs({ recipients: [`desk+${token}@x.example`] }).tokenOf).toBe(id);
    expect(signs({ recipients: [`DESK+${token.toUpperCase()}@X.example`] }).tokenOf).toBe(id);
    for (const other of [
      `other+${token}@x.example`,
      `desk+${token}@y.example`,
      `desk+${token.slice(1)}@x.example`,
      `desk+${replyToken(id, 'another')}@x.example`,
    ])
      expect(signs({ recipients: [other] }).tokenOf).toBeUndefined();
  });

  it('is a Message-ID of ours, of a mail or of the thread, and no other’s', () => {
    const found = signs({
      references: [
        `${id}@x.example`,
        `ticket.${id}@x.example`,
        `external.2.${id}@X.EXAMPLE`,
        `${id}@y.example`,
        'x@x.example',
      ],
    });
    expect(found.mailIds).toEqual([id]);
    expect(found.roots).toEqual([
      { ticketId: id, n: null },
      { ticketId: id, n: 2 },
    ]);
  });

  it('is the tag in a subject, and the box of a service', () => {
    expect(signs({ subject: 'Re: [ULCO-2026-00042] [x] [ulco-2026-00001] ULCO-2026-00003' }).tags).toEqual([
      'ULCO-2026-00042',
    ]);
    expect(signs({ recipients: ['desk+ulco.oae@x.example'] }).box).toEqual({ institution: 'ULCO', service: 'OAE' });
    expect(signs({ recipients: ['desk+ulco@x.example'] }).box).toEqual({ institution: 'ULCO', service: undefined });
    expect(signs({ recipients: ['desk@x.example'] }).box).toBeUndefined();
  });

  it('knows our own addresses, with a tag too', () => {
    expect(
      ['desk@x.example', 'desk+a@x.example', 'desk@y.example', 'des@x.example'].map((one) =>
        isOwnAddress(one, [ours.address]),
      ),
    ).toEqual([true, true, false, false]);
  });
});
