import 'reflect-metadata';
import { NewerDatabase, OlderDatabase, preparationSql } from '../database/index.js';
import { CannotStart, prepareInstallation } from '../installation.js';
import { actionsCommand } from './actions.js';
import { backupCommand, restoreCommand } from './backup.js';
import { databaseMigrate, databaseStatus } from './database.js';
import { erasuresCommand } from './erasures.js';
import { eventsCommand } from './events.js';
import { importCommand } from './import.js';
import { checkTimers } from './check-timers.js';
import { jobsCommand } from './jobs.js';
import { configFrom, type Environment } from './settings.js';
import { tokenCommand } from './token.js';
import { userCommand } from './user.js';
import { checkRecord, headsFolder, SignedHeads } from '../record/index.js';

const usage = `npm run admin -- <command>

  database prepare    prints the SQL by which an administrator makes the program's database roles
                      (for an owner role that may not make them; reads DATABASE_OWNER_URL)
  database migrate    brings the database to this program's version, and says by which migrations
  database status     says which version program and database have, and whether a role could pass the wall
  import FILE [--dry-run]
                      institutions, sites, services, agreements, people and roles from a file of YAML or JSON; see
                      docs/importing.md. With the embedded database the program must not be running.
  verify              recomputes the record: every event's hash, the chains, the heads kept outside the database;
                      and from the record every state, timer, appointment and unit of "handled
                      in time", which must be as it is stored.
                      With the embedded database the program must not be running.
  backup --to DIR     copies the installation into a folder that does not exist yet, while it is at work: all rows as they
                      were at one instant, the files of tickets, the heads of the record. Without the secret key.
  restore --from DIR [--replace DATABASE]
                      brings a backup back into an empty place, of this or an older version of the program; over what
                      is there only when the name of the database is said. The program must not be running.
  actions export --institution CODE --to DIR [--drafts]
                      writes the actions of an institution as files: what is published, else the draft; with --drafts
                      what is being written wherever something is
  actions import --institution CODE --as EMAIL --from DIR [--dry-run] [--service CODE] [--kind KIND]
                      takes in the files of a folder with the rights of that person, and prints what became of each;
                      service and kind are for files without front matter. See docs/actions-as-files.md.
                      With the embedded database the program must not be running.
  events parked|retry, jobs dead|retry
                      what the program gave up after failing too often, and how it is tried again: \`events\` or \`jobs\`
                      alone says how. The program may be running.
  user invite|reset|leaver|show EMAIL, token make|list|end
                      accounts, and tokens for programs: \`user\` or \`token\` alone says how. See docs/operating.md.
  erasures list|repeat FILE
                      who was erased, and doing it again after an older backup was brought back: \`erasures\` alone says how.`;

/** The command line for whoever runs an installation. Returns the exit status. */
async function main(words: readonly string[], environment: Environment): Promise<number> {
  if (words[0] === 'actions') return actionsCommand(words.slice(1), environment);
  if (words[0] === 'backup') return backupCommand(words.slice(1), environment);
  if (words[0] === 'restore') return restoreCommand(words.slice(1), environment);
  if (words[0] === 'erasures') return erasuresCommand(words.slice(1), environment);
  if (words[0] === 'events') return eventsCommand(words.slice(1), environment);
  if (words[0] === 'jobs') return jobsCommand(words.slice(1), environment);
  if (words[0] === 'import') return importCommand(words.slice(1), environment);
  if (words[0] === 'user') return userCommand(words.slice(1), environment);
  if (words[0] === 'token') return tokenCommand(words.slice(1), environment);
  switch (words.join(' ')) {
    case 'database prepare':
      return prepareDatabase(environment);
    case 'database migrate':
      return databaseMigrate(environment);
    case 'database status':
      return databaseStatus(environment);
    case 'verify':
      return verify(environment);
    default:
      console.log(usage);
      return words.length === 0 ? 0 : 2;
  }
}

function prepareDatabase(environment: Environment): number {
  const url = environment['DATABASE_OWNER_URL'];
  if (url === undefined || !URL.canParse(url)) {
    console.error('DATABASE_OWNER_URL must be the URL of the owner role, as postgres://guichet_owner@host/guichet');
    return 1;
  }
  const { username, pathname } = new URL(url);
  console.log(preparationSql(decodeURIComponent(username), pathname.slice(1)));
  return 0;
}

async function verify(environment: Environment): Promise<number> {
  const { urls, dataDir, secretKeys, stop } = await prepareInstallation(configFrom(environment), () => undefined);
  try {
    const signed = new SignedHeads(headsFolder(dataDir), secretKeys);
    const { events, chains, heads, days, flaws } = await checkRecord(urls.maintenance, signed);
    const timers = await checkTimers(urls.maintenance, new Date());
    const all = [...flaws, ...timers.flaws];
    for (const flaw of all) console.log(flaw);
    const outside = `${String(heads)} heads kept on ${String(days)} days`;
    console.log(
      `compared ${String(events)} events in ${String(chains)} chains and ${outside}: ${String(flaws.length)} flaws`,
    );
    const waiting = timers.due === 0 ? '' : `, ${String(timers.due)} tickets wait for the sweep`;
    console.log(
      `recomputed ${String(timers.timers)} timers, ${String(timers.appointments)} appointments and ` +
        `${String(timers.units)} units of ${String(timers.tickets)} tickets${waiting}: ${String(timers.flaws.length)} flaws`,
    );
    return all.length === 0 ? 0 : 1;
  } finally {
    await stop();
  }
}

main(process.argv.slice(2), process.env).then(
  (status) => process.exit(status),
  (error: unknown) => {
    const isExpected = [CannotStart, NewerDatabase, OlderDatabase].some((kind) => error instanceof kind);
    console.error(isExpected ? (error as Error).message : error);
    process.exit(1);
  },
);
