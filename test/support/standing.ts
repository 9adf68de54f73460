import pg from 'pg';
import { startTestApp, type TestApp } from './app.js';
import type { Browser } from './browser.js';

/** OAE is led by ULORRAINE and used by all but FUN, which runs nothing of it either. */
export interface Standing {
  guichet: TestApp;
  admin: pg.Client;
  /** Signed in once. */
  as(name: string): Promise<Browser>;
  idOf(account: string): Promise<string>;
  close(): Promise<void>;
}

export async function openStanding(): Promise<Standing> {
  const guichet = await startTestApp();
  const admin = new pg.Client({ connectionString: guichet.urls.admin });
  await admin.connect();
  await admin.query(
    `insert into component select gen_random_uuid(), s.id, 'web' from service s where s.code in ('FUNCAMPUS', 'POD')`,
  );
  await admin.query(
    `update agreement set ends_on = '2026-02-01' where institution_id = (select id from institution where code = 'FUN')`,
  );
  const people = new Map<string, Promise<Browser>>();
  const as = (name: string): Promise<Browser> => {
    const found = people.get(name) ?? guichet.as(name);
    people.set(name, found);
    return found;
  };
  return {
    guichet,
    admin,
    as,
    idOf: async (account) => (await (await as(account)).get<{ id: string }>('/me')).body.id,
    close: async () => {
      await admin.end();
      await guichet.close();
    },
  };
}

/** What is wrong, and where. */
export const errorsOf = ({ status, body }: { status: number; body: any }): unknown[] => [
  status,
  body.errors?.map(({ code, pointer }: { code: string; pointer: string }) => `${code} ${pointer}`),
];

export const tag = (version: number) => ({ 'if-match': `"${version}"` });
