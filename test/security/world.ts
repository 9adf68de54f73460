import pg from 'pg';
import { startTestApp, type TestApp } from '../support/app.js';
import type { Browser } from '../support/browser.js';
import { watchStatements, type Statements } from './statements.js';

export const roles = [
  'requester',
  'agent',
  'spoc',
  'engineer',
  'change_manager',
  'cab_member',
  'manager',
  'admin',
  'auditor',
] as const;
/** The account of the demonstration that has this role, and no other, at an institution. */
export const accountOf = (role: string, code: string) => `${role}.${code}`.replaceAll('_', '-').toLowerCase();

/** The program, watched by somebody who sees everything. */
export interface World {
  guichet: TestApp;
  admin: pg.Client;
  statements: Statements;
  /** Signed in once: that costs on purpose. */
  as: (account: string) => Promise<Browser>;
  close(): Promise<void>;
}

export async function openWorld(): Promise<World> {
  const guichet = await startTestApp({ environment: { RATE_LIMIT_PER_MINUTE: '1000000' } });
  const admin = new pg.Client({ connectionString: guichet.urls.admin });
  await admin.connect();
  const statements = await watchStatements('guichet api');
  const signedIn = new Map<string, Promise<Browser>>();
  return {
    guichet,
    admin,
    statements,
    as: (account) => {
      const found = signedIn.get(account) ?? guichet.as(account);
      signedIn.set(account, found);
      return found;
    },
    close: async () => {
      statements.end();
      await admin.end();
      await guichet.close();
    },
  };
}
