import PostalMime, { addressParser, type Attachment, type Email } from 'postal-mime';
import { isAddress } from '../../domain/addresses.js';
import { cleanLine, cleanText, shorten } from '../../domain/clean.js';
import { natureOf, type Nature } from './automatic.js';
import { bouncedIn, type Bounced } from './bounced.js';
import { Headers } from './headers.js';
import { textOfHtml } from './html-text.js';
import { isThanks, withoutQuotes } from './quoting.js';

/** A mail as it was read: everything decoded, cleaned and bounded. Who wrote it is what it says, not what is known. */
export interface ReadMail extends Nature {
  /** The one valid address in From, in lower case; null without one, and with several. */
  from: string | null;
  fromName: string;
  /** Those in To, Cc and where servers said that they delivered it to, in lower case. */
  recipients: string[];
  subject: string;
  /** Without what was quoted and signed. */
  text: string;
  isThanks: boolean;
  attachments: MailFile[];
  /** Message-IDs that it refers to, without angle brackets, the one that it answers last. */
  references: string[];
  /** The values of Authentication-Results, topmost first. */
  authenticationResults: string[];
  /** Of a delivery report. */
  bounced: Bounced | null;
}

export interface MailFile {
  /** As it was sent: not to be trusted. */
  name: string;
  content: Uint8Array;
}

const LONGEST_SUBJECT = 200;
const LONGEST_TEXT = 20_000;
const MOST_RECIPIENTS = 200;
const MOST_REFERENCES = 100;
const MOST_FILES = 100;
/** Parts of a report that say what happened, and are no files of anybody. */
const REPORTING = [
  'message/delivery-status',
  'message/global-delivery-status',
  'message/disposition-notification',
  'message/feedback-report',
  'text/rfc822-headers',
  'message/global-headers',
];
const RECIPIENT_HEADERS = ['to', 'cc', 'delivered-to', 'x-original-to', 'envelope-to', 'x-envelope-to'];

interface Leaf {
  contentType: { parsed: { params: Record<string, string> } };
  contentDisposition: { parsed: { params: Record<string, string> } };
}
interface Sorting {
  textMap: ReadonlyMap<unknown, Partial<Record<'plain' | 'html', { value: unknown }[]>>>;
  textContent: Record<string, string>;
  isInlineTextNode(leaf: Leaf): boolean;
}
const sorting = PostalMime.prototype as unknown as Sorting;

/**
 * The parser with two rules of its own. Takes a text with a file name that comes after the text of the mail for a file: several programs
 * call those inline.
 */
class Parser extends PostalMime {
  isInlineTextNode(this: Sorting & Parser, leaf: Leaf): boolean {
    const name = leaf.contentDisposition.parsed.params.filename ?? leaf.contentType.parsed.params.name;
    if (name !== undefined && this.textMap.size > 0) return false;
    return sorting.isInlineTextNode.call(this, leaf);
  }

  /** Each part by its text, or by its HTML where that is blank. */
  renderTextContent(this: Sorting & Parser): void {
    const said = (parts: { value: unknown }[] = []) =>
      parts.map(({ value }) => (typeof value === 'string' ? value : '')).join('\n');
    const texts = [...this.textMap.values()].map(({ plain, html }) => {
      const text = said(plain);
      return text.trim() === '' && html ? textOfHtml(said(html)) : text;
    });
    // blank ones would only leave gaps
    this.textContent.plain = texts.filter((text) => text.trim() !== '').join('\n');
  }
}

/** Rejects on what is no mail at all: parts nested without end, a header of megabytes. Costs time: not between requests. */
export async function readMail(raw: Uint8Array): Promise<ReadMail> {
  const mail = await new Parser({ forceRfc822Attachments: true }).parse(raw);
  const paths = pathsIn(raw);
  const headers = new Headers(mail.headers);
  const subject = shorten(cleanLine(mail.subject ?? ''), LONGEST_SUBJECT);
  const text = cleaned(mail.text ?? '');
  const from = senderOf(headers);
  const answer = withoutQuotes(text);
  const nature = natureOf(headers, shapeOf(mail, headers, subject));
  return {
    ...nature,
    from: from?.address ?? null,
    fromName: shorten(cleanLine(from?.name ?? ''), 100),
    recipients: recipientsOf(headers),
    subject,
    text: answer,
    isThanks: isThanks(answer),
    attachments: mail.attachments
      .filter(({ mimeType }) => !REPORTING.includes(mimeType))
      .slice(0, MOST_FILES)
      .map((file) => toFile(file, paths)),
    references: referencesOf(headers),
    authenticationResults: headers.all('authentication-results').slice(0, 20),
    bounced: nature.isBounce ? bouncedIn(partText(mail, 'delivery-status'), returnedOf(mail)) : null,
  };
}

function cleaned(text: string): string {
  return cleanText(text, LONGEST_TEXT).lines.join('\n');
}

/** Several senders are nobody; so is an address that could not stand in an envelope. */
function senderOf(headers: Headers): { name: string; address: string } | undefined {
  const values = headers.all('from');
  if (values.length !== 1) return undefined;
  const senders = addressParser((values[0] ?? '').slice(0, 2000), { flatten: true });
  const [sender] = senders;
  if (!sender || senders.length > 1) return undefined;
  const address = (sender.address ?? '').toLowerCase();
  return isAddress(address) ? { name: sender.name, address } : undefined;
}

function recipientsOf(headers: Headers): string[] {
  const found = new Set<string>();
  for (const value of RECIPIENT_HEADERS.flatMap((name) => headers.all(name))) {
    // thousands of recipients are read as far as ours may stand among them
    for (const { address = '' } of addressParser(value.slice(0, 100_000), { flatten: true })) {
      const given = address.toLowerCase();
      if (isAddress(given)) found.add(given);
    }
  }
  const all = [...found];
  // those with a tag first: they may be ours
  return [...all.filter((one) => one.includes('+')), ...all.filter((one) => !one.includes('+'))].slice(
    0,
    MOST_RECIPIENTS,
  );
}

function referencesOf(headers: Headers): string[] {
  const values = [...headers.all('references'), ...headers.all('in-reply-to')];
  const ids = values.flatMap((value) => value.slice(-50_000).match(/<[^<>\s]{3,250}>/g) ?? []);
  return [...new Set(ids.map((id) => id.slice(1, -1)))].slice(-MOST_REFERENCES);
}

function shapeOf(mail: Email, headers: Headers, subject: string) {
  const type = headers.first('content-type') ?? '';
  const parameter = (name: string) => new RegExp(`;\\s*${name}\\s*=\\s*"?([^\\s";]+)`, 'i').exec(type)?.[1];
  const calendar = mail.attachments.find(({ mimeType }) => mimeType === 'text/calendar');
  return {
    contentType: headers.word('content-type'),
    reportType: (parameter('report-type') ?? '').toLowerCase(),
    partTypes: mail.attachments.map(({ mimeType }) => mimeType),
    calendarMethod: calendar?.method,
    subject,
    from: headers.first('from') ?? '',
  };
}

function toFile({ filename, mimeType, content }: Attachment, paths: ReadonlyMap<string, string>): MailFile {
  const name = filename ?? defaultName(mimeType);
  return { name: (paths.get(name) ?? name).slice(0, 1000), content: bytesOf(content) };
}

/**
 * Names that programs wrote with single backslashes, as paths of Windows: read by the rules they are run together. By what
 * they are read as.
 */
function pathsIn(raw: Uint8Array): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  const text = Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength).toString('latin1');
  for (const [, path = ''] of text.matchAll(/name="([^"\r\n\\]{0,250}\\[^"\r\n]{1,500})"/gi)) {
    if (found.size < MOST_FILES) found.set(path.replace(/\\(.)/g, '$1'), path);
  }
  return found;
}

function defaultName(mimeType: string): string {
  if (mimeType === 'message/rfc822') return 'message.eml';
  if (mimeType === 'text/calendar') return 'invitation.ics';
  const ending = /^[a-z]+\/([a-z0-9]{2,5})$/.exec(mimeType)?.[1];
  return ending === undefined ? 'file' : `file.${ending}`;
}

function partText(mail: Email, ending: string): string {
  const part = mail.attachments.find(({ mimeType }) => mimeType.endsWith(ending));
  return part ? Buffer.from(bytesOf(part.content)).toString('latin1').slice(0, 20_000) : '';
}

function returnedOf(mail: Email): string {
  const types = ['message/rfc822', 'text/rfc822-headers', 'message/global', 'message/global-headers'];
  const part = mail.attachments.find(({ mimeType }) => types.includes(mimeType));
  return part ? Buffer.from(bytesOf(part.content)).toString('latin1').slice(0, 50_000) : '';
}

function bytesOf(content: Attachment['content']): Uint8Array {
  return typeof content === 'string' ? Buffer.from(content) : new Uint8Array(content);
}
