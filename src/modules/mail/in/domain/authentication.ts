import { domainOf } from '../../domain/addresses.js';

/**
 * Whether our own mail server vouches that a mail comes from the domain of its sender (RFC 8601). Only the topmost
 * `Authentication-Results` that names the configured host counts: whoever writes a mail can write such headers too, but not
 * above the one that our server adds. What passed must belong to the domain in From: by DMARC itself, by a DKIM signature of
 * that domain or one above it, or by SPF of the very domain.
 *
 * @param results the values of the headers, topmost first
 * @param host the configured authserv-id; undefined: nobody vouches for anything
 */
export function isVouchedFor(results: readonly string[], host: string | undefined, sender: string): boolean {
  if (host === undefined) return false;
  const ours = results.map(withoutComments).find((value) => servedBy(value) === host.toLowerCase());
  if (ours === undefined) return false;
  const domain = domainOf(sender).toLowerCase();
  return ours
    .split(';')
    .slice(1)
    .some((result) => proves(result.trim().toLowerCase(), domain));
}

function servedBy(value: string): string {
  return (value.split(';', 1)[0] ?? '').trim().split(/\s+/)[0]?.toLowerCase() ?? '';
}

function proves(result: string, domain: string): boolean {
  const property = (name: string) => new RegExp(`(?:^|\\s)${name}\\s*=\\s*"?([^\\s";]+)`).exec(result)?.[1];
  const method = /^(dmarc|dkim|spf)(?:\/\d+)?\s*=\s*pass(?:\s|$)/.exec(result)?.[1];
  if (method === 'dmarc') return property('header\\.from') === domain;
  if (method === 'spf') return hostIn(property('smtp\\.mailfrom')) === domain;
  if (method !== 'dkim') return false;
  const signed = property('header\\.d') ?? hostIn(property('header\\.i'));
  // a whole country or a public suffix of one label signs for nobody
  return signed !== undefined && signed.includes('.') && (domain === signed || domain.endsWith(`.${signed}`));
}

function hostIn(address: string | undefined): string | undefined {
  return address?.slice(address.lastIndexOf('@') + 1);
}

/** Comments nest; what is left open goes to the end. */
function withoutComments(text: string): string {
  let depth = 0;
  let kept = '';
  for (const letter of text.slice(0, 10_000)) {
    if (letter === '(') depth += 1;
    else if (letter === ')' && depth > 0) depth -= 1;
    else if (depth === 0) kept += letter;
  }
  return kept;
}
