import type { INestApplicationContext } from '@nestjs/common';
import { systemActor, UnitOfWork, type Actor } from '../database/index.js';
import { formatInstant, parseInstant } from '../http/index.js';
import { CannotStart } from '../installation.js';
import { SYSTEM_PERSON } from '../kernel/index.js';
import { actorOf, NO_INSTITUTION, TokensService } from '../modules/identity/index.js';
import { institutionByCode } from '../modules/institutions/index.js';
import { AccountsService } from '../modules/notifications/index.js';
import { inside } from './application.js';
import { wordsOf, type Environment } from './settings.js';
import { tableOf } from './table.js';

const usage = `npm run admin -- token <command>

  token make NAME --of EMAIL --scope SCOPE [--scope SCOPE] --until INSTANT [--institution CODE]
                      a token for a program that acts for that person, in that institution or as the operator; printed once
  token list [--institution CODE]
                      those of an institution, or the operator's, with their last use
  token end ID [--institution CODE]
                      it opens nothing from now on

  With the embedded database the program must not be running meanwhile.`;

interface Given {
  subject: string | undefined;
  of: string | undefined;
  scopes: string[];
  until: string | undefined;
  institution: string | undefined;
}

type Work = (app: INestApplicationContext, given: Given) => Promise<void>;

/** Tokens for programs, with the rules of the API: a token may what the person may for whom it acts, for a year at most. */
export async function tokenCommand(words: readonly string[], environment: Environment): Promise<number> {
  const [what = '', ...rest] = words;
  const work = commands[what];
  if (!work) {
    console.log(usage);
    return words.length === 0 ? 0 : 2;
  }
  const given = read(rest);
  return inside(environment, async (app) => {
    await work(app, given);
    return 0;
  });
}

const commands: Partial<Record<string, Work>> = {
  make: async (app, { subject, of, scopes, until, institution }) => {
    const instant = until === undefined ? undefined : parseInstant(until);
    if (subject === undefined || of === undefined || scopes.length === 0 || instant === undefined)
      throw new CannotStart('NAME, --of EMAIL, --scope SCOPE and --until 2026-12-31T00:00:00Z are needed.');
    const actor = await personOf(app, of, institution);
    const made = await app.get(TokensService).make(actor, { name: subject, scopes, expiresAt: new Date(instant) });
    console.error(`${made.id}, until ${formatInstant(made.expiresAt)}; the token is told this once:`);
    console.log(made.token);
  },
  list: async (app, { institution }) => {
    const actor = await keeperOf(app, institution);
    const rows: string[][] = [];
    let cursor: string | undefined;
    do {
      const page = await app.get(TokensService).list(actor, 100, cursor);
      for (const { id, name, scopes, madeBy, expiresAt, lastUsedAt } of page.items)
        rows.push([
          id,
          formatInstant(expiresAt),
          lastUsedAt ? formatInstant(lastUsedAt) : 'never',
          scopes.join(' '),
          madeBy ?? '-',
          name,
        ]);
      cursor = page.nextCursor ?? undefined;
    } while (cursor !== undefined);
    console.log(tableOf(['id', 'until', 'last used', 'scopes', 'of', 'name'], rows));
  },
  end: async (app, { subject, institution }) => {
    if (subject === undefined) throw new CannotStart('The ID of a token is needed: token list tells it.');
    await app.get(TokensService).remove(await keeperOf(app, institution), subject);
    console.log(`${subject} opens nothing any more`);
  },
};

function read(words: string[]): Given {
  const text = { type: 'string' } as const;
  const { values, positionals } = wordsOf({
    args: words,
    options: { of: text, until: text, institution: text, scope: { type: 'string', multiple: true } },
    allowPositionals: true,
  });
  const { of, until, institution, scope = [] } = values;
  return { subject: positionals.length > 1 ? undefined : positionals[0], of, scopes: scope, until, institution };
}

/** In an institution of theirs, or as the operator. */
async function personOf(app: INestApplicationContext, email: string, code: string | undefined): Promise<Actor> {
  const person = await app.get(AccountsService).account(email);
  if (person.leftAt) throw new CannotStart(`${email} has left.`);
  if (code === undefined) return actorOf(person);
  const membership = person.memberships.find(({ institution }) => institution.code === code);
  if (!membership) throw new CannotStart(`${email} is nobody of ${code}.`);
  return actorOf(person, membership);
}

/** The program, with the right to keep the tokens of an institution, or the operator's. */
async function keeperOf(app: INestApplicationContext, code: string | undefined): Promise<Actor> {
  const roles: Actor['roles'] = new Map([['operator', 'all']]);
  const nobody = { ...systemActor(NO_INSTITUTION.id), roles };
  if (code === undefined) return nobody;
  const found = await app.get(UnitOfWork).run(systemActor(SYSTEM_PERSON), (tx) => institutionByCode(tx, code));
  if (!found) throw new CannotStart(`No institution has the code ${code}.`);
  return { ...systemActor(found.id), institution: { id: found.id, code: found.code, name: found.name }, roles };
}
