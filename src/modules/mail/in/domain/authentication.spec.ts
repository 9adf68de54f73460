import { expect, it } from '@jest/globals';
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
