import type { Received } from './mailbox.js';

/** A mail as somebody would send it; every line is the test's own. */
export interface Written {
  from: string;
  to?: string;
  subject?: string;
  text?: string;
  /** The domain that the mail server vouches for; by default that of the sender, `null`: it says nothing. */
  vouched?: string | null;
  headers?: Record<string, string>;
  /** In place of the text. */
  parts?: { type: string; name?: string; content: string }[];
}

export const DESK = 'guichet@guichet.example';
let written = 0;

/** The raw bytes of it. */
export function letter(mail: Written): string {
  const domain = mail.from.split('@').at(-1)?.replace('>', '') ?? '';
  const vouched = mail.vouched === undefined ? domain : mail.vouched;
  const boundary = 'a-boundary-of-a-test';
  const head: Record<string, string> = {
    ...(vouched === null
      ? {}
      : { 'Authentication-Results': `guichet.example; dkim=pass header.d=${vouched} header.s=x; spf=none` }),
    From: mail.from,
    To: mail.to ?? DESK,
    Subject: mail.subject ?? 'Un sujet',
    Date: 'Tue, 10 Mar 2026 10:00:00 +0100',
    'Message-ID': `<letter-${String((written += 1))}@${domain}>`,
    'MIME-Version': '1.0',
    'Content-Type': mail.parts ? `multipart/mixed; boundary="${boundary}"` : 'text/plain; charset=utf-8',
    ...(mail.parts ? {} : { 'Content-Transfer-Encoding': '8bit' }),
    ...mail.headers,
  };
  const lines = Object.entries(head).map(([name, value]) => `${name}: ${value}`);
  const body = mail.parts
    ? [
        ...mail.parts.flatMap(({ type, name, content }) => [
          `--${boundary}`,
          `Content-Type: ${type}`,
          ...(name === undefined ? [] : [`Content-Disposition: attachment; filename="${name}"`]),
          '',
          content,
        ]),
        `--${boundary}--`,
        '',
      ]
    : [mail.text ?? 'Un texte.'];
  return [...lines, '', ...body].join('\r\n');
}

/** An answer to a mail of ours, to where it says. */
export function answerTo({ mail, to }: Received, more: Partial<Written> = {}): string {
  return letter({
    from: to[0] ?? '',
    to: mail.replyTo?.[0]?.address ?? '',
    subject: `Re: ${mail.subject ?? ''}`,
    ...more,
    headers: { 'In-Reply-To': mail.messageId ?? '', References: mail.inReplyTo ?? '', ...more.headers },
  });
}

/** The same without anything that points to a mail of ours but what `more` says. */
export function strayAnswer({ mail, to }: Received, more: Partial<Written> = {}): string {
  return letter({ from: to[0] ?? '', subject: `Re: ${mail.subject ?? ''}`, ...more });
}
