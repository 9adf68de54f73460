import type { MigrationInterface, QueryRunner } from 'typeorm';
import { closeTable } from '../src/database/wall.js';
import { keeping } from './0039-suggestions.keep.js';
import { learning } from './0039-suggestions.learn.js';
import { looking } from './0039-suggestions.look.js';

/**
 * Actions that are suggested for a ticket or an alert: an index of what actions say, by service, and of the words of tickets on
 * which a run of them worked, or did not.
 *
 * As with the documents of tickets nobody has a privilege on these tables; a function of the owner looks into them and takes
 * who asks from the settings of the transaction. What was learned is read by the side that made the run, and by nobody else:
 * it read those words anyway. A word crosses the wall in a published action alone, which somebody wrote and another person
 * reviewed.
 */
export class Suggestions1795700000039 implements MigrationInterface {
  name = 'Suggestions1795700000039';

  async up(q: QueryRunner): Promise<void> {
    await q.query(words);
    await q.query(tables);
    for (const table of names) {
      await closeTable(q, table);
      await q.query(`create policy owner_functions on ${table} to current_user using (true) with check (true)`);
    }
    await q.query(keeping);
    await q.query(learning);
    await q.query(looking);
    await q.query('select action_offer_refresh(id) from action');
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query(`
      drop trigger action_offer_follow on action;
      drop trigger action_offer_follow on action_version;
      drop trigger action_offer_added on action_service;
      drop trigger action_offer_changed on action_service;
      drop trigger action_offer_taken on action_service;
      drop trigger action_lesson_follow on run;
      drop trigger action_lesson_changed on message;
      drop trigger action_lesson_titled on ticket;
      drop function action_candidates(uuid, text[], text[], jsonb, text[], integer),
        action_similar(uuid, uuid[], text[], integer),
        action_forget(uuid), action_lesson_changed(), action_lesson_follow(), action_lesson_refresh(uuid),
        action_lesson_count(action_lesson, integer), action_symptom(uuid, text), action_offer_listed(), action_offer_follow(),
        action_offer_refresh(uuid), action_terms(jsonb), action_promising(uuid, uuid[], text[], float8[], integer),
        action_frequency(uuid, text[], uuid[], uuid, text[]), action_offered(uuid, text[], uuid, text[]), action_shown(uuid),
        action_readers(uuid);
      drop table ${names.join(', ')};
      drop function action_stems(text);
    `);
  }
}

const names = ['action_offer', 'action_term', 'action_trigger', 'action_lesson', 'action_learned'];

/**
 * A term is a stem: of a word without its accents, as people type it, cut by the French rules until nothing more falls off
 * (`terminee` has an ending that the stemmer knows with its accent only), and by the English ones. Of the folding and the
 * stemmers of search, so that both sides of a comparison are the same.
 */
const words = `
  create function action_stems(p_text text) returns table (place bigint, word text, terms text[])
    language sql immutable parallel safe set search_path = public, pg_temp as $$
    select w.place, w.word, case when w.french = w.english then array[w.french] else array[w.french, w.english] end
      from (select one.place, one.word,
                   (ts_lexize('ticket_french_stem', (ts_lexize('ticket_french_stem', one.word))[1]))[1] as french,
                   (ts_lexize('ticket_english_stem', one.word))[1] as english
              from regexp_split_to_table(ticket_fold(p_text), ' ') with ordinality one (word, place)
             where length(one.word) > 1) w
  $$;
`;

const tables = `
  -- actions that are suggested, on each service of theirs, with what decides who is: one that is suspended or retired is not here
  create table action_offer (
    service_id uuid not null,
    action_id uuid not null references action,
    institution_id uuid not null,
    sharing text not null,
    is_published boolean not null,
    run_by text[] not null,
    primary key (service_id, action_id)
  );
  create index action_offer_action on action_offer (action_id);

  -- what they say: of the version that holds, the more telling the place the greater the weight, up to 1
  create table action_term (
    action_id uuid not null references action,
    service_id uuid not null,
    term text collate "C" not null,
    weight real not null,
    -- as in action_offer: who sees it is decided while a term is looked up
    institution_id uuid not null,
    sharing text not null,
    is_published boolean not null,
    primary key (action_id, service_id, term)
  );
  -- whole, so that looking a term up reads nothing else
  create index action_term_found on action_term (service_id, term, action_id, institution_id, sharing, is_published, weight);

  -- what exactly calls for them: labels that an alert must all have, found by one of them; a category; components
  create table action_trigger (
    service_id uuid not null,
    pair text collate "C" not null,
    action_id uuid not null references action,
    n integer not null,
    labels jsonb,
    primary key (service_id, pair, action_id, n)
  );
  create index action_trigger_action on action_trigger (action_id);

  -- what one run on a ticket taught: with which words of that ticket it worked, or did not
  create table action_lesson (
    run_id uuid primary key references run,
    service_id uuid not null,
    action_id uuid not null,
    -- whose run it was
    reader text collate "C" not null,
    ticket_id uuid not null references ticket,
    worked boolean not null,
    terms text[] not null,
    at timestamptz(3) not null
  );
  create index action_lesson_ticket on action_lesson (ticket_id);
  create index action_lesson_action on action_lesson (service_id, action_id, reader, at) where worked;

  -- the same, counted: on how many it worked, or did not. The empty term counts them all
  create table action_learned (
    service_id uuid not null,
    reader text collate "C" not null,
    term text collate "C" not null,
    action_id uuid not null,
    worked integer not null,
    failed integer not null,
    primary key (service_id, reader, term, action_id)
  );
  create index action_learned_most on action_learned (service_id, reader, term, worked, action_id) where worked > 0;
`;
