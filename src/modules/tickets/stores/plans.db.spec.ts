import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import type { Actor, Transaction } from '../../../database/index.js';
import { openPlans, plansIn, type PlanBench } from '../../../database/plans.spec-support.js';
import { TurnsStore } from '../turns/turns.store.js';
import type { Part } from './ticket-filter.js';
import { TicketListStore } from './ticket-list.store.js';
import type { ListQuery } from './ticket-places.js';

const ID = '0190a000-0000-7000-8000-000000000001';

let bench: PlanBench;
let actor: Actor;

beforeAll(async () => {
  bench = await openPlans('plans');
  const { admin } = bench;
  const [institution = ''] = await bench.ids(`select id from institution where code = 'ULCO'`);
  actor = {
    personId: ID,
    name: 'somebody',
    institution: { id: institution, code: 'ULCO', name: '' },
    scope: 'staff',
    userServices: 'all',
    providerServices: 'all',
    roles: new Map([
      ['agent', 'all'],
      ['engineer', 'all'],
    ]),
  };
  // parties are enough: what is looked at is how they are walked
  await admin.query('set session_replication_role = replica');
  await admin.query(
    `insert into ticket_party (institution_id, side, ticket_id, since, requester_id, service_id, opened_at, updated_at, state,
            priority, next_actor, due_at, assignee_id, team_id, follow_up_at, turn, turn_at, owner_id)
     select i.id, case when n % 2 = 0 then 'user' else 'provider' end, gen_random_uuid(), now(), p.id, s.id,
            now() - n * interval '1 hour', now() - n * interval '1 minute', (array['new', 'in_progress', 'waiting', 'closed'])[1 + n % 4],
            'P' || 1 + n % 4, case when n % 10 = 0 then 'user_institution' else 'nobody' end,
            case when n % 10 = 0 then now() end, case when n % 7 = 0 then p.id end, case when n % 11 = 0 then gen_random_uuid() end,
            case when n % 13 = 0 then now() end, case when n % 20 = 0 then 2048 else 0 end, array_fill(now(), array[13]), i.id
       from generate_series(1, 4000) n
       join lateral (select id from institution order by code offset n % 5 limit 1) i on true
       join lateral (select id from person order by email offset n % 50 limit 1) p on true
       join lateral (select id from service order by code offset n % 9 limit 1) s on true`,
  );
  await admin.query('analyze');
});
afterAll(() => bench.close());

const plansOf = (say: (tx: Transaction) => Promise<unknown>) => plansIn(bench.source, actor, say);

const list: ListQuery = { sort: 'openedAt', descending: true, limit: 51 };

describe('a page of a list walks an index and sorts nothing', () => {
  it.each<[string, Part, Partial<ListQuery>, string]>([
    ['newest first', 'user', {}, 'ticket_party_opened'],
    ['received', 'provider', {}, 'ticket_party_opened'],
    ['a later page', 'user', { after: { key: '2026-03-01T00:00:00Z', id: ID } }, 'ticket_party_opened'],
    ['of a requester', 'requester', {}, 'ticket_party_requester'],
    ['one state', 'user', { states: ['new'] }, 'ticket_party_state'],
    ['by update', 'user', { sort: 'updatedAt' }, 'ticket_party_updated'],
    ['by due', 'user', { sort: 'dueAt', descending: false }, 'ticket_party_due'],
    ['by priority', 'user', { sort: 'priority', descending: false }, 'ticket_party_priority'],
    ['one service', 'user', { serviceId: ID }, 'ticket_party_service'],
    ['of one person', 'user', { assigneeId: ID }, 'ticket_party_assignee'],
    ['of one team', 'user', { teamId: ID }, 'ticket_party_team'],
    ['where somebody has to act', 'user', { nextActor: 'user_institution' }, 'ticket_party_open'],
    ['of one of those who call', 'provider', { institutionId: ID }, 'ticket_party_owner'],
  ])('%s', async (_, part, query, index) => {
    const plan = await plansOf((tx) => new TicketListStore().page(tx, part, { ...list, ...query }));
    expect(plan).toContain(`using ${index} on ticket_party p`);
    expect(plan).not.toMatch(/\bSort\b/);
  });

  it('what a line shows is found by keys', async () => {
    const plan = await plansOf((tx) => new TicketListStore().lines(tx, 'user', [ID]));
    expect(plan).toMatch(/Index Scan using ticket_party_\w+ on ticket_party y\n\s+Index Cond: .*\(ticket_id = o\.id\)/);
  });
});

it('my turn walks the rows on which somebody has to act', async () => {
  const plan = await plansOf((tx) =>
    new TurnsStore().page(tx, { handlers: [], absent: [], teamIds: [] }, { at: new Date(), limit: 51 }),
  );
  expect(plan).toContain('Bitmap Index Scan on ticket_party_turn');
});

it('rare words are found by the index of words', async () => {
  await bench.admin.query('reset session_replication_role');
  const owner = new pg.Client({ connectionString: bench.owner });
  await owner.connect();
  try {
    await owner.query('set enable_seqscan = off');
    const { rows } = await owner.query<Record<string, string>>(
      `explain (costs off) select d.ticket_id from ticket_document d
        where d.words @@ ('''@x/user'''::tsquery && plainto_tsquery('simple', 'page')) and not d.is_personal`,
    );
    expect(rows.map((row) => row['QUERY PLAN']).join('\n')).toContain('Bitmap Index Scan on ticket_document_words');
  } finally {
    await owner.end();
  }
});
