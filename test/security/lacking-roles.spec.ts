import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { holders, isHeldByAll, lacking, operations, pathOf, send, signIn, thingsWith, withRoles } from './holders.js';
import { openWorld, roles, type World } from './world.js';

/**
 * Every operation that takes a permission, asked by somebody who has each role but those that hold it: 403, or 404 where
 * nothing is to be seen without one of those. That the same is carried out for whoever has one, `belongings` and its like
 * show. Which roles hold a permission, the specification of permissions writes down once more. Each makes what it asks
 * about, so that it can be asked twice.
 */
let world: World;
beforeAll(async () => {
  world = await openWorld();
  await signIn(world);
});
afterAll(() => world.close());

describe('where nothing is named', () => {
  // what is held by the operator alone, who has no role, nobody can be given
  const asked = operations.filter(
    ({ template, permission }) =>
      !template.includes('{') && holders[permission] !== 'anyone' && lacking(permission).length < roles.length,
  );
  it.each(asked)('$method $template', async (one) => {
    if (isHeldByAll(one.permission)) {
      expect((await send(await world.as('operator'), one, one.template)).status).toBe(403);
      return;
    }
    const who = await withRoles(world, 'fun', lacking(one.permission));
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

describe.each(thingsWith((permission) => !isHeldByAll(permission)))('of $prefix', ({ prefix, make, homes, named }) => {
  it.each(named)('$method $template', async (one) => {
    const code = homes[0]?.split('.')[1] ?? '';
    const path = pathOf(await make(world), prefix, one.template);
    const { status } = await send(await withRoles(world, code, lacking(one.permission)), one, path);
    expect([403, 404]).toContain(status);
  });
});
