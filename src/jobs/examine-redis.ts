import { Redis } from 'ioredis';

const PATIENCE_MS = 5000;
/** What BullMQ asks for, and below which it advises against. */
const LEAST = 5.0;
const ADVISED = 6.2;

export interface RedisFindings {
  /** Why jobs cannot be kept there. */
  flaws: string[];
  /** What an operator should know, though it works. */
  warnings: string[];
}

/** Asks a Redis or Valkey server, before anything relies on it, whether jobs can be kept there. Nothing said holds a secret. */
export async function examineRedis(url: string): Promise<RedisFindings> {
  const client = new Redis(url, {
    lazyConnect: true,
    connectTimeout: PATIENCE_MS,
    commandTimeout: PATIENCE_MS,
    maxRetriesPerRequest: 0,
    retryStrategy: () => null,
  });
  let first: Error | undefined;
  client.on('error', (error: Error) => {
    first ??= error;
  });
  try {
    await client.connect();
    const info = await client.info();
    // a number of a database that is not there is told, and the first one used instead
    if (first) throw first;
    return judge(info, nameOf(url));
  } catch (error) {
    // what is thrown is often only that the connection was closed; what was told before says why
    return { flaws: [why(first ?? (error as Error), nameOf(url))], warnings: [] };
  } finally {
    client.disconnect();
  }
}

/** Where a server is, as it may be shown: without user and password. */
function nameOf(url: string): string {
  const { protocol, host, pathname } = new URL(url);
  return `${protocol}//${host}${pathname === '/' ? '' : pathname}`;
}

function why({ message }: Error, server: string): string {
  if (/NOAUTH|WRONGPASS|invalid password|invalid username/i.test(message))
    return `the server of REDIS_URL (${server}) does not let us in: its user or password is missing or wrong`;
  if (/NOPERM/.test(message))
    return `the user of REDIS_URL (${server}) may not do what jobs need: ${firstLine(message)}`;
  if (/DB index is out of range/i.test(message))
    return `the server of REDIS_URL (${server}) has no database of that number`;
  return `the server of REDIS_URL (${server}) cannot be reached: ${firstLine(message)}`;
}

const firstLine = (text: string) => text.split('\n')[0] ?? '';

/** `info`: what the command INFO answers. */
export function judge(info: string, server: string): RedisFindings {
  const field = (name: string) => new RegExp(`^${name}:(.*?)\\r?$`, 'm').exec(info)?.[1] ?? '';
  const version = field('redis_version');
  const number = Number(/^\d+\.\d+/.exec(version)?.[0] ?? '0');
  const policy = field('maxmemory_policy');
  const flaws: string[] = [];
  const warnings: string[] = [];
  const said = version === '' ? 'does not say its version' : `has version ${version}`;
  if (number < LEAST)
    flaws.push(`the server of REDIS_URL (${server}) ${said}: jobs need Redis 5.0 or later, or Valkey`);
  else if (number < ADVISED) warnings.push(`the server of REDIS_URL ${said}: 6.2 or later is advised`);
  if (field('redis_mode') === 'cluster' || field('redis_mode') === 'sentinel')
    flaws.push(`the server of REDIS_URL (${server}) is a ${field('redis_mode')}: jobs need a single server`);
  if (field('role') === 'slave')
    flaws.push(`the server of REDIS_URL (${server}) is a replica: give the address of its primary`);
  if (policy !== '' && policy !== 'noeviction')
    warnings.push(
      `the server of REDIS_URL throws keys away when it is full (maxmemory-policy ${policy}): set it to noeviction`,
    );
  return { flaws, warnings };
}
