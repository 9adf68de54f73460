import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { isVouchedFor } from './authentication.js';

const host = 'mx.desk.example';
const vouched = (results: string[], sender = 'a@univ.example', by: string | undefined = host) =>
  isVouchedFor(results, by, sender);

it.each([
  ['a signature of the domain', `${host}; dkim=pass header.d=univ.example`],
  ['of one above it', `${host}; dkim=pass header.d=univ.example; spf=fail`, 'a@mail.univ.example'],
  ['by its identity', `${host}; dkim=pass header.i=@univ.example`],
  ['DMARC', `${host} 1; dmarc=pass (p=reject) header.from=univ.example`],
  ['SPF', `${host}; spf=pass smtp.mailfrom=bounce@univ.example`],
  ['in any case', `MX.Desk.Example; DKIM=PASS header.d=UNIV.example`],
  [
    'as a large provider writes it',
    `${host}; spf=pass (sender IP is 192.0.2.1) smtp.mailfrom=other.example; dkim=pass (signature was verified) header.d=univ.example;dmarc=pass action=none header.from=univ.example;compauth=pass reason=100`,
  ],
  [
    'with base64 and a reason',
    `${host}; dkim=pass reason="good; strong key" header.d=univ.example header.b=a/b+c== header.s="s1";`,
  ],
  ['with quoted values', `${host}; spf=pass smtp.mailfrom="a@univ.example"`],
  ['behind comments', `(our) ${host} (v=1; x); (dkim=fail) dkim=pass (2048; "ok") header.d=univ.example`],
])('vouches: %s', (_what, result, sender = 'a@univ.example') => {
  expect(vouched([result], sender)).toBe(true);
});

it.each([
  ['another host', 'mx.other.example; dkim=pass header.d=univ.example'],
  ['a host that only begins so', `${host}.evil.example; dkim=pass header.d=univ.example`],
  ['another domain', `${host}; dkim=pass header.d=evil.example`],
  ['a domain that ends alike', `${host}; dkim=pass header.d=univ.example`, 'a@myuniv.example'],
  ['a whole country', `${host}; dkim=pass header.d=example`],
  ['a domain below', `${host}; dkim=pass header.d=mail.univ.example`],
  ['a failure', `${host}; dkim=fail header.d=univ.example`],
  ['a word that begins so', `${host}; dkim=passed header.d=univ.example`],
  ['SPF of a domain above', `${host}; spf=pass smtp.mailfrom=a@univ.example`, 'a@mail.univ.example'],
  ['a result in a comment', `${host}; none (; dkim=pass header.d=univ.example)`],
  ['in a comment that nobody closes', `${host}; none (x; dkim=pass header.d=univ.example`],
  ['a result of another method', `${host}; x-dkim=pass header.d=univ.example`],
  ['nothing', host],
  ['a signature where DMARC failed', `${host}; dkim=pass header.d=univ.example; dmarc=fail header.from=univ.example`],
  ['a quote that nobody closes', `${host}; dkim=pass header.d=univ.example; spf=pass smtp.mailfrom="a`],
  ['the second of two domains', `${host}; dkim=pass header.d=evil.example header.d=univ.example`],
  ['two addresses in one', `${host}; spf=pass smtp.mailfrom=a@evil.example@univ.example`],
  ['two methods in one statement', `${host}; spf=pass dkim=pass header.d=univ.example`],
  ['a stray word', `${host}; dkim=pass header.d=univ.example; spf=pass smtp.mailfrom=a b@evil.example`],
  // all of these were chosen by whoever wrote the mail: a local part in quotes holds anything
  [
    'SPF of a quoted DMARC',
    `${host}; spf=pass smtp.mailfrom="a; dmarc=pass header.from=univ.example "@evil.example; dmarc=none`,
  ],
  ['DKIM of a quoted domain', `${host}; dkim=pass header.i="x header.d=univ.example "@evil.example`],
  ['SPF of a quoted address', `${host}; spf=pass smtp.mailfrom="x@univ.example"@evil.example`],
  [
    'SPF of an escaped quote',
    `${host}; spf=pass smtp.mailfrom="x\\"; dmarc=pass header.from=univ.example "@evil.example`,
  ],
  [
    'a comment that the sender closes',
    `${host}; spf=pass (domain of "x); dkim=pass header.d=univ.example ("@evil.example may send) smtp.helo=evil.example`,
  ],
])('does not vouch: %s', (_what, result, sender = 'a@univ.example') => {
  expect(vouched([result], sender)).toBe(false);
});

it('takes the topmost verdict of our host alone: what a mail brought along stands below', () => {
  const forged = `${host}; dkim=pass header.d=univ.example`;
  expect(vouched([`${host}; dkim=none`, forged])).toBe(false);
  expect(vouched(['mx.other.example; dkim=none', forged])).toBe(true);
});

it('vouches for nobody where no host is configured', () => {
  expect(isVouchedFor([`undefined; dkim=pass header.d=univ.example`], undefined, 'a@univ.example')).toBe(false);
});

it('vouches for nobody by what the writer of a mail chose, whatever it is', () => {
  const pieces = [
    ...['; ', ' ', '\t', '(', ')', '"', '\\', '@', '=', ';', 'univ.example', 'x@univ.example', 'none', 'evil.example'],
    ...['dkim=pass', 'dmarc=pass', 'spf=pass', 'header.d=univ.example', 'header.from=univ.example', host],
    ...['smtp.mailfrom=a@univ.example', 'header.i=@univ.example', 'reason="', '"@univ.example'],
  ];
  const said = fc.array(fc.constantFrom(...pieces), { maxLength: 12 }).map((all) => all.join(''));
  // as RFC 5321 has it: in quotes, with quotes and backslashes escaped; or bare
  const local = fc.oneof(
    said.map((text) => `"${text.replace(/["\\]/g, '\\$&')}"`),
    said.map((text) => text.replace(/[\s;()"\\@]/g, '')),
  );
  fc.assert(
    fc.property(local, local, (one, other) => {
      for (const header of [
        `${host}; spf=pass smtp.mailfrom=${one}@evil.example; dkim=pass header.i=${other}@evil.example header.d=evil.example`,
        `${host}; dkim=pass header.i=${one}@evil.example header.s=s1; spf=pass smtp.mailfrom=${other}@evil.example`,
        `${host}; spf=pass (${host}: domain of ${one}@evil.example may send) smtp.helo=evil.example; dkim=none`,
      ])
        expect(vouched([header])).toBe(false);
    }),
    { numRuns: 3000 },
  );
});
