import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { holdersOf, lacking, operations, pathOf, prefixOf, send, signIn, things, withRoles } from './holders.js';
import { bodies } from './operations.js';
import { openWorld, type World } from './world.js';

/**
 * Every operation on something of a service, asked by somebody who holds its permission for another service only, and
 * whatever else there is for all of them: they see what it is about, and are refused by what the service asks once it knows
 * of which service it is. With the same roles for the service itself it is not refused.
 */
let world: World;
let holders: Record<string, readonly string[] | 'anyone'>;
beforeAll(async () => {
  world = await openWorld();
  holders = await holdersOf();
  await signIn(world);
});
afterAll(() => world.close());

/** Not of a service. */
const ofNone = [
  '/people/{id}',
  '/ticket-templates/{id}',
  '/canned-answers/{id}',
  '/teams/{id}',
  '/views/{id}',
  '/me/absences/{id}',
  '/calendar/feeds/{id}',
];
const OTHER = 'OAE';

function rolesFor(permission: string): { all: readonly string[]; limited: readonly string[] } | undefined {
  const held = holders[permission];
  // what every role may is of no service
  if (held === undefined || held === 'anyone' || lacking(held).length === 0) return undefined;
  return { all: lacking(held), limited: held.filter((role) => role !== 'operator') };
}

describe('where the body names a service', () => {
  const naming = operations.filter(({ method, template }) => {
    const body = bodies[`${method} ${template}`] as { service?: string } | undefined;
    return !template.includes('{') && body?.service !== undefined;
  });
  it.each(naming)('$method $template', async (one) => {
    const held = rolesFor(one.permission);
    if (held === undefined) return;
    const code = one.template.startsWith('/tickets') ? 'ulco' : 'fun';
    const who = await withRoles(world, code, held.all, held.limited, OTHER);
    expect((await send(who, one, one.template)).status).toBe(403);
    const may = await withRoles(world, code, held.all, held.limited, 'FUNCAMPUS');
    expect((await send(may, one, one.template)).status).not.toBe(403);
  });
});

describe.each(things.filter(({ prefix }) => !ofNone.includes(prefix)))('of $prefix', ({ prefix, make, homes }) => {
  const named = operations.filter(({ template }) => prefixOf(template) === prefix);
  it.each(named)('$method $template', async (one) => {
    const held = rolesFor(one.permission);
    if (held === undefined) return;
    const code = homes[0]?.split('.')[1] ?? '';
    const path = pathOf(await make(world), prefix, one.template);
    const { status } = await send(await withRoles(world, code, held.all, held.limited, OTHER), one, path);
    expect([403, 404]).toContain(status);
  });
});
