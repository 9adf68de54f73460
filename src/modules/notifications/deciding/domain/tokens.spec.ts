import { createHmac } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { replyToken } from '../../../mail/domain/reply-token.js';
import { codeOf, isCodeOfOne, typedCode } from './code.js';
import { linkExpiry, linkToken, readLinkToken, type DecisionLink } from './link-token.js';
import { isProofFor, proofFor } from './proof.js';
import { flawOf, reasonIn } from './said.js';
import { statusOf } from './view.js';

const [OLD, KEY, OTHER] = ['a key of last year', 'a key of this year', 'a key of somebody else'];
const NOW = new Date('2026-03-10T09:00:00.250Z');
const link: DecisionLink = {
  institutionId: '0198c0de-0000-7000-8000-000000000001',
  personId: '0198c0de-0000-7000-8000-000000000002',
  kind: 'approval',
  subjectId: '0198c0de-0000-7000-8000-000000000003',
  digest: Buffer.alloc(16, 7),
  locale: 'en',
  expiresAt: linkExpiry(NOW),
};
const token = linkToken(link, KEY);
const read = (text: string, keys = [KEY], now = NOW) => readLinkToken(text, keys, now);

describe('a link', () => {
  it('is read as it was written, in either language, and fits a part of a path', () => {
    expect(read(token)).toEqual(link);
    expect(read(linkToken({ ...link, locale: 'fr', kind: 'a_kind_of_20_letters' }, KEY))).toMatchObject({
      locale: 'fr',
      kind: 'a_kind_of_20_letters',
    });
    expect(token).toMatch(/^[\w-]{100,160}$/);
  });

  it('is signed by any of the keys, and by no other', () => {
    expect(read(linkToken(link, OLD), [KEY, OLD])).toEqual(link);
    expect(read(linkToken(link, OLD))).toBeUndefined();
    expect(read(linkToken(link, OTHER), [KEY, OLD])).toBeUndefined();
    expect(read(token, [])).toBeUndefined();
  });

  it('is none once one character of it is another, or it is cut or continued', () => {
    for (let place = 0; place < token.length; place += 1) {
      const altered = `${token.slice(0, place)}${token[place] === 'A' ? 'B' : 'A'}${token.slice(place + 1)}`;
      expect(read(altered)).toBeUndefined();
      expect(read(token.slice(0, place))).toBeUndefined();
    }
    for (const more of ['A', 'AA', 'AAAA', '=', ' ', '\n']) expect(read(`${token}${more}`)).toBeUndefined();
  });

  it('has one spelling: left-over bits are not ours', () => {
    // 93 bytes leave none over, 94 leave four bits
    const odd = linkToken({ ...link, kind: 'approvals' }, KEY);
    const last = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'.indexOf(odd.at(-1) ?? '');
    const twin = `${odd.slice(0, -1)}${'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'[last + 1] ?? ''}`;
    expect(Buffer.from(twin, 'base64url')).toEqual(Buffer.from(odd, 'base64url'));
    expect([read(odd)?.kind, read(twin)]).toEqual(['approvals', undefined]);
  });

  it('expires fourteen days after the mail was written', () => {
    const end = new Date('2026-03-24T09:00:00Z');
    expect(link.expiresAt).toEqual(end);
    expect(read(token, [KEY], new Date(end.getTime() - 1))).toEqual(link);
    expect(read(token, [KEY], end)).toBeUndefined();
  });

  it('is nothing that the key signs for another purpose', () => {
    expect(read(replyToken(link.subjectId, KEY))).toBeUndefined();
    const body = Buffer.from(token, 'base64url').subarray(0, -16);
    for (const purpose of ['', 'reply to mail ', 'shown who they are, 1: ']) {
      const signed = createHmac('sha256', KEY).update(purpose).update(body).digest().subarray(0, 16);
      expect(read(Buffer.concat([body, signed]).toString('base64url'))).toBeUndefined();
    }
  });
});

describe('what stands in the form', () => {
  const proof = proofFor(token, NOW, KEY);
  const isProof = (text: string, of = token, keys = [KEY], now = NOW) => isProofFor(of, text, now, keys);

  it('serves for one link, under any of the keys, for half an hour', () => {
    expect(isProof(proof)).toBe(true);
    expect(isProof(proof, token, [OTHER, KEY])).toBe(true);
    expect(isProof(proof, token, [OTHER])).toBe(false);
    expect(isProof(proof, linkToken({ ...link, kind: 'vote' }, KEY))).toBe(false);
    expect(isProof(proof, token, [KEY], new Date('2026-03-10T09:29:59.999Z'))).toBe(true);
    expect(isProof(proof, token, [KEY], new Date('2026-03-10T09:30:00Z'))).toBe(false);
  });

  it('is not what somebody prolonged, cut or made up', () => {
    const longer = `${(parseInt(proof.slice(0, 8), 16) + 600).toString(16)}${proof.slice(8)}`;
    for (const made of ['', 'x', longer, proof.slice(0, -1), `${proof}A`, token]) expect(isProof(made)).toBe(false);
  });
});

describe('a code', () => {
  const ids = ['0198c0de-0000-7000-8000-00000000000a', '0198c0de-0000-7000-8000-00000000000b'];
  const [first = '', second = ''] = ids.map((id) => codeOf(id, KEY));

  it('has eight digits and differs from id to id and from key to key', () => {
    const all = Array.from({ length: 500 }, (_, n) => codeOf(`id ${String(n)}`, KEY));
    for (const code of all) expect(code).toMatch(/^\d{8}$/);
    expect(new Set(all).size).toBeGreaterThan(495);
    expect(codeOf(ids[0] ?? '', OTHER)).not.toBe(first);
  });

  it('is that of one of the rows, under any of the keys', () => {
    expect([isCodeOfOne(first, ids, [KEY]), isCodeOfOne(second, ids, [OTHER, KEY])]).toEqual([true, true]);
    expect([isCodeOfOne(second, ids.slice(0, 1), [KEY]), isCodeOfOne(first, ids, [OTHER])]).toEqual([false, false]);
    expect(isCodeOfOne(first, [], [KEY])).toBe(false);
  });

  it('is not what only begins like it, or only looks like it', () => {
    const wide = first.replace(/\d/g, (digit) => String.fromCharCode(0x100 + digit.charCodeAt(0)));
    for (const typed of ['', first.slice(0, 7), `${first}0`, wide, `${first.slice(0, 7)}\u{1f600}`])
      expect(isCodeOfOne(typed, ids, [KEY])).toBe(false);
  });

  it('may be typed with spaces and dashes', () => {
    expect(typedCode(' 1234 5678\u00a0')).toBe('12345678');
    expect(typedCode('12-34-56-78\n')).toBe('12345678');
  });
});

describe('what was said', () => {
  const choices = [
    { value: 'approve', needsReason: false },
    { value: 'reject', needsReason: true },
  ];

  it('has the line ends of ours, and is nothing where nothing is to be seen', () => {
    expect(reasonIn(' a\r\nb\rc ')).toBe('a\nb\nc');
    expect([reasonIn(undefined), reasonIn(' \r\n')]).toEqual([undefined, undefined]);
  });

  it.each([
    ['', undefined, 'choose'],
    ['toString', 'x', 'choose'],
    ['reject', undefined, 'reason'],
    ['reject', 'x', undefined],
    ['approve', undefined, undefined],
    ['approve', 'x'.repeat(4000), undefined],
    ['approve', 'x'.repeat(4001), 'too_long'],
  ])('%s with %s has the flaw %s', (choice, reason, flaw) => {
    expect(flawOf({ choice, reason }, choices)).toBe(flaw);
  });
});

it('answers each page with its status', () => {
  const start = { page: 'start', locale: 'fr' } as const;
  expect(statusOf({ page: 'gone' })).toBe(404);
  const described = { heading: 'x', facts: [], choices: [], outcome: undefined };
  const decide = { page: 'decide', locale: 'fr', described, proof: '', said: undefined } as const;
  expect(
    ([undefined, 'choose', 'reason', 'too_long', 'not_now', 'again'] as const).map((flaw) =>
      statusOf({ ...decide, flaw }),
    ),
  ).toEqual([200, 422, 422, 422, 409, 403]);
  expect(
    ([undefined, 'code_sent', 'wrong_code', 'not_you', 'too_many', 'again'] as const).map((notice) =>
      statusOf({ ...start, notice }),
    ),
  ).toEqual([200, 200, 401, 401, 429, 403]);
});
