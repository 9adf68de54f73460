import { createHmac } from 'node:crypto';
import { isAddress, parseMailbox, taggedAddress } from './addresses.js';
import { readReplyToken, replyToken } from './reply-token.js';
import { threadHeaders } from './thread.js';

const mailId = '0198c0de-1234-7abc-8def-0123456789ab';
const secret = 'a secret that signs the answers of today';
const older = 'a secret that signed the answers of last year';

describe('a reply token', () => {
  const token = replyToken(mailId, secret);

  it('is read back, whatever a mailbox does to the case', () => {
    expect(readReplyToken(token, [secret])).toBe(mailId);
    expect(readReplyToken(token.toUpperCase(), [secret])).toBe(mailId);
  });

  it('holds the id and 80 bits of an HMAC, in base32 that fits a local part', () => {
    const hmac = createHmac('sha256', secret)
      .update('reply to mail ')
      .update(Buffer.from(mailId.replaceAll('-', ''), 'hex'));
    const expected = BigInt(`0x${mailId.replaceAll('-', '')}${hmac.digest('hex').slice(0, 20)}`);
    const digits = 'abcdefghijklmnopqrstuvwxyz234567';
    const read = token.split('').reduce((sum, digit) => sum * 32n + BigInt(digits.indexOf(digit)), 0n);
    expect(read >> 2n).toBe(expected);
    expect(token).toMatch(/^[a-z2-7]{42}$/);
  });

  it('outlives the rotation of the key, and no longer', () => {
    expect(readReplyToken(replyToken(mailId, older), [secret, older])).toBe(mailId);
    expect(readReplyToken(replyToken(mailId, older), [secret])).toBeUndefined();
    expect(readReplyToken(token, [])).toBeUndefined();
  });

  it('is void when any one character changes', () => {
    for (let at = 0; at < token.length; at += 1) {
      const other = token[at] === 'a' ? 'b' : 'a';
      expect(readReplyToken(token.slice(0, at) + other + token.slice(at + 1), [secret])).toBeUndefined();
    }
  });

  it('has one spelling: the bits left over at its end are zero', () => {
    const digits = 'abcdefghijklmnopqrstuvwxyz234567';
    const twin = token.slice(0, -1) + digits.charAt(digits.indexOf(token.at(-1)!) + 1);
    expect(readReplyToken(twin, [secret])).toBeUndefined();
  });

  it.each(['', 'x', token.slice(1), `${token}a`, `${token}\n`, token.replace(/.$/, '1'), 'é'.repeat(42)])(
    'is not %j',
    (text) => {
      expect(readReplyToken(text, [secret])).toBeUndefined();
    },
  );
});

describe('an address', () => {
  it('takes a tag as long as mail allows', () => {
    expect(taggedAddress('guichet@example.org', 'abc')).toBe('guichet+abc@example.org');
    expect(taggedAddress(`${'a'.repeat(21)}@example.org`, replyToken(mailId, secret))).toBeDefined();
    expect(taggedAddress(`${'a'.repeat(22)}@example.org`, replyToken(mailId, secret))).toBeUndefined();
  });

  it('comes with a name or without', () => {
    expect(parseMailbox('Guichet <g@example.org>')).toEqual({ name: 'Guichet', address: 'g@example.org' });
    expect(parseMailbox('"Guichet, UL" <g@example.org>')).toEqual({ name: 'Guichet, UL', address: 'g@example.org' });
    expect(parseMailbox('g@example.org')).toEqual({ name: '', address: 'g@example.org' });
    expect(() => parseMailbox('nobody')).toThrow();
  });

  it.each(['a@b\r\nBcc: c@d', 'a b@c', 'a@b, c@d', '<a@b>', 'a', '@', 'a@b@c', 'a@\u202eb'])('is not %j', (text) => {
    expect(isAddress(text)).toBe(false);
  });
});

describe('a thread', () => {
  const host = 'guichet.example';

  it('is the same for every mail of a ticket', () => {
    const one = threadHeaders({ mailId: 'm1', ticketId: 't', reference: 'ULCO-2026-00042', host });
    const two = threadHeaders({ mailId: 'm2', ticketId: 't', reference: 'ULCO-2026-00042', host });
    expect([one.messageId, two.messageId]).toEqual(['<m1@guichet.example>', '<m2@guichet.example>']);
    expect([one.references, one.inReplyTo]).toEqual(['<ticket.t@guichet.example>', '<ticket.t@guichet.example>']);
    expect([two.references, two.inReplyTo]).toEqual([one.references, one.inReplyTo]);
  });

  it('tells other machines to keep quiet', () => {
    expect(threadHeaders({ mailId: 'm', ticketId: 't', reference: 'ULCO-2026-00042', host }).headers).toEqual({
      'Auto-Submitted': 'auto-generated',
      'X-Auto-Response-Suppress': 'All',
      'X-Guichet-Reference': 'ULCO-2026-00042',
    });
  });

  it('is none without a ticket', () => {
    const alone = threadHeaders({ mailId: 'm', ticketId: null, reference: null, host });
    expect(Object.keys(alone)).toEqual(['messageId', 'headers']);
    expect(alone.headers).not.toHaveProperty('X-Guichet-Reference');
  });
});

it('mails about one change are one thread', () => {
  const headers = threadHeaders({
    mailId,
    ticketId: null,
    changeId: mailId,
    reference: 'CHG-FUN-2026-00007',
    host: 'example.org',
  });
  expect(headers).toMatchObject({
    messageId: `<${mailId}@example.org>`,
    inReplyTo: `<change.${mailId}@example.org>`,
    references: `<change.${mailId}@example.org>`,
    headers: { 'X-Guichet-Reference': 'CHG-FUN-2026-00007' },
  });
});
