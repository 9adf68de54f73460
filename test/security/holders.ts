import { readFileSync } from 'node:fs';
import type { Browser } from '../support/browser.js';
import { compiled } from '../support/compiled.js';
import { belongings, made, type Belonging } from './belongings.js';
import { bodies, openTicket, someId } from './operations.js';
import { roles, type World } from './world.js';

interface Described {
  'x-permission'?: string;
  'x-scope'?: string;
}
const document = JSON.parse(readFileSync('openapi.json', 'utf8')) as {
  paths: Record<string, Record<string, Described>>;
};
/** Those that a session may ask for, with the permission that they take. */
export const operations = Object.entries(document.paths).flatMap(([path, item]) =>
  Object.entries(item).flatMap(([key, { 'x-permission': permission, 'x-scope': scope }]) =>
    // what takes a token is opened by no session
    permission === undefined || scope !== undefined
      ? []
      : [{ method: key.toUpperCase(), template: path.replace('/api/v1', ''), permission }],
  ),
);

/** What else a path names and a service shows to nobody outside, or that is made where all of its tests are. */
export const things: Pick<Belonging, 'prefix' | 'make' | 'homes'>[] = [
  {
    prefix: '/tickets/{reference}',
    make: async (world) => `/tickets/${await openTicket(await world.as('spoc.ulco'))}`,
    homes: ['spoc.ulco'],
  },
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

export interface Asked {
  method: string;
  template: string;
}

const { permissions } = await compiled<typeof import('../../src/modules/identity/domain/permissions.js')>(
  'modules/identity/domain/permissions.js',
);
/** Which roles hold which permission, as the program says it. */
export const holders: Record<string, readonly string[] | 'anyone'> = permissions;

/** Every role but those that hold it. */
export const lacking = (permission: string) => roles.filter((role) => !holders[permission]?.includes(role));

/** Of anybody who has signed in, or of every role: nobody can be asked who lacks it. */
export const isHeldByAll = (permission: string) => holders[permission] === 'anyone' || lacking(permission).length === 0;

/** Whoever is asked below, signed in beforehand: that goes through the same guards. */
export async function signIn(world: World): Promise<void> {
  for (const account of new Set(['spoc2.ulco', 'spoc2.fun', 'requester.ulco', ...things.flatMap(({ homes }) => homes)]))
    await world.as(account);
}

/** Somebody of the institution who made none of it, with exactly these roles: for all services, or for one (its code). */
export async function withRoles(
  world: World,
  code: string,
  held: readonly string[],
  limited: readonly string[] = [],
  service: string | null = null,
): Promise<Browser> {
  const email = `spoc2.${code}@guichet.example`;
  await world.admin.query(`delete from role_grant where person_id = (select id from person where email = $1)`, [email]);
  await world.admin.query(
    `insert into role_grant
     select m.institution_id, m.person_id, r.role, r.service_ids
       from membership m join person p on p.id = m.person_id,
            lateral (select unnest($2::text[]) as role, null::uuid[] as service_ids
                     union all
                     select unnest($3::text[]), array(select id from service where code = $4)) r
      where p.email = $1`,
    [email, held, limited, service],
  );
  return world.as(`spoc2.${code}`);
}

/** An agent may do it for a ticket that is urgent: whether it is, is asked of the version that was seen. */
const BY_STATE = '/tickets/{reference}/escalate';

export async function send(who: Browser, { method, template }: Asked, path: string) {
  const headers = template === BY_STATE ? undefined : { 'if-match': '"999999"' };
  if (template !== '/live') return who.send(method, path, bodies[`${method} ${template}`], headers);
  // never ends where it is allowed
  const end = new AbortController();
  const { status } = await who.raw(path, { signal: end.signal });
  end.abort();
  return { status };
}

/** What has to be said before anybody is asked who it is. */
const asked: Record<string, string> = { '/actions/{action}/difference': '?from=1&to=1' };

/** Where an operation of a thing is asked, with whatever its path names further. */
export const pathOf = (thing: string, prefix: string, template: string): string =>
  `${thing}${template.slice(prefix.length)}${asked[template] ?? ''}`
    .replace('{n}', '1')
    .replace('{month}', '2026-01')
    .replace('{date}', '2030-01-07')
    .replace('{to}', 'ULCO-2026-99999')
    .replace('{target}', 'ULCO-2026-99999')
    .replace(/\{\w*[iI]d\}/, someId);

function prefixOf(template: string): string | undefined {
  return things
    .map(({ prefix }) => prefix)
    .filter((prefix) => template === prefix || template.startsWith(`${prefix}/`))
    .sort((a, b) => b.length - a.length)[0];
}

/** Each thing with the operations on it of which a test can say something. */
export const thingsWith = (isAsked: (permission: string) => boolean) =>
  things
    .map((thing) => ({
      ...thing,
      named: operations.filter(
        ({ template, permission }) => prefixOf(template) === thing.prefix && isAsked(permission),
      ),
    }))
    .filter(({ named }) => named.length > 0);
