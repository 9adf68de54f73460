import pg from 'pg';

export interface Superuser {
  host: string;
  port: number;
  user: string;
  password: string;
}

export function superuserUrl(server: Superuser, database: string): string {
  const { host, port, user, password } = server;
  return `postgres://${user}:${encodeURIComponent(password)}@${host}:${port}/${encodeURIComponent(database)}`;
}

/**
 * The session in which the program holds its lock; its name tells which process that is. Its end is also how we learn
 * that the server died.
 */
export async function openSession(port: number, password: string): Promise<pg.Client> {
  const session = new pg.Client({
    connectionString: superuserUrl({ host: '127.0.0.1', port, user: 'postgres', password }, 'postgres'),
    application_name: `guichet ${process.pid}`,
    connectionTimeoutMillis: 5000,
    keepAlive: true,
  });
  session.on('error', () => undefined); // 'end' follows, and is what we listen to
  try {
    await session.connect();
    return session;
  } catch (error) {
    await session.end().catch(() => undefined);
    throw error;
  }
}
