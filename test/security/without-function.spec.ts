import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { send, signIn, withRoles } from './holders.js';
import { openWorld, roles, type World } from './world.js';

/**
 * What is made for a service by an institution that runs a part of it, asked by somebody of one that only uses it, with every
 * role for all services.
 */
let world: World;
beforeAll(async () => {
  world = await openWorld();
  await signIn(world);
});
afterAll(() => world.close());

describe('an institution that holds no function of a service', () => {
  it.each([
    ['POST', '/problems'],
    ['POST', '/major-incidents'],
    ['POST', '/changes'],
    ['POST', '/releases'],
    ['POST', '/change-models'],
    ['POST', '/services/{code}/ready-texts'],
    ['PUT', '/services/{code}/change-board'],
    ['POST', '/services/{code}/risk-questionnaire'],
    ['POST', '/services/{code}/dependencies'],
  ])('does not make %s %s', async (method, template) => {
    const who = await withRoles(world, 'ulco', roles);
    const path = template.replace('{code}', 'FUNCAMPUS');
    expect((await send(who, { method, template }, path)).status).toBe(403);
  });

  it('declares no freeze of it', async () => {
    const who = await withRoles(world, 'ulco', roles);
    const said = { title: 'Examens', reason: 'Examens', from: '2030-01-07', to: '2030-01-11' };
    expect((await who.post('/freezes', { ...said, scope: 'service', service: 'FUNCAMPUS' })).status).toBe(403);
  });
});
