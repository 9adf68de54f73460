/**
 * How good suggestions are: for incidents that were labelled with the action that is right, by somebody who did not see the
 * ranking, whether that action is among the first three, and the first. Asked over HTTP as the program ships, by somebody of
 * the institution whose tickets they are, leaving one out: the others are resolved tickets on which their action worked.
 * Beside it the same without anything learned, and what plain full-text search gives: `ts_rank` of an action's text in both
 * languages for any of the words. Totals alone are printed: the set stays unseen by whoever changes the ranking.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { serve } from './asking.mjs';
import { dist } from './dist.mjs';
import { table } from './figures.mjs';

const CATALOGUE = 'catalogue/actions';
const LABELS = 'scripts/bench/labels/incidents.json';
/** Everything is of this service here, so that whatever the incident's every action may be suggested. */
const SERVICE = 'OAE';
const who = 'spoc.ulco';
/** Is asked for as many as there may be. */
const MOST = 20;

export async function measureSuggestionQuality(databases) {
  const database = await databases.empty();
  const { admin } = database;
  const labelled = JSON.parse(readFileSync(LABELS, 'utf8'));
  const incidents = Array.isArray(labelled) ? labelled : labelled.incidents;
  const actions = await addCatalogue(admin);
  const missing = new Set(incidents.flatMap((one) => one.actions).filter((key) => !actions.has(key)));
  if (missing.size > 0)
    throw new Error(`labels name actions that are not in the catalogue: ${[...missing].join(', ')}`);
  const side = await serve(database);
  try {
    const token = await side.token(who);
    for (const one of incidents) {
      const { title, description } = one;
      const opened = await side.ask('POST', '/tickets', token, {
        kind: 'incident',
        service: SERVICE,
        title,
        description,
      });
      Object.assign(one, { reference: opened.reference, ticketId: opened.id });
    }
    const keys = new Map([...actions].map(([key, { reference }]) => [reference, key]));
    const asked = async ({ reference }) => {
      const { items } = await side.ask('GET', `/tickets/${reference}/suggested-actions?limit=${String(MOST)}`, token);
      return items.map(({ action }) => keys.get(action.reference));
    };
    const rows = [['', 'all', 'first 3', 'first', 'fr: first 3', 'first', 'en: first 3', 'first']];
    rows.push(['plain full-text search', ...(await judged(incidents, (one) => plainly(admin, one)))]);
    rows.push(['words, nothing learned', ...(await judged(incidents, asked))]);
    for (const one of incidents) await learn(admin, one, actions);
    rows.push([
      'suggestions, leave-one-out',
      ...(await judged(incidents, async (one) => {
        await unlearn(admin, one);
        const found = await asked(one);
        await learn(admin, one, actions);
        return found;
      })),
    ]);
    table(
      `Suggestions for ${String(incidents.length)} incidents of ${String(actions.size)} actions (aim: 85 % among the first 3)`,
      rows,
    );
    console.log(
      '  every action is a candidate, whatever its services and whoever may run it; one institution, one side',
    );
  } finally {
    await side.program.stop();
  }
}

/** Shares of incidents for which the right action is among the first three, and the first. */
async function judged(incidents, suggest) {
  const found = [];
  for (const one of incidents) {
    const place = (await suggest(one)).findIndex((key) => one.actions.includes(key));
    found.push({ language: one.language, place });
  }
  const share = (all, isRight) => `${((100 * all.filter(isRight).length) / all.length).toFixed(1)} %`;
  const both = (all) => [share(all, ({ place }) => place >= 0 && place < 3), share(all, ({ place }) => place === 0)];
  const of = (language) => both(found.filter((one) => one.language === language));
  return [found.length, ...both(found), ...of('fr'), ...of('en')];
}

/** The files of the catalogue as published actions, by their keys. */
async function addCatalogue(admin) {
  const { readActionFile } = await dist('modules/actions/files/domain/read-action-file.js');
  const { rows } = await admin.query(
    `select s.id as service, s.lead_provider_id as institution, i.code,
            (select min(g.person_id::text) from role_grant g
              where g.institution_id = s.lead_provider_id and g.role = 'engineer') as person
       from service s join institution i on i.id = s.lead_provider_id where s.code = $1`,
    [SERVICE],
  );
  const [{ service, institution, person, code }] = rows;
  const actions = new Map();
  await admin.query('begin');
  await admin.query('set local session_replication_role = replica');
  for (const name of readdirSync(CATALOGUE).filter((one) => one.endsWith('.md'))) {
    const { file, errors } = readActionFile(readFileSync(join(CATALOGUE, name), 'utf8'));
    if (!file) throw new Error(`${name}: ${JSON.stringify(errors)}`);
    const { key, document } = file;
    const said = { ...document, runBy: ['agent', 'spoc', 'engineer'] };
    const reference = `ACT-${code}-2026-${String(actions.size + 1).padStart(5, '0')}`;
    const values = [key, reference, JSON.stringify(said), institution, service, person];
    const { rows: made } = await admin.query(published, values);
    actions.set(key, { reference, ...made[0], institution });
  }
  await admin.query('commit');
  await admin.query('select action_offer_refresh(id) from action');
  return actions;
}

const published = `
  with one as materialized (select gen_random_uuid() as id, gen_random_uuid() as version_id, $3::jsonb as said),
  actions as (
    insert into action (id, institution_id, reference, key, kind, state, sharing, service_ids, owner_id, published_number,
                        published_at, review_on, listed_at, version, updated_at)
    select id, $4::uuid, $2, $1, said ->> 'kind', 'published', 'users', array[$5::uuid], $6::uuid, 1, now(), current_date + 300,
           now(), 1, now() from one),
  services as (
    insert into action_service (action_id, service_id, institution_id, sharing, is_published)
    select id, $5::uuid, $4::uuid, 'users', true from one),
  versions as (
    insert into action_version (id, action_id, institution_id, number, state, document, title_fr, title_en, words, author_ids,
                                drafted_at, changed_at, reviewed_by, reviewed_at, published_by, published_at, revision)
    select version_id, id, $4::uuid, 1, 'published', said, said #>> '{title,fr}', said #>> '{title,en}', '', array[$6::uuid], now(),
           now(), gen_random_uuid(), now(), $6::uuid, now(), 1 from one)
  select id, version_id as "versionId" from one`;

/** Runs that worked, as people of the ticket's institution made them. What follows is what follows of any run. */
async function learn(admin, { ticketId, actions: keys }, actions) {
  for (const key of keys) {
    const { id, versionId, institution } = actions.get(key);
    await admin.query(
      `insert into run (id, institution_id, side, action_id, version_id, owner_id, service_id, ticket_id, parameters, state, outcome,
                        assignee_id, started_by, started_at, finished_by, finished_at, version, updated_at)
       select gen_random_uuid(), t.institution_id, 'user', $2, $3, $4, t.service_id, t.id, '{}', 'finished', 'worked', t.opened_by,
              t.opened_by, t.opened_at, t.opened_by, t.opened_at, 1, t.opened_at
         from ticket t where t.id = $1`,
      [ticketId, id, versionId, institution],
    );
  }
}

async function unlearn(admin, { ticketId }) {
  await admin.query('select action_lesson_count(l, -1) from action_lesson l where l.ticket_id = $1', [ticketId]);
  await admin.query('delete from action_lesson where ticket_id = $1', [ticketId]);
  await admin.query('delete from run where ticket_id = $1', [ticketId]);
}

/** What PostgreSQL does without us. */
async function plainly(admin, { title, description }) {
  const any = (language) => `replace(plainto_tsquery('${language}', $1)::text, '&', '|')::tsquery`;
  const { rows } = await admin.query(
    `select a.key
       from action a
       join action_version v on v.action_id = a.id
      cross join lateral (
            select string_agg(x #>> '{}', ' ') as text from jsonb_path_query(v.document, '$.** ? (@.type() == "string")') x) s
      cross join lateral (
            select to_tsvector('french', s.text) || to_tsvector('english', s.text) as words) w
      where w.words @@ (${any('french')} || ${any('english')})
      order by ts_rank(w.words, ${any('french')} || ${any('english')}) desc, a.key`,
    [`${title} ${description}`],
  );
  return rows.map(({ key }) => key);
}
