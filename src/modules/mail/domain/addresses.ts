const LONGEST_LOCAL_PART = 64;

export interface Mailbox {
  name: string;
  address: string;
}

/** One address that may stand in a header and an envelope: no white space, control or angle bracket, one `@`. */
export function isAddress(text: string): boolean {
  return /^[^\s\p{Cc}\p{Cf}<>()[\]\\,;:"@]+@[^\s\p{Cc}\p{Cf}<>()[\]\\,;:"@]+$/u.test(text) && text.length <= 254;
}

/** `Guichet <guichet@example.org>`, or the address alone. Throws on anything else: it is a setting. */
export function parseMailbox(text: string): Mailbox {
  const found = /^(?:(?<name>[^<>]*)<(?<inside>[^<>]+)>|(?<bare>[^<>]+))$/.exec(text.trim())?.groups;
  const address = (found?.inside ?? found?.bare ?? '').trim();
  if (!isAddress(address)) throw new Error('the sender of mails must be an address, or a name and <an address>');
  return { name: (found?.name ?? '').trim().replace(/^"(.*)"$/, '$1'), address };
}

export function domainOf(address: string): string {
  return address.slice(address.lastIndexOf('@') + 1);
}

/** The address with a tag, `guichet+tag@host`; undefined when that makes a local part longer than mail allows. */
export function taggedAddress(address: string, tag: string): string | undefined {
  const at = address.lastIndexOf('@');
  const local = `${address.slice(0, at)}+${tag}`;
  return local.length > LONGEST_LOCAL_PART ? undefined : `${local}${address.slice(at)}`;
}
