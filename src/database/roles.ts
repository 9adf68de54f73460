import { createHmac } from 'node:crypto';

/**
 * The database roles besides the owner. None owns a table, none may bypass row-level security, create roles or
 * databases. `jobs` keeps to the schema of the job queue; `maintenance` reads everything (verification, backup) and
 * writes nothing.
 */
export const roles = {
  api: 'guichet_api',
  worker: 'guichet_worker',
  jobs: 'guichet_jobs',
  maintenance: 'guichet_maintenance',
} as const;
export type RoleName = keyof typeof roles;

/** Schema of the job queue (BullMQ on PostgreSQL). */
export const JOBS_SCHEMA = 'bullmq';

/**
 * Passwords that every process of one installation finds by itself: derived from the secret key and the name of the
 * role (HMAC-SHA-256), so that they need not be handed around, and change with the key.
 */
export function rolePassword(secretKey: string, role: RoleName): string {
  return createHmac('sha256', secretKey).update(`database role ${role}`).digest('base64url');
}

/** Statements that make or correct one role. `password` undefined: left for an administrator to set. */
export function roleStatements(role: RoleName, password?: string): string[] {
  const name = roles[role];
  const secret = password === undefined ? '' : ` password '${password.replaceAll("'", "''")}'`;
  return [
    `do $$ begin if not exists (select 1 from pg_roles where rolname = '${name}') then create role ${name}; end if; end $$`,
    `alter role ${name} login nocreatedb nocreaterole${secret}`,
  ];
}

/**
 * What an administrator runs once, as a superuser, when the owner role of `DATABASE_OWNER_URL` may not make roles.
 * Printed by `npm run admin -- database prepare`.
 */
export function preparationSql(owner: string, database: string): string {
  return [
    `-- run as a superuser, connected to the database "${database}"`,
    ...(Object.keys(roles) as RoleName[]).flatMap((role) => roleStatements(role).map((line) => `${line};`)),
    ...(Object.keys(roles) as RoleName[]).map((role) => `alter role ${roles[role]} password 'CHOOSE ONE';`),
    `grant create on database "${database}" to "${owner}";`,
    `grant create, usage on schema public to "${owner}";`,
    `grant temporary on database "${database}" to ${roles.jobs};`,
    '-- then give the program: DATABASE_API_URL, DATABASE_WORKER_URL, DATABASE_JOBS_URL, DATABASE_MAINTENANCE_URL',
  ].join('\n');
}
