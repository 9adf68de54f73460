/**
 * A catalogue of actions, runs of them and what was learned: written by the superuser of a server that will be thrown away.
 * Actions speak the language of the tickets that are there: words are drawn as often as tickets have them, and a third of them
 * is rare and stands in actions alone. Half of the actions are of one service. Everything is published and shared with users,
 * so that nothing is left out of any ranking.
 */
import { chance } from './chance.mjs';

const KINDS = ['recovery', 'recovery', 'control', 'corrective', 'preventive'];
const RARE = 12_000;

/** @param busy the service that has half of the actions @returns how many of each were written */
export async function fillActions(client, { actions, runs, busy, seed = 1 }) {
  const random = chance(seed);
  const draw = drawing(await wordsOfTickets(client), random);
  const { rows: services } = await client.query(
    `select s.id, s.code, s.lead_provider_id as provider,
            (select min(g.person_id::text)::uuid from role_grant g
              where g.institution_id = s.lead_provider_id and g.role = 'engineer') as engineer
       from service s order by s.code = $1 desc, s.code`,
    [busy],
  );
  await client.query('begin');
  await client.query('set local session_replication_role = replica');
  for (let first = 0; first < actions; first += 500) {
    const made = Array.from({ length: Math.min(500, actions - first) }, (_, k) => {
      const service = random.below(2) === 0 ? services[0] : random.of(services.slice(1));
      return { n: first + k, kind: random.of(KINDS), document: documentOf(draw, random, service.code), service };
    });
    await client.query(written, [JSON.stringify(made)]);
  }
  await client.query('commit');
  await client.query('analyze action; analyze action_version; analyze action_service');
  await client.query('select action_offer_refresh(id) from action');
  await client.query('begin');
  await client.query('set local session_replication_role = replica');
  await client.query(ran, [runs]);
  await client.query(taught);
  await client.query(counted);
  await client.query('commit');
  await client.query('vacuum analyze');
  const { rows } = await client.query(
    `select (select count(*) from action)::int as actions, (select count(*) from run)::int as runs,
            (select count(*) from action_lesson)::int as lessons, (select count(*) from action_term)::int as terms,
            (select count(*) from action_learned)::int as learned`,
  );
  return rows[0];
}

/** Words of two thousand texts, each as often as it stands there. */
async function wordsOfTickets(client) {
  const { rows } = await client.query(
    `select t.title || ' ' || m.body as text
       from (select id, title from ticket order by md5(id::text) limit 2000) t
       join message m on m.ticket_id = t.id and m.kind = 'description'`,
  );
  return rows.flatMap(({ text }) => text.match(/[\p{L}\p{N}]{3,}/gu) ?? []);
}

function drawing(words, random) {
  // the rare ones are not all as rare: of two draws the smaller
  const rare = () => `mot${String(Math.min(random.below(RARE), random.below(RARE)))}`;
  const one = () => (random.below(3) === 0 ? rare() : random.of(words));
  return (count) => Array.from({ length: count }, one).join(' ');
}

function documentOf(draw, random, service) {
  return {
    kind: 'recovery',
    title: { fr: draw(7), en: draw(6) },
    summary: draw(60),
    services: [service],
    components: [],
    triggers: {
      alerts: [{ alertname: `Alert${String(random.below(2000))}` }],
      categories: [`category-${String(random.below(60))}`],
      words: Array.from({ length: 10 }, () => draw(3)),
    },
    risk: 'medium',
    runBy: ['agent', 'spoc', 'engineer'],
    needsChange: false,
    minutes: 30,
    prerequisites: [],
    parameters: [],
    steps: Array.from({ length: 6 }, (_, k) => ({
      id: `step-${String(k)}`,
      title: draw(5),
      do: draw(40),
      expect: draw(8),
      undo: null,
      branches: [],
    })),
    verification: draw(20),
    results: [],
    recurrence: null,
    problems: [],
    documents: [],
  };
}

const written = `
  with one as materialized (
    select gen_random_uuid() as id, gen_random_uuid() as version_id, x.n, x.kind, x.document, (x.service ->> 'id')::uuid as service_id,
           (x.service ->> 'provider')::uuid as institution_id, (x.service ->> 'engineer')::uuid as person_id
      from jsonb_to_recordset($1::jsonb) as x (n integer, kind text, document jsonb, service jsonb)),
  actions as (
    insert into action (id, institution_id, reference, key, kind, state, sharing, service_ids, owner_id, published_number,
                        published_at, review_on, listed_at, version, updated_at)
    select id, institution_id, 'ACT-BENCH-2026-' || lpad(n::text, 5, '0'), 'action-' || n, kind, 'published', 'users',
           array[service_id], person_id, 1, now(), current_date + 300, now(), 1, now() from one),
  services as (
    insert into action_service (action_id, service_id, institution_id, sharing, is_published)
    select id, service_id, institution_id, 'users', true from one)
  insert into action_version (id, action_id, institution_id, number, state, document, title_fr, title_en, words, author_ids,
                              drafted_at, changed_at, reviewed_by, reviewed_at, published_by, published_at, revision)
  select version_id, id, institution_id, 1, 'published', document, document #>> '{title,fr}', document #>> '{title,en}', '',
         array[person_id], now(), now(), gen_random_uuid(), now(), person_id, now(), 1 from one`;

/** $1 runs, on tickets of all sides; of an action in twenty many more than of the others. */
const ran = `
  insert into run (id, institution_id, side, action_id, version_id, owner_id, service_id, ticket_id, parameters, state, outcome,
                   results, assignee_id, started_by, started_at, finished_by, finished_at, minutes, version, updated_at)
  select gen_random_uuid(), p.institution_id, p.side, a.id, v.id, a.institution_id, p.service_id, p.ticket_id, '{}', 'finished',
         (array['worked', 'worked', 'worked', 'worked', 'partly', 'no_effect', 'no_effect', 'abandoned', 'made_worse', 'worked'])
           [1 + p.n % 10], '{}', a.owner_id, a.owner_id, now() - interval '2 days', a.owner_id, now() - interval '2 days', 20, 1, now()
    from (select q.*, row_number() over (order by md5(q.ticket_id::text || q.side)) as n
            from (select * from ticket_party order by md5(ticket_id::text || institution_id) limit $1) q) p
    join (select s.service_id, array_agg(s.action_id order by s.action_id) as ids from action_service s group by s.service_id) c
      on c.service_id = p.service_id
    join action a on a.id = c.ids[1 + case when p.n % 3 = 0 then (p.n * 7919) % greatest(1, cardinality(c.ids) / 20)
                                           else (p.n * 104729) % cardinality(c.ids) end]
    join action_version v on v.action_id = a.id`;

const taught = `
  insert into action_lesson (run_id, service_id, action_id, reader, ticket_id, worked, terms, at)
  select r.id, r.service_id, r.action_id, r.institution_id || '/' || r.side, r.ticket_id, r.outcome = 'worked',
         array(select distinct unnest(w.terms) from action_stems(t.title || ' ' || coalesce(m.body, '')) w), r.finished_at
    from run r
    join ticket t on t.id = r.ticket_id
    left join lateral (select body from message where ticket_id = t.id and kind = 'description' limit 1) m on true
   where r.outcome in ('worked', 'no_effect', 'made_worse')`;

const counted = `
  insert into action_learned (service_id, reader, term, action_id, worked, failed)
  select l.service_id, l.reader, t.term, l.action_id, count(*) filter (where l.worked), count(*) filter (where not l.worked)
    from action_lesson l cross join lateral (select '' as term union all select unnest(l.terms)) t
   group by l.service_id, l.reader, t.term, l.action_id`;
