import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { holdersOf, lacking, operations, pathOf, prefixOf, send, signIn, things, withRoles } from './holders.js';
import { openWorld, roles, type World } from './world.js';

/**
 * Every operation that takes a permission, asked by somebody who has each role but those that hold it: 403, or 404 where
 * nothing is to be seen without one of those. That the same is carried out for whoever has one, `belongings` and its like
 * show. Which roles hold a permission, the specification of permissions writes down once more. Each makes what it asks
 * about, so that it can be asked twice.
 */
let world: World;
let holders: Record<string, readonly string[] | 'anyone'>;
beforeAll(async () => {
  world = await openWorld();
  holders = await holdersOf();
  await signIn(world);
});
afterAll(() => world.close());

const without = (permission: string) => lacking(holders[permission]);
/** Of anybody who has signed in, or of every role, nobody can be asked who lacks it. */
const isHeldByAll = (permission: string) => holders[permission] === 'anyone' || without(permission).length === 0;

describe('where nothing is named', () => {
  it.each(operations.filter(({ template }) => !template.includes('{')))('$method $template', async (one) => {
    // held by the operator alone, who has no role
    if (holders[one.permission] === 'anyone' || without(one.permission).length === roles.length) return;
    if (isHeldByAll(one.permission)) {
      expect((await send(await world.as('operator'), one, one.template)).status).toBe(403);
      return;
    }
    const who = await withRoles(world, 'fun', without(one.permission));
    expect((await send(who, one, one.template)).status).toBe(403);
    // before anybody looks at what was sent
    const wrong =
      one.method === 'GET'
        ? await who.raw(`${one.template}?nonsense=1`)
        : await who.send(one.method, one.template, { nonsense: 1 });
    expect(wrong.status).toBe(403);
    const all = await send(await withRoles(world, 'fun', roles), one, one.template);
    expect(all.status).not.toBe(403);
  });
});

describe.each(things)('of $prefix', ({ prefix, make, homes }) => {
  const named = operations.filter(({ template }) => prefixOf(template) === prefix);
  it.each(named)('$method $template', async (one) => {
    if (isHeldByAll(one.permission)) return;
    const code = homes[0]?.split('.')[1] ?? '';
    const path = pathOf(await make(world), prefix, one.template);
    const { status } = await send(await withRoles(world, code, without(one.permission)), one, path);
    expect([403, 404]).toContain(status);
  });
});
