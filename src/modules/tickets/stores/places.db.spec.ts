import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { UnitOfWork, type Actor } from '../../../database/index.js';
import { openPlans, plansIn, type PlanBench } from '../../../database/plans.spec-support.js';
import { ViewsStore } from '../views/views.store.js';
import { placesOf, type ListQuery, type SortKey } from './ticket-places.js';
import { WALKED } from './rare.js';

/** More rows than are walked; what is rare among them stands far behind. */
const ROWS = 4 * WALKED;
const STATES = ['new', 'in_progress', 'waiting', 'resolved', 'closed'] as const;

interface Row {
  id: string;
  state: (typeof STATES)[number];
  priority: 'P1' | 'P2' | 'P3' | 'P4';
  service: string;
  assignee: string | null;
  openedAt: string;
  updatedAt: string;
  dueAt: string | null;
  followUpAt: string | null;
  isLate: boolean;
}

let bench: PlanBench;
let actor: Actor;
let people: string[];
let services: string[];
let rows: Row[];

beforeAll(async () => {
  bench = await openPlans('places');
  const { admin, ids } = bench;
  const [institution = ''] = await ids(`select id from institution where code = 'ULCO'`);
  people = await ids('select id from person order by email limit 3');
  services = await ids('select id from service order by code limit 3');
  rows = Array.from({ length: ROWS }, (_, n) => rowOf(n));
  await admin.query('set session_replication_role = replica');
  await admin.query(
    `insert into ticket_party (institution_id, side, ticket_id, since, service_id, opened_at, updated_at, state, priority,
            next_actor, due_at, is_late, assignee_id, follow_up_at)
     select $1, 'user', id, "openedAt", service, "openedAt", "updatedAt", state, priority, 'nobody', "dueAt", "isLate",
            assignee, "followUpAt"
       from jsonb_to_recordset($2) as r (id uuid, service uuid, "openedAt" timestamptz, "updatedAt" timestamptz, state text,
            priority text, "dueAt" timestamptz, "isLate" boolean, assignee uuid, "followUpAt" timestamptz)`,
    [institution, JSON.stringify(rows)],
  );
  // which pages are seen by all is known after a vacuum alone
  await admin.query('vacuum analyze ticket_party');
  actor = {
    personId: people[0] ?? '',
    name: 'somebody',
    institution: { id: institution, code: 'ULCO', name: '' },
    scope: 'staff',
    userServices: 'all',
    providerServices: 'none',
    roles: new Map([['agent', 'all']]),
  };
});
afterAll(() => bench.close());

it('a page holds what a sorted array would, wherever it begins and however rare that is', async () => {
  const work = new UnitOfWork(bench.source, () => new Date());
  await fc.assert(
    fc.asyncProperty(queries(), async (query) => {
      const found = await work.run(actor, (tx) => placesOf(tx, 'user', query));
      expect(found.map(({ id }) => id)).toEqual(expected(query));
    }),
    { numRuns: 150 },
  );
});

const list: ListQuery = { sort: 'openedAt', descending: true, limit: 51 };

describe('what may be rare', () => {
  it.each<[string, Partial<ListQuery>, string]>([
    ['what is open', { states: ['new', 'in_progress', 'waiting'] }, 'ticket_party_state'],
    ['updated since', { updatedFrom: '2026-04-01T00:00:00Z' }, 'ticket_party_updated'],
    ['followed up before', { followUpBefore: '2026-03-01T00:00:00Z' }, 'ticket_party_follow_up'],
    ['priorities', { priorities: ['P1', 'P2'] }, 'ticket_party_priority'],
    ['one state by priority', { sort: 'priority', states: ['in_progress'] }, 'ticket_party_state'],
    ['one service by update', { sort: 'updatedAt', serviceId: 'a rare one' }, 'ticket_party_service'],
  ])('%s: so many rows are walked, then those of its index are put in order', async (_, query, index) => {
    const plan = await plansIn(bench.source, actor, (tx) =>
      placesOf(tx, 'user', { ...list, ...query, ...(query.serviceId && { serviceId: services[2] ?? '' }) }),
    );
    const [walk, collection] = plan.split('\n\n');
    expect(walk).not.toMatch(/\bSort\b/);
    expect(collection).toContain(index);
  });

  it('late is walked in the order of the list', async () => {
    const plan = await plansIn(bench.source, actor, (tx) => placesOf(tx, 'user', { ...list, late: true }));
    expect(plan).toContain('using ticket_party_late on ticket_party p');
    expect(plan).not.toMatch(/\bSort\b/);
  });
});

it('what is counted is read in the index alone', async () => {
  const plan = await plansIn(bench.source, actor, (tx) =>
    new ViewsStore().counts(
      tx,
      ['user'],
      [{ states: ['resolved'] }, { serviceId: services[2] ?? '' }, { late: true }],
      50,
    ),
  );
  for (const index of ['state', 'service', 'late']) {
    expect(plan).toContain(`Index Only Scan using ticket_party_${index} on ticket_party p`);
  }
});

/** New tickets are open and often late; nine in ten of the old ones are closed, and little of them is anything else. */
function rowOf(n: number): Row {
  const isOld = n < ROWS - 300;
  const day = (count: number) => new Date(Date.UTC(2023, 0, 1) + count * 86_400_000 + n).toISOString();
  const isRare = n % 397 === 0;
  return {
    id: `0190a000-0000-7000-8000-${n.toString(16).padStart(12, '0')}`,
    state: isOld && !isRare ? (n % 10 === 0 ? 'resolved' : 'closed') : (STATES[n % 3] ?? 'new'),
    priority: isRare ? 'P1' : n % 501 === 0 ? 'P2' : n % 2 === 0 ? 'P3' : 'P4',
    service: services[isRare ? 2 : n % 2] ?? '',
    assignee: n % 89 === 0 ? (people[n % 3] ?? null) : null,
    openedAt: day(n / 8),
    updatedAt: day(isRare ? 1200 - n / 100 : n / 8),
    dueAt: n % 7 === 0 ? day(n / 8 + 5) : null,
    followUpAt: n % 211 === 0 ? day(1300 - n / 8) : null,
    isLate: n % 307 === 0,
  };
}

function queries(): fc.Arbitrary<ListQuery> {
  const instant = fc.integer({ min: -20, max: 1400 }).map((day) => new Date(Date.UTC(2023, 0, 1) + day * 86_400_000));
  const iso = instant.map((at) => at.toISOString());
  const sort = fc.constantFrom<SortKey[]>('openedAt', 'updatedAt', 'dueAt', 'priority');
  return sort.chain((by) =>
    fc.record<ListQuery>(
      {
        sort: fc.constant(by),
        descending: fc.boolean(),
        limit: fc.constantFrom(1, 5, 51),
        after: fc.record({
          key: by === 'priority' ? fc.constantFrom('P1', 'P2', 'P3', 'P4') : iso,
          id: fc.constantFrom(...rows.map(({ id }) => id)),
        }),
        states: fc.subarray([...STATES], { minLength: 1 }),
        priorities: fc.subarray(['P1', 'P2', 'P3', 'P4'] as const, { minLength: 1 }).map((some) => [...some]),
        serviceId: fc.constantFrom(...services),
        assigneeId: fc.constantFrom(...people, null),
        late: fc.boolean(),
        openedFrom: iso,
        openedTo: iso,
        updatedFrom: iso,
        followUpBefore: iso,
      },
      { requiredKeys: ['sort', 'descending', 'limit'] },
    ),
  );
}

function expected({ sort, descending, limit, after, ...asked }: ListQuery): string[] {
  const keyOf = (row: Row) => ({ ...row, openedAt: row.openedAt })[sort] ?? '';
  const matches = (row: Row) =>
    (!asked.states || (asked.states as readonly string[]).includes(row.state)) &&
    (!asked.priorities || asked.priorities.includes(row.priority)) &&
    (!asked.serviceId || asked.serviceId === row.service) &&
    (asked.assigneeId === undefined || asked.assigneeId === row.assignee) &&
    (asked.late === undefined || asked.late === row.isLate) &&
    (!asked.openedFrom || row.openedAt >= asked.openedFrom) &&
    (!asked.openedTo || row.openedAt < asked.openedTo) &&
    (!asked.updatedFrom || row.updatedAt >= asked.updatedFrom) &&
    (!asked.followUpBefore || (row.followUpAt !== null && row.followUpAt < asked.followUpBefore)) &&
    (sort !== 'dueAt' || row.dueAt !== null);
  const place = (row: Row) => keyOf(row) + row.id;
  const isAfter = (row: Row) =>
    !after || (descending ? place(row) < after.key + after.id : place(row) > after.key + after.id);
  return rows
    .filter((row) => matches(row) && isAfter(row))
    .sort((a, b) => (place(a) < place(b) === descending ? 1 : -1))
    .slice(0, limit)
    .map(({ id }) => id);
}
