import { describe, expect, it } from '@jest/globals';
import { type Config } from './config.js';
import { parseConfig } from './parse-config.js';

const KEY = 'k'.repeat(32);
const OWNER = 'postgres://guichet:hunter2@db.example/guichet';

function accepted(environment: Record<string, string | undefined>): Config {
  const outcome = parseConfig(environment);
  if ('errors' in outcome) throw new Error(outcome.errors.join('\n'));
  return outcome;
}

function refused(environment: Record<string, string | undefined>): string[] {
  const outcome = parseConfig(environment);
  if (!('errors' in outcome)) throw new Error('was accepted');
  return outcome.errors;
}

it('needs no setting at all', () => {
  expect(accepted({})).toEqual({
    role: 'all',
    host: '127.0.0.1',
    port: 3000,
    publicUrl: 'http://127.0.0.1:3000',
    logLevel: 'info',
    rateLimitPerMinute: 6000,
    trustedProxies: [],
    bodyLimitBytes: 1_048_576,
    sessionHours: 12,
    dataDir: undefined,
    database: { kind: 'embedded' },
    mail: {
      smtpUrl: undefined,
      from: 'Guichet <guichet@guichet.example>',
      replyTo: undefined,
      // the demonstration vouches for whom its own name vouches for
      authservId: 'guichet.example',
      gateways: [],
      mostBytesIn: 25_000_000,
      atOnce: 4,
    },
    attachments: {
      mostPerFileBytes: 50_000_000,
      mostPerTicketBytes: 200_000_000,
      filesPerMessage: 20,
      s3: undefined,
      scannerUrl: undefined,
      scannerTermHours: 24,
    },
    demo: { enabled: true, password: undefined },
    metricsToken: undefined,
    secretKeys: undefined,
  });
});

it('reads where files are kept, and says all that is missing of it without a secret', () => {
  const s3 = {
    S3_URL: 'https://s3.example:9000/',
    S3_BUCKET: 'guichet',
    S3_ACCESS_KEY: 'a key',
    S3_SECRET_KEY: 'a secret of S3',
  };
  expect(accepted(s3)).toMatchObject({
    attachments: { s3: { url: 'https://s3.example:9000', bucket: 'guichet', region: 'us-east-1' } },
  });
  const refusal = parseConfig({
    S3_URL: 'https://s3.example/path',
    S3_BUCKET: 'No Bucket',
    S3_SECRET_KEY: 'a secret of S3',
  });
  expect(refusal).toEqual({
    errors: [
      'S3_URL must be a scheme, a host and a port only',
      'S3_BUCKET must be the name of a bucket',
      'S3_ACCESS_KEY is needed when there is an S3_URL',
    ],
  });
  expect(parseConfig({ SCANNER_URL: 'file:///x', ATTACHMENT_MB: '0' })).toMatchObject({ errors: expect.any(Array) });
  expect(parseConfig({ SCANNER_TERM_HOURS: '0' })).toMatchObject({ errors: expect.any(Array) });
});

it('takes an empty setting for an absent one', () => {
  expect(accepted({ PORT: '', SMTP_URL: ' ', REDIS_URL: '' })).toEqual(accepted({}));
});

it('cannot be changed afterwards', () => {
  const config = accepted({});
  expect(() => Object.assign(config, { port: 1 })).toThrow(TypeError);
  expect(() => Object.assign(config.demo, { enabled: false })).toThrow(TypeError);
});

it('reads the demonstration as on only with the embedded database, unless it is told', () => {
  const own = { DATABASE_OWNER_URL: OWNER, SECRET_KEY: KEY };
  expect(accepted(own).demo.enabled).toBe(false);
  expect(accepted({ ...own, DEMO: 'on' }).demo.enabled).toBe(true);
  expect(accepted({ DEMO: 'off' }).demo.enabled).toBe(false);
});

it('keeps every key of a rotation, in order', () => {
  expect(accepted({ SECRET_KEY: `${KEY}1, ${KEY}2` }).secretKeys).toEqual([`${KEY}1`, `${KEY}2`]);
  expect(refused({ SECRET_KEY: `${KEY},short` })).toEqual([
    'SECRET_KEY must have at least 32 characters in each of its keys',
  ]);
});

describe('the public URL', () => {
  it.each([
    [{ HOST: '0.0.0.0', PORT: '80' }, 'http://localhost:80'],
    [{ HOST: '::1' }, 'http://[::1]:3000'],
    [{ PUBLIC_URL: 'https://guichet.example/' }, 'https://guichet.example'],
  ])('of %j is %s', (environment, url) => {
    expect(accepted(environment).publicUrl).toBe(url);
  });
});

describe('a database of one’s own', () => {
  it('takes a token for the figures that nobody guesses and that fits in a header', () => {
    expect(accepted({ METRICS_TOKEN: KEY }).metricsToken).toBe(KEY);
    for (const METRICS_TOKEN of ['short', `${KEY} ${KEY}`])
      expect(parseConfig({ METRICS_TOKEN })).toEqual({ errors: [expect.stringMatching(/^METRICS_TOKEN must have/)] });
  });

  it('needs a key for signing', () => {
    expect(refused({ DATABASE_OWNER_URL: OWNER })).toEqual(['SECRET_KEY is needed with a database of your own']);
  });

  it.each(['api', 'worker', 'all'])('without its owner needs the other URLs, as ROLE=%s', (ROLE) => {
    expect(refused({ DATABASE_API_URL: OWNER, SECRET_KEY: KEY, ROLE })).toEqual([
      'DATABASE_WORKER_URL is needed when there is no DATABASE_OWNER_URL',
      'DATABASE_JOBS_URL is needed when there is no DATABASE_OWNER_URL',
    ]);
  });
});

describe('jobs on Redis', () => {
  it.each(['redis://cache', 'rediss://me:secret@cache.example:6380/3', 'redis://[::1]:6379/'])(
    'are kept at %s',
    (url) => {
      expect(accepted({ REDIS_URL: url }).redisUrl).toBe(url);
    },
  );

  it.each(['redis://', 'cache:6379', 'redis://:secret@cache/jobs', 'redis://cache?keyPrefix=x', 'redis://cache/0#x'])(
    'are not kept at %s',
    (url) => {
      const errors = refused({ REDIS_URL: url });
      expect(errors).toHaveLength(1);
      expect(errors[0]).toMatch(/^REDIS_URL must be/);
      expect(errors[0]).not.toMatch(/secret/);
    },
  );

  it('need no role for jobs in the database', () => {
    const urls = { DATABASE_API_URL: OWNER, DATABASE_WORKER_URL: OWNER };
    expect(accepted({ ...urls, SECRET_KEY: KEY, REDIS_URL: 'redis://cache' }).database).toMatchObject({
      apiUrl: OWNER,
    });
  });
});

it('says everything that is wrong at once, and no secret', () => {
  const secret = 'S3cret';
  const errors = refused({
    PORT: '65536',
    ROLE: secret,
    DEMO_PASSWORD: secret,
    DATABASE_OWNER_URL: `mysql://root:${secret}@db/x`,
    SMTP_URL: `http://${secret}@mail`,
    MAIL_FROM: `${secret}\nBcc: everybody@example.org`,
    SECRET_KEY: secret,
    LOG_LEVEL: 'loud',
    SESSION_HOURS: '1e1',
    PUBLIC_URL: `https://x.example/${secret}`,
    REDIS_URL: `http://:${secret}@cache`,
    IMAP_URL: `imap://${secret}@mail`,
  });
  expect(errors.map((error) => error.split(' ')[0])).toEqual([
    'ROLE',
    'REDIS_URL',
    'DATABASE_OWNER_URL',
    'PORT',
    'PUBLIC_URL',
    'LOG_LEVEL',
    'SESSION_HOURS',
    'SMTP_URL',
    'MAIL_FROM',
    'IMAP_URL',
    'DEMO_PASSWORD',
    'SECRET_KEY',
  ]);
  expect(errors.join()).not.toContain(secret);
  expect(errors).toContain('IMAP_URL must be imaps://USER:PASSWORD@HOST/MAILBOX, and no more');
});

it.each([
  'imap://mail.example.org/INBOX',
  'imaps://guichet@mail.example.org',
  'imaps://guichet:secret@mail.example.org/INBOX?tls=off',
  'imaps://guichet:secret@mail.example.org/INBOX#x',
  'imaps://guichet:%zz@mail.example.org',
  'imaps://guichet:se%0acret@mail.example.org',
  'imaps://guichet:secret@mail.example.org/a%00b',
  'pop3://guichet:secret@mail.example.org',
])('fetches mail from a mailbox that is said whole: not from %s', (url) => {
  const errors = refused({ IMAP_URL: url });
  expect(errors).toHaveLength(1);
  expect(errors[0]).toMatch(/^IMAP_URL must be /);
  expect(errors[0]).not.toContain('secret');
  const whole = 'imaps://support%40example.org:se%2Fcret@mail.example.org:1993/Boîte';
  expect(accepted({ IMAP_URL: whole }).mail.imapUrl).toBe(whole);
});

it('believes no proxy unless it is named, and no network that is everybody’s', () => {
  expect(accepted({ TRUSTED_PROXIES: '10.1.2.3, 172.16.0.0/12,2001:db8::/32' }).trustedProxies).toEqual([
    '10.1.2.3',
    '172.16.0.0/12',
    '2001:db8::/32',
  ]);
  for (const value of [
    'all',
    'true',
    '0.0.0.0/0',
    '::/0',
    '10.0.0.0/33',
    '10.1.2.3/x',
    '10.1.2.3/8/8',
    'loopback',
    '10.0.0.0/7',
  ])
    expect(parseConfig({ TRUSTED_PROXIES: value })).toEqual({ errors: [expect.stringContaining('TRUSTED_PROXIES')] });
});

it('reads where answers go, whose word on senders counts, and who may write often', () => {
  const { mail } = accepted({
    DEMO: 'off',
    MAIL_REPLY_TO: 'desk@desk.example',
    MAIL_GATEWAYS: 'A@x.example, b@x.example',
    MAIL_IN_MB: '5',
    MAIL_AT_ONCE: '8',
  });
  expect(mail).toMatchObject({
    replyTo: 'desk@desk.example',
    authservId: undefined,
    gateways: ['a@x.example', 'b@x.example'],
    mostBytesIn: 5_000_000,
    atOnce: 8,
  });
  expect(accepted({ MAIL_AUTH_HOST: 'MX.desk.example' }).mail.authservId).toBe('mx.desk.example');
  // a token has to fit before the @
  for (const [name, value] of [
    ['MAIL_REPLY_TO', `${'x'.repeat(22)}@desk.example`],
    ['MAIL_REPLY_TO', 'Desk <desk@desk.example>'],
    ['MAIL_GATEWAYS', 'nobody'],
    ['MAIL_AUTH_HOST', 'mx; dkim=pass'],
    ['MAIL_AT_ONCE', '0'],
  ] as const)
    expect(parseConfig({ [name]: value })).toEqual({ errors: [expect.stringContaining(name)] });
});
