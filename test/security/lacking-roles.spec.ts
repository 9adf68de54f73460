import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { compiled } from '../support/compiled.js';
import type { Browser } from '../support/browser.js';
import { belongings, made, type Belonging } from './belongings.js';
import { bodies, someId } from './operations.js';
import { openWorld, roles, type World } from './world.js';

/**
 * @each-by-itself
 *
 * Every operation that takes a permission, asked by somebody who has each role but those that hold it: 403, or 404 where
 * nothing is to be seen without one of those. That the same is carried out for whoever has one, `belongings` and its like
 * show. Which roles hold a permission, the specification of permissions writes down once more. Each makes what it asks
 * about, so that one guard can be broken in each: see docs/security.md.
 */
interface Described {
  'x-permission'?: string;
  'x-scope'?: string;
}
const document = JSON.parse(readFileSync('openapi.json', 'utf8')) as {
  paths: Record<string, Record<string, Described>>;
};
const operations = Object.entries(document.paths).flatMap(([path, item]) =>
  Object.entries(item).flatMap(([key, { 'x-permission': permission, 'x-scope': scope }]) =>
    // what takes a token is opened by no session
    permission === undefined || scope !== undefined
      ? []
      : [{ method: key.toUpperCase(), template: path.replace('/api/v1', ''), permission }],
  ),
);

/** What else a path names and a service shows to nobody outside, or that is made where all of its tests are. */
const things: Pick<Belonging, 'prefix' | 'make' | 'homes'>[] = [
  // the operator's, who has no role
  ...belongings.filter(({ prefix }) => prefix !== '/tokens/{id}'),
  { prefix: '/services/{code}', make: () => Promise.resolve('/services/FUNCAMPUS'), homes: ['manager.fun'] },
  {
    prefix: '/changes/{change}',
    make: (world) => made(world, 'engineer.fun', '/changes', { field: 'reference' }),
    homes: ['engineer.fun'],
  },
  {
    prefix: '/actions/{action}',
    make: (world) => made(world, 'engineer.fun', '/actions', { field: 'reference' }),
    homes: ['engineer.fun'],
  },
];

let world: World;
let holders: Record<string, readonly string[] | 'anyone'>;
beforeAll(async () => {
  world = await openWorld();
  const { permissions } = await compiled<typeof import('../../src/modules/identity/domain/permissions.js')>(
    'modules/identity/domain/permissions.js',
  );
  holders = permissions;
  // beforehand: signing in goes through the same guards
  for (const account of new Set(['spoc2.ulco', 'spoc2.fun', 'requester.ulco', ...things.flatMap(({ homes }) => homes)]))
    await world.as(account);
});
afterAll(() => world.close());

/** Somebody of the institution who made none of it, with exactly these roles for all services. */
async function withRoles(code: string, held: readonly string[]): Promise<Browser> {
  const email = `spoc2.${code}@guichet.example`;
  await world.admin.query(`delete from role_grant where person_id = (select id from person where email = $1)`, [email]);
  await world.admin.query(
    `insert into role_grant
     select m.institution_id, m.person_id, r, null
       from membership m join person p on p.id = m.person_id, unnest($2::text[]) r
      where p.email = $1`,
    [email, held],
  );
  return world.as(`spoc2.${code}`);
}
const lacking = (permission: string) => roles.filter((role) => !holders[permission]?.includes(role));
/** Of anybody who has signed in, or of every role, nobody can be asked who lacks it. */
const isHeldByAll = (permission: string) => holders[permission] === 'anyone' || lacking(permission).length === 0;

async function send(who: Browser, { method, template }: { method: string; template: string }, path: string) {
  if (template !== '/live') return who.send(method, path, bodies[`${method} ${template}`], { 'if-match': '"999999"' });
  // never ends where it is allowed
  const end = new AbortController();
  const { status } = await who.raw(path, { signal: end.signal });
  end.abort();
  return { status };
}

describe('where nothing is named', () => {
  it.each(operations.filter(({ template }) => !template.includes('{')))('$method $template', async (one) => {
    // held by the operator alone, who has no role
    if (isHeldByAll(one.permission) || lacking(one.permission).length === roles.length) return;
    const who = await withRoles('fun', lacking(one.permission));
    expect((await send(who, one, one.template)).status).toBe(403);
    // before anybody looks at what was sent
    const wrong =
      one.method === 'GET'
        ? await who.raw(`${one.template}?nonsense=1`)
        : await who.send(one.method, one.template, { nonsense: 1 });
    expect(wrong.status).toBe(403);
    const all = await send(await withRoles('fun', roles), one, one.template);
    expect(all.status).not.toBe(403);
  });
});

/** What has to be said before anybody is asked who it is. */
const asked: Record<string, string> = { '/actions/{action}/difference': '?from=1&to=1' };

describe.each(things)('of $prefix', ({ prefix, make, homes }) => {
  const named = operations.filter(({ template }) => prefixOf(template) === prefix);
  it.each(named)('$method $template', async (one) => {
    if (isHeldByAll(one.permission)) return;
    const code = homes[0]?.split('.')[1] ?? '';
    const path = `${await make(world)}${one.template.slice(prefix.length)}${asked[one.template] ?? ''}`
      .replace('{n}', '1')
      .replace('{month}', '2026-01')
      .replace('{date}', '2030-01-07')
      .replace(/\{\w*[iI]d\}/, someId);
    const { status } = await send(await withRoles(code, lacking(one.permission)), one, path);
    expect([403, 404]).toContain(status);
  });
});

function prefixOf(template: string): string | undefined {
  return things
    .map(({ prefix }) => prefix)
    .filter((prefix) => template === prefix || template.startsWith(`${prefix}/`))
    .sort((a, b) => b.length - a.length)[0];
}
