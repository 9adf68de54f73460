import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createTransport, type SendMailOptions } from 'nodemailer';
import type { SendResult } from './domain/delivery.js';
import type { OutgoingMail } from './domain/outgoing-mail.js';
import { composed, MailTransport, undeliverable } from './transport.js';

const KEPT_AT_MOST = 2000;

/** What is kept beside the mail itself, for the list. */
export interface KeptMail {
  id: string;
  at: string;
  from: string;
  to: string;
  subject: string;
  text: string;
  html: string;
  headers: Record<string, string>;
}

/** A mail in the list, and its place there. */
export interface KeptEntry {
  name: string;
  mail: KeptMail;
}

/**
 * Where there is no mail server: each mail becomes two files, `<instant>_<id>.eml`, which any mail program opens, and
 * the same name with `.json`. Names sort by instant. A mail that is sent again after a crash overwrites itself.
 */
export class KeptTransport extends MailTransport {
  private readonly composer = createTransport({ streamTransport: true, buffer: true, newline: 'windows' });
  private kept = 0;

  constructor(
    private readonly folder: string,
    private readonly keptAtMost = KEPT_AT_MOST,
  ) {
    super();
  }

  async send(mail: OutgoingMail): Promise<SendResult> {
    const options = composed(mail);
    if (!options) return undeliverable;
    try {
      await this.keep(mail, options);
      return { outcome: 'sent' };
    } catch (error) {
      const { code = 'unknown' } = error as NodeJS.ErrnoException;
      return { outcome: 'unreachable', error: `the mail could not be kept (${code})` };
    }
  }

  /** Newest first; `before`: the name of the last entry of the page before. */
  async list(limit: number, before?: string): Promise<KeptEntry[]> {
    const names = (await this.names()).filter((name) => before === undefined || name < before);
    const entries = await Promise.all(names.slice(0, limit).map((name) => this.read(name)));
    return entries.filter((entry) => entry !== undefined);
  }

  async check(): Promise<void> {
    await mkdir(this.folder, { recursive: true });
  }

  close(): void {
    this.composer.close();
  }

  private async keep(mail: OutgoingMail, options: SendMailOptions): Promise<void> {
    const { message } = (await this.composer.sendMail(options)) as { message: Buffer };
    const name = `${mail.date.toISOString().replaceAll(/[:.]/g, '-')}_${mail.id}`;
    await mkdir(this.folder, { recursive: true });
    await this.write(`${name}.eml`, message);
    // last: a mail is in the list once this file stands
    await this.write(`${name}.json`, JSON.stringify(keptForm(mail)));
    // the folder is looked through once in a while: at most a fortieth more is kept
    if (this.kept++ % Math.ceil(this.keptAtMost / 40) === 0) await this.forget();
  }

  /** Newest first. */
  private async names(): Promise<string[]> {
    const files = await readdir(this.folder).catch(orNothing);
    const names = (files ?? []).filter((file) => file.endsWith('.json')).map((file) => file.slice(0, -'.json'.length));
    return names.sort().reverse();
  }

  private async read(name: string): Promise<KeptEntry | undefined> {
    // it may just have been forgotten
    const json = await readFile(join(this.folder, `${name}.json`), 'utf8').catch(orNothing);
    return json === undefined ? undefined : { name, mail: JSON.parse(json) as KeptMail };
  }

  /** Whole or not at all, for whoever reads at the same time. */
  private async write(file: string, content: Buffer | string): Promise<void> {
    const path = join(this.folder, file);
    await writeFile(`${path}.part`, content, { mode: 0o600 });
    await rename(`${path}.part`, path);
  }

  private async forget(): Promise<void> {
    for (const name of (await this.names()).slice(this.keptAtMost)) {
      await rm(join(this.folder, `${name}.json`), { force: true });
      await rm(join(this.folder, `${name}.eml`), { force: true });
    }
  }
}

function orNothing(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error;
  return undefined;
}

function keptForm(mail: OutgoingMail): KeptMail {
  const headers: Record<string, string> = { 'Message-ID': mail.messageId };
  if (mail.inReplyTo) headers['In-Reply-To'] = mail.inReplyTo;
  if (mail.references) headers.References = mail.references;
  if (mail.replyTo) headers['Reply-To'] = mail.replyTo;
  return {
    id: mail.id,
    at: mail.date.toISOString(),
    from: mail.from.address,
    to: mail.to,
    subject: mail.subject,
    text: mail.text,
    html: mail.html,
    headers: { ...headers, ...mail.headers, 'Return-Path': `<${mail.envelopeFrom}>` },
  };
}
