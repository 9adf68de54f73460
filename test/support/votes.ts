import pg from 'pg';
import { startTestApp, type TestApp, type TestAppOptions } from './app.js';
import type { Answer, Browser } from './browser.js';
import { compiled } from './compiled.js';

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** Who sits in the board of FUN Campus, in the order of its seats; the last is security, with a veto. */
export const seats = ['FUN', 'ULCO', 'UPHF', 'UJM', 'UNISTRA', 'AMU', 'UTOULOUSE'] as const;
export const memberOf = (code: string) => `cab-member.${code.toLowerCase()}`;
export const deputyOf = (code: string) => `spoc2.${code.toLowerCase()}`;

/** The program with a board of seven seats; those of FUN, ULCO and UPHF have a deputy each. */
export interface Assembly {
  guichet: TestApp;
  as(account: string): Promise<Browser>;
  idOf(account: string): Promise<string>;
  sql<T = Record<string, unknown>>(text: string, values?: unknown[]): Promise<T[]>;
  /** What is due now is done. */
  closeDue(): Promise<number>;
  at(offset: number): string;
  /** A draft of engineer.fun, major, which cab-member.fun implements too; its path. */
  draft(more?: object): Promise<string>;
  /** Submitted, read by a peer, and put to the vote. */
  put(change: string): Promise<void>;
  /** A major change with an open round; its path. */
  voting(more?: object): Promise<string>;
  vote(account: string, change: string, decision: string, reason?: string, url?: string): Promise<Answer<any>>;
  events(change: string): Promise<{ type: string; data: Record<string, unknown> }[]>;
  close(): Promise<void>;
}

export async function openAssembly(options: TestAppOptions = {}): Promise<Assembly> {
  const guichet = await startTestApp({
    // a Tuesday, 10:00 in Paris
    now: '2026-03-10T09:00:00Z',
    environment: { SESSION_HOURS: '720' },
    ...options,
  });
  const { RoundDeadlines } = await compiled<typeof import('../../src/modules/changes/rounds/round-deadlines.js')>(
    'modules/changes/rounds/round-deadlines.js',
  );
  const client = new pg.Client({ connectionString: guichet.urls.admin });
  await client.connect();
  const sql = async <T>(text: string, values: unknown[] = []) => (await client.query(text, values)).rows as T[];
  // a session ends after thirty days of the moved clock
  const browsers = new Map<string, Promise<Browser>>();
  const as = (account: string) => {
    const key = `${account} ${String(Math.floor(guichet.clock.now().getTime() / (10 * DAY)))}`;
    const known = browsers.get(key) ?? guichet.as(account);
    browsers.set(key, known);
    return known;
  };
  const idOf = async (account: string) => (await (await as(account)).get('/me')).body.id as string;
  const at = (offset: number) => new Date(guichet.clock.now().getTime() + offset).toISOString();
  const ok = <T>(answer: Answer<T>) => {
    if (answer.status >= 300) throw new Error(`${String(answer.status)} ${JSON.stringify(answer.body)}`);
    return answer.body;
  };
  for (const code of ['FUN', 'ULCO', 'UPHF'])
    await sql(
      `insert into role_grant (institution_id, person_id, role)
       select i.id, p.id, 'cab_member' from institution i, person p where i.code = $1 and p.email = $2`,
      [code, `${deputyOf(code)}@guichet.example`],
    );
  const path = '/services/FUNCAMPUS/change-board';
  const composed = seats.map((institution, place) => ({
    n: place + 1,
    kind: place === 0 ? 'function' : place === 6 ? 'security' : 'representative',
    institution,
    hasVeto: place === 6,
  }));
  const rule = { kind: 'percent', percent: 67 };
  ok(await (await as('change-manager.fun')).put(path, { seats: composed, rule }, { 'if-match': '"0"' }));
  for (const [place, code] of seats.entries()) {
    const hasDeputy = ['FUN', 'ULCO', 'UPHF'].includes(code);
    const deputies = hasDeputy ? [{ person: await idOf(deputyOf(code)), from: at(-DAY), until: at(300 * DAY) }] : [];
    const manager = await as(`manager.${code.toLowerCase()}`);
    const holders = { member: await idOf(memberOf(code)), deputies };
    ok(await manager.put(`${path}/seats/${String(place + 1)}/holders`, holders, { 'if-match': '"0"' }));
  }
  let drafts = 0;
  const draft = async (more: object = {}) => {
    // each in a window of its own: what overlaps on a service is not put to a vote
    const from = 60 * DAY + (drafts += 1) * 3 * HOUR;
    const author = await as('engineer.fun');
    const said = {
      kind: 'normal',
      services: ['FUNCAMPUS'],
      title: 'Version 5',
      why: 'Une nouvelle version.',
      plan: 'Basculer vers la nouvelle image.',
      tests: 'Ouvrir un cours.',
      backoutPlan: 'Revenir à l’image précédente.',
      backoutMinutes: 10,
      wasTried: true,
      interruptionMinutes: 0,
      isMajorVersion: true,
      answers: {
        reach: 'few',
        tried: 'yes',
        backout: 'short',
        data: 'none',
        experience: 'us',
        when: 'quiet',
        parts: 'none',
      },
      implementers: [await idOf('engineer.fun'), await idOf('cab-member.fun')],
      window: { from: at(from), to: at(from + 2 * HOUR) },
      ...more,
    };
    return `/changes/${ok(await author.post<{ reference: string }>('/changes', said)).reference}`;
  };
  const put = async (change: string) => {
    const manager = await as('change-manager.fun');
    ok(await manager.post(`${change}/decide`, { decision: 'approve' }));
    ok(await manager.post(`${change}/open-round`));
  };
  const voting = async (more: object = {}) => {
    const change = await draft(more);
    ok(await (await as('engineer.fun')).post(`${change}/submit`));
    await put(change);
    return change;
  };
  return {
    guichet,
    as,
    idOf,
    sql,
    at,
    draft,
    put,
    voting,
    closeDue: () => guichet.app.get(RoundDeadlines).run(),
    vote: async (account, change, decision, reason, url) => {
      const browser = await as(account);
      const elsewhere = url === undefined ? browser : browser.on(url);
      return elsewhere.post(`${change}/votes`, { decision, ...(reason === undefined ? {} : { reason }) });
    },
    events: (change) =>
      sql(
        `select e.type, e.data from event e join change c on c.id = e.stream_id where c.reference = $1 order by e.number`,
        [change.slice('/changes/'.length)],
      ),
    close: async () => {
      await client.end();
      await guichet.close();
    },
  };
}
