import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { holders, isHeldByAll, lacking, operations, pathOf, send, signIn, thingsWith, withRoles } from './holders.js';
import { made } from './belongings.js';
import { bodies, openTicket } from './operations.js';
import { openWorld, type World } from './world.js';

/**
 * Every operation on something of a service, asked by somebody who holds its permission for another service only, and
 * whatever else there is for all of them: they see what it is about, and are refused by what the service asks once it knows
 * of which service it is. With the same roles for the service itself it is not refused.
 */
let world: World;
beforeAll(async () => {
  world = await openWorld();
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

/** Whatever else there is, for all services, and what is to be limited: what every role may is of no service. */
function rolesFor(permission: string): { all: readonly string[]; limited: readonly string[] } {
  const held = holders[permission];
  if (held === undefined || held === 'anyone' || isHeldByAll(permission))
    throw new Error(`${permission}: of no service`);
  return { all: lacking(permission), limited: held.filter((role) => role !== 'operator') };
}
const isLimited = (permission: string) => holders[permission] !== undefined && !isHeldByAll(permission);

describe('where the body names a service', () => {
  const naming = operations.filter(({ method, template, permission }) => {
    const body = bodies[`${method} ${template}`] as { service?: string } | undefined;
    return !template.includes('{') && body?.service !== undefined && isLimited(permission);
  });
  it.each(naming)('$method $template', async (one) => {
    const { all, limited } = rolesFor(one.permission);
    const code = one.template.startsWith('/tickets') ? 'ulco' : 'fun';
    const who = await withRoles(world, code, all, limited, OTHER);
    expect((await send(who, one, one.template)).status).toBe(403);
    const may = await withRoles(world, code, all, limited, 'FUNCAMPUS');
    expect((await send(may, one, one.template)).status).not.toBe(403);
  });
});

const ofServices = thingsWith(isLimited).filter(({ prefix }) => !ofNone.includes(prefix));
describe.each(ofServices)('of $prefix', ({ prefix, make, homes, named }) => {
  it.each(named)('$method $template', async (one) => {
    const { all, limited } = rolesFor(one.permission);
    const code = homes[0]?.split('.')[1] ?? '';
    const path = pathOf(await make(world), prefix, one.template);
    const { status } = await send(await withRoles(world, code, all, limited, OTHER), one, path);
    expect([403, 404]).toContain(status);
  });
});

/** What stands for no single service: whoever is limited to some does none of it. */
describe('where it concerns every service', () => {
  it.each([
    ['GET', '/audit', 'audit.read'],
    ['POST', '/targets', 'targets.record'],
    ['POST', '/targets/preview', 'targets.record'],
    ['POST', '/freezes', 'freeze.declare_institution'],
  ])('%s %s', async (method, template, permission) => {
    const { all, limited } = rolesFor(permission);
    const who = await withRoles(world, 'fun', all, limited, 'FUNCAMPUS');
    expect((await send(who, { method, template }, template)).status).toBe(403);
    const may = await withRoles(world, 'fun', [...all, ...limited]);
    expect((await send(may, { method, template }, template)).status).not.toBe(403);
  });
});

describe('where a service is named in another way', () => {
  const limitedTo = async (permission: string) => {
    const { all, limited } = rolesFor(permission);
    return withRoles(world, 'fun', all, limited, OTHER);
  };

  it('a change of several services is made by nobody who holds the role for one of them', async () => {
    const who = await withRoles(world, 'fun', [], ['engineer'], 'FUNCAMPUS');
    const said = bodies['POST /changes'] as object;
    expect((await who.post('/changes', { ...said, services: ['FUNCAMPUS', OTHER] })).status).toBe(403);
    expect((await who.post('/changes', said)).status).toBe(201);
  });

  it('a change is asked for by a SPOC of its service', async () => {
    const said = bodies['POST /changes'];
    expect((await (await withRoles(world, 'ulco', [], ['spoc'], OTHER)).post('/changes', said)).status).toBe(403);
    expect((await (await withRoles(world, 'ulco', [], ['spoc'], 'FUNCAMPUS')).post('/changes', said)).status).toBe(201);
  });

  it('an improvement is promised by whoever may for the service of the problem', async () => {
    const problem = (await made(world, 'engineer.fun', '/problems', { field: 'reference' })).split('/').at(-1);
    const said = { ...(bodies['POST /improvements'] as object), problem };
    expect((await (await limitedTo('improvement.write')).post('/improvements', said)).status).toBe(403);
  });

  it('a freeze of a service is declared, changed and lifted by its own change manager', async () => {
    const said = { ...(bodies['POST /freezes'] as object), scope: 'service', service: 'FUNCAMPUS' };
    expect((await (await limitedTo('freeze.declare_service')).post('/freezes', said)).status).toBe(403);
    const path = await made(world, 'change-manager.fun', '/freezes', { scope: 'service', service: 'FUNCAMPUS' });
    const who = await limitedTo('freeze.declare_service');
    const lift = { method: 'POST', template: '/freezes/{id}/lift' };
    expect((await send(who, lift, `${path}/lift`)).status).toBe(403);
  });

  it('a token is taken back by nobody who only reads that it is there', async () => {
    const { rows } = await world.admin.query<{ id: string }>(
      `insert into api_token (id, institution_id, person_id, name, scopes, token_hash, created_at, expires_at)
       select gen_random_uuid(), i.id, p.id, 'Un jeton', '{}', sha256('un jeton'), now(), now() + interval '1 day'
         from institution i, person p where i.code = 'ULCO' and p.email = 'admin.ulco@guichet.example'
       returning id`,
    );
    const path = `/tokens/${rows[0]?.id ?? ''}`;
    const who = await withRoles(world, 'ulco', ['auditor', 'spoc', 'agent', 'manager']);
    expect((await who.get('/tokens')).status).toBe(200);
    expect((await send(who, { method: 'DELETE', template: '/tokens/{id}' }, path)).status).toBe(403);
  });

  it('a model of changes that is in force is read by whoever may for its service', async () => {
    const path = await made(world, 'engineer.fun', '/change-models');
    expect((await (await world.as('change-manager.fun')).post(`${path}/approve`, {})).status).toBe(200);
    const id = path.split('/').at(-1) ?? '';
    const may = await withRoles(world, 'ulco', ['agent']);
    expect((await may.get(path)).status).toBe(200);
    expect(JSON.stringify((await may.get('/change-models?limit=100')).body)).toContain(id);
    const who = await withRoles(world, 'ulco', [], ['agent'], OTHER);
    expect((await who.get(path)).status).toBe(403);
    expect(JSON.stringify((await who.get('/change-models?limit=100')).body)).not.toContain(id);
  });

  it('drafts of request models are listed for whoever writes them', async () => {
    const id = (await made(world, 'spoc.ulco', '/request-models')).split('/').at(-1) ?? '';
    const drafts = '/request-models?drafts=true&limit=100';
    expect(JSON.stringify((await (await withRoles(world, 'ulco', ['spoc'])).get(drafts)).body)).toContain(id);
    expect(JSON.stringify((await (await withRoles(world, 'ulco', ['agent'])).get(drafts)).body)).not.toContain(id);
  });

  it('a ticket is split into a service for which one may open tickets', async () => {
    const reference = await openTicket(await world.as('spoc.ulco'));
    const who = await withRoles(world, 'ulco', ['manager'], ['agent', 'spoc'], 'FUNCAMPUS');
    const said = bodies['POST /tickets/{reference}/split'] as object;
    const answer = await who.post(`/tickets/${reference}/split`, {
      ...said,
      messages: ['description'],
      service: OTHER,
    });
    expect(answer.status).toBe(403);
  });

  it('a ready answer is kept for the side that one works on', async () => {
    const who = await withRoles(world, 'fun', ['agent']);
    const said = { ...(bodies['POST /canned-answers'] as object), name: `Une réponse ${String(Date.now())}` };
    expect((await who.post('/canned-answers', { ...said, side: 'provider' })).status).toBe(403);
    expect((await who.post('/canned-answers', { ...said, side: 'user' })).status).toBe(201);
  });
});
