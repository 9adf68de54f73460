import type { INestApplicationContext } from '@nestjs/common';
import { CannotStart } from '../installation.js';
import { formatInstant } from '../http/index.js';
import type { Account } from '../modules/identity/index.js';
import { AccountsService, type WorkLeft } from '../modules/notifications/index.js';
import { inside } from './application.js';
import { wordsOf, type Environment } from './settings.js';
import { tableOf } from './table.js';

const usage = `npm run admin -- user <command>

  user invite EMAIL   mails a link by which they set their first password (72 hours, once); a new one ends the one before
  user reset EMAIL    ends their password and their sessions, and mails a link by which they set another one
  user leaver EMAIL [--on YYYY-MM-DD]
                      ends their roles, password, sessions, tokens, calendars and where they stand in for somebody, and
                      prints what is to be handed over; the admins of their institutions get it by mail
  user show EMAIL     who they are, what they may, what is theirs to do

  Mail leaves once the program runs. With the embedded database the program must not be running meanwhile.`;

type Work = (accounts: AccountsService, email: string, on: Date | undefined) => Promise<void>;

/** Accounts, for whoever runs an installation. Titles and texts are not printed: they read no ticket. */
export async function userCommand(words: readonly string[], environment: Environment): Promise<number> {
  const [what = '', ...rest] = words;
  const work = commands[what];
  if (!work) {
    console.log(usage);
    return words.length === 0 ? 0 : 2;
  }
  const { email, on } = read(rest);
  return inside(environment, async (app: INestApplicationContext) => {
    await work(app.get(AccountsService), email, on);
    return 0;
  });
}

const commands: Partial<Record<string, Work>> = {
  invite: async (accounts, email) => {
    console.log(`${email} is invited; the link serves until ${formatInstant(await accounts.invite(email))}`);
  },
  reset: async (accounts, email) => {
    const until = formatInstant(await accounts.reset(email));
    console.log(`the password and the sessions of ${email} have ended; the link serves until ${until}`);
  },
  leaver: async (accounts, email, on) => {
    const left = await accounts.leaves(email, on);
    console.log(`the account of ${email} has ended`);
    printWork(left);
  },
  show: async (accounts, email) => {
    const account = await accounts.account(email);
    console.log(tableOf(['', ''], rowsOf(account)));
    printWork(await accounts.workOf(account));
  },
};

function read(words: string[]): { email: string; on: Date | undefined } {
  const { values, positionals } = wordsOf({
    args: words,
    options: { on: { type: 'string' } },
    allowPositionals: true,
  });
  const [email] = positionals;
  if (email === undefined || positionals.length > 1) throw new CannotStart('One EMAIL is needed.');
  return { email, on: values.on === undefined ? undefined : dayOf(values.on) };
}

function dayOf(text: string): Date {
  const day = new Date(`${text}T00:00:00Z`);
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text) || Number.isNaN(day.getTime()) || !day.toISOString().startsWith(text))
    throw new CannotStart(`--on ${text} is no day, as 2026-03-31.`);
  return day;
}

function rowsOf(account: Account): string[][] {
  const { id, name, locale, isOperator, leftAt, hasPassword, invitedUntil, sessions, tokens, memberships } = account;
  return [
    ['id', id],
    ['name', name],
    ['language', locale],
    ['operator', isOperator ? 'yes' : 'no'],
    ['left', leftAt ? formatInstant(leftAt) : 'no'],
    ['password', hasPassword ? 'yes' : 'no'],
    ['link until', invitedUntil ? formatInstant(invitedUntil) : '-'],
    ['sessions', String(sessions)],
    ['tokens', String(tokens)],
    ...memberships.map(({ institution, grants }) => [
      institution.code,
      grants
        .map(({ role, serviceIds }) => (serviceIds ? `${role} (${String(serviceIds.length)} services)` : role))
        .join(', ') || '-',
    ]),
  ];
}

function printWork(left: readonly WorkLeft[]): void {
  const rows = left.flatMap(({ institution, work }) => work.map(({ kind, ref }) => [institution.code, kind, ref]));
  if (rows.length === 0) console.log('nothing is theirs to do');
  else console.log(tableOf(['at', 'what', 'to hand over'], rows));
}
