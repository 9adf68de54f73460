import { domainOf } from '../../domain/addresses.js';
import { readReplyToken } from '../../domain/reply-token.js';
import { isUuid } from '../../../../kernel/index.js';

/** What in a mail points to a thread of ours. Nothing of it says who wrote. */
export interface ThreadSigns {
  /** The mail that it answers, by a signed token in the address. */
  tokenOf: string | undefined;
  /** Mails of ours that it refers to. */
  mailIds: readonly string[];
  /** Tickets whose thread it refers to; `n`: that of somebody outside, who was called with escalation n. */
  roots: readonly { ticketId: string; n: number | null }[];
  /** References of tickets in the subject. */
  tags: readonly string[];
  /** The box of a service of an institution, by their codes. */
  box: { institution: string; service: string | undefined } | undefined;
}

export interface Ours {
  /** To which answers go. */
  address: string;
  /** Of our Message-IDs. */
  host: string;
  secretKeys: readonly string[];
}

const MOST = 50;

export function threadSigns(
  mail: { recipients: readonly string[]; references: readonly string[]; subject: string },
  ours: Ours,
): ThreadSigns {
  const tags = mail.recipients.flatMap((recipient) => tagOf(recipient, ours.address) ?? []);
  const ids = mail.references
    .filter((id) => domainOf(id).toLowerCase() === ours.host.toLowerCase())
    .map((id) => id.slice(0, id.lastIndexOf('@')).toLowerCase())
    .slice(-MOST);
  return {
    tokenOf: tags.map((tag) => readReplyToken(tag, ours.secretKeys)).find((id) => id !== undefined),
    // what is answered stands last
    mailIds: [...new Set(ids.filter(isUuid))].reverse(),
    roots: ids.flatMap(rootIn),
    tags: [...mail.subject.matchAll(/\[([A-Z0-9]{2,12}-\d{4}-\d{5,10})\]/g)].map(([, tag]) => tag ?? '').slice(0, 5),
    box: tags.map(boxIn).find((box) => box !== undefined),
  };
}

/** Whether somebody writes to us in our own name. */
export function isOwnAddress(address: string, ours: readonly string[]): boolean {
  return ours.some((own) => address === own.toLowerCase() || tagOf(address, own) !== undefined);
}

/** `desk+tag@host` of `desk@host`. */
function tagOf(recipient: string, address: string): string | undefined {
  const at = address.lastIndexOf('@');
  const [before, after] = [`${address.slice(0, at)}+`.toLowerCase(), address.slice(at).toLowerCase()];
  const given = recipient.toLowerCase();
  if (!given.startsWith(before) || !given.endsWith(after)) return undefined;
  return given.slice(before.length, given.length - after.length);
}

function boxIn(tag: string): ThreadSigns['box'] {
  const [, institution, service] = /^([a-z0-9]{2,12})(?:\.([a-z0-9_-]{2,40}))?$/.exec(tag) ?? [];
  return institution === undefined
    ? undefined
    : { institution: institution.toUpperCase(), service: service?.toUpperCase() };
}

function rootIn(id: string): { ticketId: string; n: number | null }[] {
  const [, part, n, ticketId] = /^(ticket|external\.(\d{1,4}))\.([0-9a-f-]{36})$/.exec(id) ?? [];
  if (part === undefined || ticketId === undefined || !isUuid(ticketId)) return [];
  return [{ ticketId, n: n === undefined ? null : Number(n) }];
}
