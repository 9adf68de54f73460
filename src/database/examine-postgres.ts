import pg from 'pg';

const PATIENCE_MS = 10_000;
/** The oldest on which all is tried. */
const LEAST_VERSION = 15;

/**
 * Asks a PostgreSQL server, before anything relies on it, whether it answers and is new enough. Why not, in a sentence for the
 * operator that holds neither user nor password; `variable` is the setting that gave the address.
 */
export async function flawOfServer(variable: string, url: string): Promise<string | undefined> {
  const server = `the server of ${variable} (${nameOf(url)})`;
  const client = new pg.Client({
    connectionString: url,
    connectionTimeoutMillis: PATIENCE_MS,
    query_timeout: PATIENCE_MS,
  });
  client.on('error', () => undefined);
  try {
    await client.connect();
    const { rows } = await client.query<{ server_version: string }>('show server_version');
    const version = rows[0]?.server_version ?? '';
    return Number.parseInt(version, 10) >= LEAST_VERSION
      ? undefined
      : `${server} is PostgreSQL ${version}: ${String(LEAST_VERSION)} or later is needed`;
  } catch (error) {
    return `${server} ${why(error as Error & { code?: string })}`;
  } finally {
    await client.end().catch(() => undefined);
  }
}

function why({ code = '', message }: Error & { code?: string }): string {
  if (code === '28P01' || code === '28000' || message.startsWith('SASL'))
    return 'does not let us in: its user or password is missing or wrong';
  if (code === '3D000') return 'has no database of that name';
  // where a name has several addresses, only the code says why
  return `cannot be reached: ${message.split('\n')[0] || code}`;
}

/** Where a server is, as it may be shown: without user and password. */
function nameOf(url: string): string {
  const { protocol, host, pathname } = new URL(url);
  return `${protocol}//${host}${pathname}`;
}
