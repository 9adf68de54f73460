import pg from 'pg';
import type { TestApp } from '../../support/app.js';
import type { Browser } from '../../support/browser.js';

/** A connection that sees everything, while `work` needs it. */
export async function asOwner<T>(guichet: TestApp, work: (admin: pg.Client) => Promise<T>): Promise<T> {
  const admin = new pg.Client({ connectionString: guichet.urls.admin });
  await admin.connect();
  try {
    return await work(admin);
  } finally {
    await admin.end();
  }
}

/** Somebody of this institution with every role that anybody has: no refusal is for want of one. */
export async function everyRoleAt(guichet: TestApp, code: string): Promise<Browser> {
  const account = `spoc2.${code.toLowerCase()}`;
  await asOwner(guichet, (admin) =>
    admin.query(
      `insert into role_grant
       select m.institution_id, m.person_id, r.role, null
         from membership m
         join person p on p.id = m.person_id, (select distinct role from role_grant) r
        where p.email = $1
       on conflict do nothing`,
      [`${account}@guichet.example`],
    ),
  );
  return guichet.as(account);
}

/** Of every table, a digest of its rows; what the program writes by itself as time passes is left out. */
export function everything(guichet: TestApp): Promise<Record<string, string>> {
  return asOwner(guichet, async (admin) => {
    const { rows } = await admin.query<{ name: string }>(
      `select c.relname as name
         from pg_class c
        where c.relkind in ('r', 'p')
          and c.relnamespace = 'public'::regnamespace
        order by 1`,
    );
    const tables = rows
      .map(({ name }) => name)
      .filter((name) => !/^(session|sign_in_failure|request_count)$/.test(name));
    const digests = tables.map(
      (table) =>
        `select '${table}' as name, md5(string_agg(r::text, ' ' order by r::text)) as digest from "${table}" r`,
    );
    const { rows: all } = await admin.query<{ name: string; digest: string }>(digests.join(' union all '));
    return Object.fromEntries(all.map(({ name, digest }) => [name, digest]));
  });
}
