import { createHmac } from 'node:crypto';
import pg from 'pg';
import { migrate } from './migrate.js';
import { rolePassword, roleStatements, roles, type RoleName } from './roles.js';

/** How the program reaches its database in each of its roles. */
export interface DatabaseUrls {
  owner: string;
  api: string;
  worker: string;
  jobs: string;
  maintenance: string;
}

const OWNER = 'guichet_owner';

/**
 * Makes owner, roles and database on a server of our own (embedded, or one that a test started), as its superuser, and
 * migrates (`options`: see `migrate`). May run again at every start.
 */
export async function prepareOwnServer(
  adminUrl: string,
  database: string,
  secretKey: string,
  options: Parameters<typeof migrate>[2] = {},
): Promise<DatabaseUrls> {
  const ownerPassword = createHmac('sha256', secretKey).update('database owner').digest('base64url');
  const admin = new pg.Client({ connectionString: adminUrl });
  await admin.connect();
  try {
    await admin.query(
      `do $$ begin if not exists (select 1 from pg_roles where rolname = '${OWNER}') then create role ${OWNER}; end if; end $$`,
    );
    await admin.query(
      `alter role ${OWNER} login nosuperuser nobypassrls nocreatedb nocreaterole password '${ownerPassword}'`,
    );
    for (const role of Object.keys(roles) as RoleName[]) {
      for (const statement of roleStatements(role, rolePassword(secretKey, role))) await admin.query(statement);
    }
    const { rowCount } = await admin.query('select 1 from pg_database where datname = $1', [database]);
    if (!rowCount) await admin.query(`create database "${database}" owner ${OWNER}`);
  } finally {
    await admin.end();
  }
  const owner = withUser(adminUrl, database, OWNER, ownerPassword);
  await migrate(owner, undefined, options);
  return { owner, ...derivedUrls(owner, secretKey) };
}

/** The addresses of the other roles on the owner's server, with the passwords derived from the secret key. */
export function derivedUrls(ownerUrl: string, secretKey: string): Omit<DatabaseUrls, 'owner'> {
  const database = new URL(ownerUrl).pathname.slice(1);
  const url = (role: RoleName) => withUser(ownerUrl, database, roles[role], rolePassword(secretKey, role));
  return { api: url('api'), worker: url('worker'), jobs: url('jobs'), maintenance: url('maintenance') };
}

export function withUser(base: string, database: string, user: string, password: string): string {
  const url = new URL(base);
  url.pathname = `/${database}`;
  url.username = user;
  url.password = password;
  return url.toString();
}
