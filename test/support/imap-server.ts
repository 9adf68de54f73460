import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import {
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { connect } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { freePort } from './redis-server.js';
import { until } from './until.js';

/** The program of an IMAP server (Dovecot) on this machine, if there is one. */
export const imapProgram = ['/usr/sbin/dovecot', '/usr/local/sbin/dovecot'].find((program) => existsSync(program));

const USER = 'guichet';
const PASSWORD = 'a-password-of-a-mailbox';
/** Dovecot opens no mail as root. */
const MAILS_BELONG_TO = 65_534;

export interface ImapServerOptions {
  /** An address of this machine. */
  host?: string;
  /** It lets nobody in without encryption, and has a certificate of its own making. */
  isEncrypted?: boolean;
}

/** A real server with one mailbox, on a port of its own, that a test may kill and start again. */
export class ImapServer {
  private child: ChildProcess | undefined;
  private delivered = 0;

  private constructor(
    private readonly folder: string,
    readonly port: number,
    readonly encryptedPort: number,
    private readonly options: ImapServerOptions,
  ) {}

  static async start(options: ImapServerOptions = {}): Promise<ImapServer> {
    const folder = mkdtempSync(join(tmpdir(), 'guichet-imap-'));
    const server = new ImapServer(folder, await freePort(), await freePort(), options);
    if (options.isEncrypted) server.certify();
    for (const part of ['cur', 'new', 'tmp']) mkdirSync(join(server.maildir, part), { recursive: true });
    for (const path of [
      server.folder,
      server.maildir,
      ...['cur', 'new', 'tmp'].map((part) => join(server.maildir, part)),
    ])
      server.own(path);
    writeFileSync(server.settings, server.configuration());
    await server.begin();
    return server;
  }

  url(password = PASSWORD): string {
    return this.urlOf('imap', this.port, password);
  }

  /** Encrypted from the first byte. */
  get encryptedUrl(): string {
    return this.urlOf('imaps', this.encryptedPort);
  }

  /** What says that it is who it says it is; nobody else does. */
  get certificate(): string {
    return join(this.folder, 'certificate.pem');
  }

  /** What it wrote down, of which those who signed in are a part. */
  get log(): string {
    return readFileSync(join(this.folder, 'log'), 'utf8');
  }

  async begin(): Promise<void> {
    if (imapProgram === undefined) throw new Error('there is no IMAP server on this machine');
    this.child = spawn(imapProgram, ['-F', '-c', this.settings], { stdio: 'ignore' });
    await until(() => listens(this.port, this.host));
  }

  /** Its processes end with the one that began them. */
  async kill(): Promise<void> {
    if (!this.child || this.child.exitCode !== null || this.child.signalCode !== null) return;
    const ended = once(this.child, 'exit');
    this.child.kill('SIGTERM');
    await ended;
  }

  /** As a mail server puts it into the mailbox. */
  deliver(raw: string): void {
    const name = `${String(Date.now())}.${String((this.delivered += 1))}.test`;
    const path = join(this.maildir, 'tmp', name);
    writeFileSync(path, raw);
    this.own(path);
    // in one step, as the form of a Maildir asks
    renameSync(path, join(this.maildir, 'new', name));
  }

  /** One that the server finds and cannot read. */
  deliverUnreadable(): void {
    const path = join(this.maildir, 'new', `${String(Date.now())}.0.unreadable`);
    writeFileSync(path, 'From: a@example.org\r\n\r\nx', { mode: 0 });
  }

  removeUnreadable(): void {
    for (const part of ['new', 'cur'])
      for (const name of readdirSync(join(this.maildir, part)))
        if (name.includes('.unreadable')) rmSync(join(this.maildir, part, name));
  }

  /** The mails in a folder; the mailbox itself is ''. */
  mails(folder: string): string[] {
    const place = folder === '' ? this.maildir : join(this.maildir, `.${folder}`);
    return ['new', 'cur'].flatMap((part) => {
      const path = join(place, part);
      return existsSync(path) ? readdirSync(path).map((name) => readFileSync(join(path, name), 'utf8')) : [];
    });
  }

  async stop(): Promise<void> {
    await this.kill();
    rmSync(this.folder, { recursive: true, force: true });
  }

  private get maildir(): string {
    return join(this.folder, 'mail');
  }

  private get settings(): string {
    return join(this.folder, 'dovecot.conf');
  }

  private get host(): string {
    return this.options.host ?? '127.0.0.1';
  }

  private urlOf(protocol: 'imap' | 'imaps', port: number, password = PASSWORD): string {
    return `${protocol}://${USER}:${encodeURIComponent(password)}@${this.host}:${String(port)}/INBOX`;
  }

  private certify(): void {
    const key = join(this.folder, 'key.pem');
    const subject = ['-subj', '/CN=guichet', '-addext', `subjectAltName=IP:${this.host}`];
    const written = ['-nodes', '-days', '1', '-keyout', key, '-out', this.certificate];
    execFileSync('openssl', ['req', '-x509', '-newkey', 'rsa:2048', ...written, ...subject], { stdio: 'ignore' });
  }

  private own(path: string): void {
    if (process.getuid?.() === 0) chownSync(path, MAILS_BELONG_TO, MAILS_BELONG_TO);
  }

  private configuration(): string {
    const { uid, username } = userInfo();
    const owner = uid === 0 ? MAILS_BELONG_TO : uid;
    const ours =
      uid === 0
        ? ''
        : `default_internal_user = ${username}
default_internal_group = ${username}
default_login_user = ${username}
service anvil {
  chroot =
}
`;
    return `protocols = imap
listen = ${this.host}
base_dir = ${this.folder}/run
state_dir = ${this.folder}/state
log_path = ${this.folder}/log
${
  this.options.isEncrypted
    ? `ssl = required
ssl_cert = <${this.certificate}
ssl_key = <${join(this.folder, 'key.pem')}`
    : 'ssl = no'
}
disable_plaintext_auth = no
first_valid_uid = 1
mail_location = maildir:${this.maildir}
${ours}service imap-login {
  ${uid === 0 ? '' : 'chroot ='}
  inet_listener imap {
    port = ${String(this.port)}
  }
  inet_listener imaps {
    port = ${
      this.options.isEncrypted
        ? `${String(this.encryptedPort)}
    ssl = yes`
        : '0'
    }
  }
}
passdb {
  driver = static
  args = user=${USER} password=${PASSWORD}
}
userdb {
  driver = static
  args = uid=${String(owner)} gid=${String(owner)} home=${this.folder}/mail
}
`;
  }
}

function listens(port: number, host: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, host);
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => {
      resolve(false);
    });
  });
}
