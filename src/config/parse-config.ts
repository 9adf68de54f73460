import { isIP } from 'node:net';
import {
  logLevels,
  roles,
  type AttachmentsConfig,
  type Config,
  type DatabaseConfig,
  type DatabaseUrls,
  type MailConfig,
  type S3Config,
} from './config.js';
import { EnvironmentReader, type Environment } from './environment.js';

const MEGABYTE = 1_000_000;
const SHORTEST_SECRET = 32;
const SHORTEST_PASSWORD = 8;
const ADDRESS = /^(?:[^<>@\p{Cc}]+ <[^<>@\s\p{Cc}]+@[^<>@\s\p{Cc}]+>|[^<>@\s\p{Cc}]+@[^<>@\s\p{Cc}]+)$/u;

/** The token of an answer takes 43 of the 64 characters of a local part. */
const BARE_ADDRESS = /^[^<>@\s\p{Cc}]{1,21}@[^<>@\s\p{Cc}]+$/u;

/** What the environment asks for, or everything that is wrong with it. */
export function parseConfig(environment: Environment): Config | { errors: string[] } {
  const read = new EnvironmentReader(environment);
  const role = read.oneOf('ROLE', roles, 'all');
  const redisUrl = readRedis(read);
  const database = readDatabase(read);
  const embedded = database.kind === 'embedded';
  const host = read.text('HOST') ?? '127.0.0.1';
  const isDemo = read.oneOf('DEMO', ['on', 'off'], embedded ? 'on' : 'off') === 'on';
  const port = read.integer('PORT', 3000, 0, 65_535);
  const config: Readonly<Config> = {
    role,
    host,
    port,
    publicUrl: readPublicUrl(read, host, port),
    logLevel: read.oneOf('LOG_LEVEL', logLevels, 'info'),
    rateLimitPerMinute: read.integer('RATE_LIMIT_PER_MINUTE', 6000, 1, 1_000_000),
    trustedProxies: readTrustedProxies(read),
    bodyLimitBytes: read.integer('BODY_LIMIT_KB', 1024, 16, 102_400) * 1024,
    sessionHours: read.integer('SESSION_HOURS', 12, 1, 720),
    dataDir: read.text('DATA_DIR'),
    database,
    redisUrl,
    mail: readMail(read, isDemo),
    attachments: readAttachments(read),
    demo: {
      enabled: isDemo,
      password: readPassword(read),
    },
    metricsToken: readMetricsToken(read),
    secretKeys: readSecretKeys(read, embedded),
  };
  return read.errors.length > 0 ? { errors: read.errors } : deepFreeze(config);
}

/** The widest network whose members are all believed: that of one organisation, never everybody's. */
const SHORTEST_PREFIX = { 4: 8, 6: 16 };

function readTrustedProxies(read: EnvironmentReader): string[] {
  const given = (read.text('TRUSTED_PROXIES') ?? '').split(',').map((one) => one.trim());
  const proxies = given.filter((one) => one !== '');
  const isPlace = (one: string) => {
    const [address = '', prefix, ...rest] = one.split('/');
    const family = isIP(address);
    if ((family !== 4 && family !== 6) || rest.length > 0) return false;
    if (prefix === undefined) return true;
    const most = family === 4 ? 32 : 128;
    return /^\d{1,3}$/.test(prefix) && Number(prefix) >= SHORTEST_PREFIX[family] && Number(prefix) <= most;
  };
  if (!proxies.every(isPlace))
    read.complain(
      'TRUSTED_PROXIES',
      'must be addresses and networks with a comma between: 10.1.2.3, 10.1.0.0/16 or 2001:db8::/32, none wider than /8, or /16 of IPv6',
    );
  return proxies;
}

const urlSettings = {
  ownerUrl: 'DATABASE_OWNER_URL',
  apiUrl: 'DATABASE_API_URL',
  workerUrl: 'DATABASE_WORKER_URL',
  jobsUrl: 'DATABASE_JOBS_URL',
  maintenanceUrl: 'DATABASE_MAINTENANCE_URL',
} as const satisfies Record<keyof DatabaseUrls, string>;

/** Every process opens all three, whatever its role; the last unless jobs are kept elsewhere. */
const needed: readonly (keyof DatabaseUrls)[] = ['apiUrl', 'workerUrl', 'jobsUrl'];

function readDatabase(read: EnvironmentReader): DatabaseConfig {
  const names = Object.entries(urlSettings) as [keyof DatabaseUrls, string][];
  if (!names.some(([, name]) => read.text(name))) return { kind: 'embedded' };
  const urls: DatabaseUrls = Object.fromEntries(
    names.map(([key, name]) => [key, read.url(name, ['postgres', 'postgresql'])]),
  );
  if (!read.text('DATABASE_OWNER_URL')) {
    const missing = needed.filter((each) => !read.text(urlSettings[each]));
    for (const key of missing.filter((each) => each !== 'jobsUrl' || !read.text('REDIS_URL'))) {
      read.complain(urlSettings[key], 'is needed when there is no DATABASE_OWNER_URL');
    }
  }
  return { kind: 'external', ...urls };
}

/** Only what stands in the form: ioredis would take anything behind a question mark for an option of its own. */
function readRedis(read: EnvironmentReader): string | undefined {
  const given = read.url('REDIS_URL', ['redis', 'rediss']);
  if (given === undefined) return undefined;
  const { hostname, pathname, search, hash } = new URL(given);
  if (hostname !== '' && search === '' && hash === '' && /^(?:\/\d{0,4})?$/.test(pathname)) return given;
  read.refuse(
    'REDIS_URL',
    'must be redis:// or rediss://, user and password if needed, a host, a port, and perhaps the number of a database',
    undefined,
  );
  return undefined;
}

function readPublicUrl(read: EnvironmentReader, host: string, port: number): string {
  const everywhere = host === '0.0.0.0' || host === '::';
  const name = everywhere ? 'localhost' : host.includes(':') ? `[${host}]` : host;
  const given = read.url('PUBLIC_URL', ['http', 'https']);
  if (given === undefined) return `http://${name}:${port}`;
  const { origin, href } = new URL(given);
  if (href === `${origin}/`) return origin;
  return read.refuse('PUBLIC_URL', 'must be a scheme, a host and a port only', origin);
}

function readAttachments(read: EnvironmentReader): AttachmentsConfig {
  return {
    mostPerFileBytes: read.integer('ATTACHMENT_MB', 50, 1, 2000) * MEGABYTE,
    mostPerTicketBytes: read.integer('ATTACHMENTS_PER_TICKET_MB', 200, 1, 100_000) * MEGABYTE,
    filesPerMessage: read.integer('ATTACHMENTS_PER_MESSAGE', 20, 1, 100),
    s3: readS3(read),
    scannerUrl: read.url('SCANNER_URL', ['http', 'https']),
    scannerTermHours: read.integer('SCANNER_TERM_HOURS', 24, 1, 720),
  };
}

function readS3(read: EnvironmentReader): S3Config | undefined {
  const given = read.url('S3_URL', ['http', 'https']);
  if (given === undefined) return undefined;
  const { origin, href } = new URL(given);
  if (href !== `${origin}/`) read.complain('S3_URL', 'must be a scheme, a host and a port only');
  const needed = (name: string) => {
    const value = read.text(name);
    if (value === undefined) read.complain(name, 'is needed when there is an S3_URL');
    return value ?? '';
  };
  const bucket = needed('S3_BUCKET');
  if (!/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$|^$/.test(bucket)) read.complain('S3_BUCKET', 'must be the name of a bucket');
  return {
    url: origin,
    bucket,
    region: read.text('S3_REGION') ?? 'us-east-1',
    accessKey: needed('S3_ACCESS_KEY'),
    secretKey: needed('S3_SECRET_KEY'),
  };
}

function readMail(read: EnvironmentReader, isDemo: boolean): MailConfig {
  const smtpUrl = read.url('SMTP_URL', ['smtp', 'smtps']);
  const from = readSender(read);
  const host = from.slice(from.lastIndexOf('@') + 1).replace('>', '');
  const replyTo = read.text('MAIL_REPLY_TO');
  if (replyTo !== undefined && !BARE_ADDRESS.test(replyTo))
    read.complain('MAIL_REPLY_TO', 'must be an address, with at most 21 characters before the @');
  const gateways = (read.text('MAIL_GATEWAYS') ?? '').split(',').map((one) => one.trim().toLowerCase());
  if (!gateways.every((one) => one === '' || BARE_ADDRESS.test(one) || ADDRESS.test(one)))
    read.complain('MAIL_GATEWAYS', 'must be addresses with commas between them');
  const authservId = read.text('MAIL_AUTH_HOST')?.toLowerCase() ?? (isDemo ? host : undefined);
  if (authservId !== undefined && !/^[a-z0-9.-]{1,253}$/.test(authservId))
    read.complain('MAIL_AUTH_HOST', 'must be the name of a host');
  return {
    smtpUrl,
    from,
    replyTo,
    authservId,
    gateways: gateways.filter((one) => one !== ''),
    imapUrl: readImap(read),
    mostBytesIn: read.integer('MAIL_IN_MB', 25, 1, 100) * MEGABYTE,
    atOnce: read.integer('MAIL_AT_ONCE', 4, 1, 20),
  };
}

function readImap(read: EnvironmentReader): string | undefined {
  const given = read.url('IMAP_URL', ['imap', 'imaps']);
  if (given === undefined) return undefined;
  const { hostname, username, password, pathname, search, hash } = new URL(given);
  const isWhole =
    [hostname, username, password].every((part) => part !== '' && isEncoded(part)) &&
    isEncoded(pathname) &&
    search + hash === '';
  if (isWhole) return given;
  read.complain('IMAP_URL', 'must be imaps://USER:PASSWORD@HOST/MAILBOX, and no more');
  return undefined;
}

function isEncoded(part: string): boolean {
  try {
    return !/\p{Cc}/u.test(decodeURIComponent(part));
  } catch {
    return false;
  }
}

function readSender(read: EnvironmentReader): string {
  const from = read.text('MAIL_FROM') ?? 'Guichet <guichet@guichet.example>';
  return ADDRESS.test(from) ? from : read.refuse('MAIL_FROM', 'must be an address, or a name and <an address>', from);
}

function readPassword(read: EnvironmentReader): string | undefined {
  const password = read.text('DEMO_PASSWORD');
  if (password === undefined || password.length >= SHORTEST_PASSWORD) return password;
  read.complain('DEMO_PASSWORD', `must have at least ${SHORTEST_PASSWORD} characters`);
  return undefined;
}

function readMetricsToken(read: EnvironmentReader): string | undefined {
  const token = read.text('METRICS_TOKEN');
  if (token === undefined || /^[\x21-\x7e]{32,}$/.test(token)) return token;
  read.complain('METRICS_TOKEN', `must have at least ${SHORTEST_SECRET} characters, none of them a space`);
  return undefined;
}

function readSecretKeys(read: EnvironmentReader, embedded: boolean): string[] | undefined {
  const text = read.text('SECRET_KEY');
  if (text === undefined) {
    if (!embedded) read.complain('SECRET_KEY', 'is needed with a database of your own');
    return undefined;
  }
  const keys = text.split(',').map((key) => key.trim());
  if (keys.every((key) => key.length >= SHORTEST_SECRET)) return keys;
  read.complain('SECRET_KEY', `must have at least ${SHORTEST_SECRET} characters in each of its keys`);
  return undefined;
}

function deepFreeze<T extends object>(value: T): T {
  for (const member of Object.values(value)) if (typeof member === 'object' && member !== null) deepFreeze(member);
  return Object.freeze(value);
}
