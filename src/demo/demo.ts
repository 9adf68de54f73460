import type { INestApplicationContext } from '@nestjs/common';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { MovableClock, type Clock } from '../kernel/index.js';
import { hashPassword } from '../modules/identity/index.js';
import { DOMAIN, type DemoAccount } from './accounts.js';
import { Cast } from './cast.js';
import { AGREED_FROM } from './consortium.js';
import { installConsortium } from './install-consortium.js';
import { play } from './play.js';
import { loadStarterSet, starterKeys } from './starter-set.js';
import { stories } from './stories/index.js';
import { titleOf, type Story } from './story.js';
import { summaryLines, type StandingTicket } from './summary.js';

export interface DemoOptions {
  installation: { dataDir: string; urls: { owner: string } };
  /** Of all accounts, from this start on. */
  password: string;
  /**
   * The application on a clock that the demonstration moves. It must do no jobs: mail about the stories goes out when the
   * real one starts.
   */
  createContext: (clock: Clock) => Promise<INestApplicationContext>;
  /** When the stories are told; by default now. */
  now?: Date;
  /** Where the API answers, for the lines about what to try. */
  publicUrl?: string;
}

export interface DemoSummary {
  accounts: DemoAccount[];
  distribution: Record<string, number>;
  /** For people, at the start. */
  lines: string[];
}

/**
 * Makes the demonstration, or finds it: installs the consortium, then plays the stories that have no ticket or change yet.
 *
 * A file beside the database says that all stories were played; later starts, and later versions with other stories,
 * leave them alone. Killed before that, the next start installs if nothing is there (the consortium is one transaction)
 * plays the stories that had not begun, known by their titles, and takes in the actions of the starter set that are not there. One that was cut short stays as it stood: a ticket or change
 * like any other, only with an earlier end.
 *
 * The password is the one given now, also for accounts made at an earlier start.
 */
export async function seedDemo(options: DemoOptions): Promise<DemoSummary> {
  const { installation, password, createContext, now = new Date(), publicUrl = 'http://127.0.0.1:3000' } = options;
  const { dataDir, urls } = installation;
  if (!urls.owner)
    throw new Error('the demonstration needs DATABASE_OWNER_URL: it writes its institutions as the owner');
  const passwordHash = await hashPassword(password);
  const { accounts } = await installConsortium(urls.owner, { passwordHash, now });
  await givePassword(urls.owner, passwordHash);

  const marker = join(dataDir, 'demo-seeded');
  if (!existsSync(marker) && isAfterTheAgreements(now)) {
    const told = new Set(
      [...(await ticketsOf(urls.owner)), ...(await changesOf(urls.owner))].map(({ title }) => title),
    );
    const kept = new Set(await keysOfActions(urls.owner));
    const untold = stories.filter((story) => !told.has(titleOf(story)));
    const isStocked = starterKeys().every((key) => kept.has(key));
    if (untold.length > 0 || !isStocked) await tell(untold, now, createContext);
    mkdirSync(dataDir, { recursive: true });
    writeFileSync(marker, `${now.toISOString()}\n`);
  }
  const tickets = await ticketsOf(urls.owner);
  const changes = await changesOf(urls.owner);
  const distribution = distributionOf([...tickets, ...changes]);
  const told = { accounts, tickets, changes, distribution, password, url: publicUrl };
  return { accounts, distribution, lines: summaryLines(told) };
}

async function tell(untold: readonly Story[], now: Date, createContext: DemoOptions['createContext']): Promise<void> {
  const clock = new MovableClock(AGREED_FROM.instant);
  const app = await createContext(clock);
  try {
    await play(app, clock, now, untold);
    await loadStarterSet(app, new Cast(app));
  } finally {
    await app.close();
  }
}

/** On a computer whose clock is years behind, stories would begin before the agreements: then there are none. */
function isAfterTheAgreements(now: Date): boolean {
  const halfAYear = 183 * 86_400_000;
  return now.getTime() - AGREED_FROM.instant.getTime() > halfAYear;
}

function distributionOf(standing: readonly StandingTicket[]): Record<string, number> {
  const titles = new Set(standing.map(({ title }) => title));
  const distribution: Record<string, number> = {};
  for (const story of stories) {
    if (titles.has(titleOf(story))) distribution[story.path] = (distribution[story.path] ?? 0) + 1;
  }
  return distribution;
}

function ticketsOf(ownerUrl: string): Promise<StandingTicket[]> {
  return asOwner(ownerUrl, async (client) => {
    const { rows } = await client.query<StandingTicket>(
      'select reference, title, state from ticket order by opened_at, id',
    );
    return rows;
  });
}

function changesOf(ownerUrl: string): Promise<StandingTicket[]> {
  return asOwner(ownerUrl, async (client) => {
    const { rows } = await client.query<StandingTicket>('select reference, title, state from change order by id');
    return rows;
  });
}

function keysOfActions(ownerUrl: string): Promise<string[]> {
  return asOwner(ownerUrl, async (client) => {
    const { rows } = await client.query<{ key: string }>('select key from action where published_number is not null');
    return rows.map(({ key }) => key);
  });
}

async function givePassword(ownerUrl: string, passwordHash: string): Promise<void> {
  await asOwner(ownerUrl, (client) =>
    client.query(
      `update credential set password_hash = $1
        where person_id in (select id from person where email like '%@${DOMAIN}')`,
      [passwordHash],
    ),
  );
}

async function asOwner<T>(ownerUrl: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: ownerUrl });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
