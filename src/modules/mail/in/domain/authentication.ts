import { domainOf } from '../../domain/addresses.js';
import { readResults, type Verdict } from './authentication-results.js';

/**
 * Whether our own mail server vouches that a mail comes from the domain of its sender (RFC 8601). Only the topmost
 * `Authentication-Results` that names the configured host counts: whoever writes a mail can write such headers too, but not
 * above the one that our server adds. What passed must belong to the domain in From: by DMARC itself, by a DKIM signature of
 * that domain or one above it, or by SPF of the very domain; and where DMARC says that it failed, nothing else counts.
 *
 * @param results the values of the headers, topmost first
 * @param host the configured authserv-id; undefined: nobody vouches for anything
 */
export function isVouchedFor(results: readonly string[], host: string | undefined, sender: string): boolean {
  if (host === undefined) return false;
  const ours = results.map(readResults).find((one) => one.host === host.toLowerCase());
  if (!ours?.verdicts) return false;
  if (ours.verdicts.some(({ method, result }) => method === 'dmarc' && result === 'fail')) return false;
  const domain = domainOf(sender).toLowerCase();
  return ours.verdicts.some((verdict) => proves(verdict, domain));
}

function proves({ method, result, properties }: Verdict, domain: string): boolean {
  if (result !== 'pass') return false;
  if (method === 'dmarc') return properties.get('header.from') === domain;
  if (method === 'spf') return hostIn(properties.get('smtp.mailfrom')) === domain;
  if (method !== 'dkim') return false;
  const signed = properties.get('header.d') ?? hostIn(properties.get('header.i'));
  // a whole country or a public suffix of one label signs for nobody
  return signed !== undefined && signed.includes('.') && (domain === signed || domain.endsWith(`.${signed}`));
}

function hostIn(address: string | undefined): string | undefined {
  return address?.slice(address.lastIndexOf('@') + 1);
}
