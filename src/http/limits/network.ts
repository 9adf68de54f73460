import { isIPv6 } from 'node:net';

/** As what an address is counted: of IPv6 the first 64 bits, of which one subscriber has all addresses; else itself. */
export function networkOf(address: string): string {
  if (!isIPv6(address)) return address;
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (mapped !== undefined) return mapped;
  const [before = '', after] = address.replace(/%.*$/, '').toLowerCase().split('::');
  const first = groups(before);
  const last = after === undefined ? [] : groups(after);
  const zeros = Array.from({ length: 8 - first.length - last.length }, () => '0');
  const all = after === undefined ? first : [...first, ...zeros, ...last];
  return `${all
    .slice(0, 4)
    .map((group) => group.replace(/^0+(?=.)/, ''))
    .join(':')}::/64`;
}

/** The last four bytes may be written as those of IPv4: two groups, of which only the number matters here. */
function groups(part: string): string[] {
  return part === '' ? [] : part.split(':').flatMap((group) => (group.includes('.') ? ['0', '0'] : [group]));
}
