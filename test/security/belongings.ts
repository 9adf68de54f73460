import { randomUUID } from 'node:crypto';
import { bodies, openTicket, someId } from './operations.js';
import type { World } from './world.js';

/** Something that belongs to one institution, or to one person, and what stands in a path for it. */
export interface Belonging {
  /** With what the path names further, if that belongs to it: `/services/{code}/ready-texts/{id}`. */
  prefix: string;
  /** A fresh one: its path. */
  make: (world: World) => Promise<string>;
  /** The same path with something that nobody has. */
  absent: string;
  /** Accounts that may between them do everything to it. */
  homes: string[];
  /** Accounts of the same institution for whom it is not there either: what is one person's own. */
  colleagues?: string[];
  /** Institutions that it does not concern; by default one that uses the same services and one that runs others. */
  strangers?: string[];
  /**
   * What a fresh one answers where it is not 2xx, by what comes behind the prefix: what is not possible yet, and what names
   * something further of which there is none.
   */
  otherwise?: Record<string, number>;
}

/** Posts what `bodies` says, or `more` of it, and answers the path of what was made. */
export async function made(
  world: World,
  account: string,
  path: string,
  { named = path, field = 'id', ...more }: { named?: string; field?: string; [key: string]: unknown } = {},
): Promise<string> {
  const who = await world.as(account);
  const { status, body } = await who.post(path, { ...(bodies[`POST ${named}`] as object), ...more });
  if (status < 200 || status > 202) throw new Error(`${path}: ${JSON.stringify(body)}`);
  return `${path}/${body[field] as string}`;
}
const one = async (world: World, query: string, ...values: unknown[]): Promise<string> => {
  const { rows } = await world.admin.query<{ id: string }>(query, values);
  if (!rows[0]) throw new Error(`nothing was found by ${query}`);
  return rows[0].id;
};
let days = 0;
/** A name that was not taken before. */
const fresh = () => `Un nom ${randomUUID()}`;

/** Of an action that is done again and again. */
const control = {
  kind: 'control',
  results: [{ name: 'restored', label: { fr: 'Restauré' }, type: 'boolean', is: true }],
  recurrence: { rule: 'FREQ=MONTHLY;BYDAY=1MO', time: '08:00', move: 'next' },
};
/** A control of FUN that may be planned; its path. */
export async function publishedControl(world: World): Promise<string> {
  const action = await made(world, 'engineer.fun', '/actions', { field: 'reference', ...control });
  await (await world.as('manager.fun')).post(`${action}/publish`);
  return action;
}
const agreement = async (world: World) =>
  `/agreements/${await one(
    world,
    `select a.id from agreement a join institution i on i.id = a.institution_id join service s on s.id = a.service_id
      where i.code = 'ULCO' and s.code = 'FUNCAMPUS'`,
  )}`;

const level1 = ['spoc.ulco', 'agent.ulco', 'manager.ulco', 'admin.ulco'];
const providers = ['engineer.fun', 'manager.fun', 'change-manager.fun'];

export const belongings: Belonging[] = [
  {
    prefix: '/people/{id}',
    // somebody who has left: who was erased gives the address free
    make: async (world) =>
      `/people/${await one(
        world,
        `with there as (
           select id from person where email = 'gone@guichet.example'
         ), gone as (
           insert into person (id, email, display_name, locale, left_at)
           select gen_random_uuid(), 'gone@guichet.example', 'Claude Parti', 'fr', '2026-01-01'
            where not exists (select 1 from there)
           returning id
         ), member as (
           insert into membership (person_id, institution_id)
           select g.id, i.id from gone g cross join institution i where i.code = 'ULCO'
         )
         select id from there union all select id from gone`,
      )}`,
    absent: `/people/${someId}`,
    homes: ['admin.ulco'],
    // nobody asked for the erasure of a fresh one
    otherwise: { 'GET /erasure': 404 },
  },
  {
    prefix: '/ticket-templates/{id}',
    make: (world) => made(world, 'spoc.ulco', '/ticket-templates', { name: fresh(), content: {} }),
    absent: `/ticket-templates/${someId}`,
    homes: level1,
  },
  {
    prefix: '/canned-answers/{id}',
    make: (world) => made(world, 'spoc.ulco', '/canned-answers', { name: fresh() }),
    absent: `/canned-answers/${someId}`,
    homes: level1,
  },
  {
    prefix: '/recurring-tickets/{id}',
    make: (world) => made(world, 'spoc.ulco', '/recurring-tickets'),
    absent: `/recurring-tickets/${someId}`,
    homes: level1,
    otherwise: { 'POST /resume': 409 },
  },
  {
    prefix: '/request-models/{id}',
    make: (world) => made(world, 'spoc.ulco', '/request-models'),
    absent: `/request-models/${someId}`,
    homes: level1,
  },
  {
    prefix: '/teams/{id}',
    make: (world) => made(world, 'manager.ulco', '/teams', { name: fresh() }),
    absent: `/teams/${someId}`,
    homes: level1,
  },
  {
    prefix: '/views/{id}',
    make: (world) => made(world, 'spoc.ulco', '/views', { name: fresh() }),
    absent: `/views/${someId}`,
    homes: ['spoc.ulco'],
    colleagues: ['spoc2.ulco', 'manager.ulco'],
  },
  {
    prefix: '/me/absences/{id}',
    make: (world) => {
      const day = (n: number) => new Date(Date.UTC(2030, 0, n)).toISOString();
      days += 2;
      return made(world, 'spoc.ulco', '/me/absences', { from: day(days), until: day(days + 1) });
    },
    absent: `/me/absences/${someId}`,
    homes: ['spoc.ulco'],
    colleagues: ['spoc2.ulco', 'manager.ulco'],
  },
  {
    prefix: '/calendar/feeds/{id}',
    make: (world) => made(world, 'spoc.ulco', '/calendar/feeds'),
    absent: `/calendar/feeds/${someId}`,
    homes: ['spoc.ulco'],
    colleagues: ['spoc2.ulco', 'manager.ulco'],
  },
  {
    prefix: '/tokens/{id}',
    make: (world) => made(world, 'operator', '/tokens'),
    absent: `/tokens/${someId}`,
    homes: ['operator'],
    colleagues: ['admin.ulco'],
  },
  {
    prefix: '/approvals/{id}',
    make: async (world) => {
      const spoc = await world.as('spoc.ulco');
      const model = (await spoc.post('/request-models', {
        ...(bodies['POST /request-models'] as object),
        approver: { kind: 'manager' },
      })) as { body: { id: string } };
      await spoc.post(`/request-models/${model.body.id}/publish`);
      const requester = await world.as('requester.ulco');
      const ticket = await openTicket(requester, { kind: 'request', model: model.body.id, fields: {} });
      const { body } = await (await world.as('manager.ulco')).get('/approvals');
      const mine = (body.items as { id: string; ticket: string }[]).find((found) => found.ticket === ticket);
      return `/approvals/${mine?.id ?? 'none'}`;
    },
    absent: `/approvals/${someId}`,
    homes: ['manager.ulco'],
  },
  {
    prefix: '/hierarchical-escalations/{id}',
    make: async (world) => {
      const path = `/tickets/${await openTicket(await world.as('spoc.ulco'))}/alert-hierarchy`;
      const alerted = await made(world, 'spoc.ulco', path, { named: '/tickets/{reference}/alert-hierarchy' });
      return `/hierarchical-escalations/${alerted.split('/').at(-1) ?? ''}`;
    },
    absent: `/hierarchical-escalations/${someId}`,
    homes: ['manager.ulco'],
  },
  {
    prefix: '/freezes/{id}',
    make: (world) => made(world, 'spoc.ulco', '/freezes', { title: fresh() }),
    absent: `/freezes/${someId}`,
    homes: level1,
    // UPHF and ULORRAINE run services that ULCO uses: they see when nothing is to be changed
    strangers: ['ESUP', 'UBO'],
    otherwise: { 'POST /exemptions/{change}/withdraw': 404 },
  },
  {
    prefix: '/problems/{problem}',
    make: (world) => made(world, 'engineer.fun', '/problems', { field: 'reference' }),
    absent: '/problems/PRB-FUN-2026-99999',
    homes: providers,
    otherwise: {
      'POST /publish': 409,
      'POST /withdraw': 409,
      'POST /fix': 200,
      'POST /halt': 409,
      'POST /ship': 409,
      'POST /reopen': 409,
    },
  },
  {
    prefix: '/releases/{release}',
    make: (world) =>
      made(world, 'engineer.fun', '/releases', { field: 'reference', version: randomUUID().slice(0, 20) }),
    absent: '/releases/REL-FUN-2026-99999',
    homes: providers,
    otherwise: { 'POST /publish': 409 },
  },
  {
    prefix: '/change-models/{id}',
    make: (world) => made(world, 'engineer.fun', '/change-models'),
    absent: `/change-models/${someId}`,
    homes: ['change-manager.fun', 'engineer.fun'],
    otherwise: { 'POST /suspend': 409 },
  },
  {
    prefix: '/services/{code}/ready-texts/{id}',
    make: (world) =>
      made(world, 'engineer.fun', '/services/FUNCAMPUS/ready-texts', {
        named: '/services/{code}/ready-texts',
        name: fresh(),
      }),
    absent: `/services/FUNCAMPUS/ready-texts/${someId}`,
    homes: providers,
  },
  {
    prefix: '/agreements/{id}',
    make: agreement,
    absent: `/agreements/${someId}`,
    homes: ['manager.ulco', 'manager.fun'],
  },
  {
    prefix: '/agreements/{id}/versions/{n}',
    make: async (world) => {
      const path = `${await agreement(world)}/versions`;
      return made(world, 'manager.ulco', path, { named: '/agreements/{id}/versions', field: 'number' });
    },
    absent: `/agreements/${someId}/versions/1`,
    homes: ['manager.ulco', 'manager.fun'],
  },
  {
    prefix: '/agreements/{id}/simulations/{simulationId}',
    make: async (world) => {
      const path = await agreement(world);
      const simulation = await made(world, 'manager.fun', `${path}/simulate`, { named: '/agreements/{id}/simulate' });
      return `${path}/simulations/${simulation.split('/').at(-1) ?? ''}`;
    },
    absent: `/agreements/${someId}/simulations/${someId}`,
    homes: ['manager.fun', 'manager.ulco'],
  },
  {
    prefix: '/service-hours/{id}',
    make: async (world) =>
      `/service-hours/${await one(
        world,
        "select h.id from service_hours h join institution i on i.id = h.institution_id where i.code = 'ULCO' limit 1",
      )}`,
    absent: `/service-hours/${someId}`,
    homes: ['manager.ulco'],
  },
  {
    prefix: '/major-incidents/{id}',
    make: (world) => made(world, 'engineer.fun', '/major-incidents', { ticket: undefined }),
    absent: `/major-incidents/${someId}`,
    homes: [...providers, 'spoc.fun'],
    strangers: ['ESUP'],
  },
  {
    prefix: '/action-plans/{id}',
    make: async (world) => {
      const action = (await publishedControl(world)).split('/').at(-1);
      return made(world, 'engineer.fun', '/action-plans', { action });
    },
    absent: `/action-plans/${someId}`,
    homes: providers,
    colleagues: ['requester.fun'],
    // there is no such run
    otherwise: { 'POST /resume': 409, 'POST /occurrences/{date}/run': 404 },
  },
];
