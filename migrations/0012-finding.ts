import type { MigrationInterface, QueryRunner } from 'typeorm';
import { closeTable } from '../src/database/wall.js';
import { filling, keeping } from './0012-finding.keep.js';
import { looking } from './0012-finding.look.js';

/**
 * Full-text search. A ticket has one document for each reader: everything that this reader may read of it, as words. So
 * two words that stand in two messages are found together, and nobody finds a ticket by a word they may not read.
 *
 * Readers of documents: the reader keys of texts (`<institution>/user`, `<institution>/provider`), and
 * `<institution>/person/<id>` for whoever asked. Of a ticket that an institution escalated to itself, somebody may read
 * both sides: for them there are `<institution>/both` and `<institution>/person/<id>/provider`, which come before the others.
 *
 * Row-level security keeps PostgreSQL from using an index for `@@`, which is not leakproof. So nobody has a privilege on
 * the documents; functions of the owner look into them, and take who asks from the settings of the transaction, as
 * policies do. They answer ids, which are then read under the wall.
 */
export class Finding1795500000012 implements MigrationInterface {
  name = 'Finding1795500000012';

  async up(q: QueryRunner): Promise<void> {
    await q.query(words);
    await q.query(tables);
    await closeTable(q, 'ticket_document');
    await closeTable(q, 'person_name', { ownerKeeps: true });
    await q.query(policies);
    await q.query(keeping);
    await q.query(looking);
    await q.query(filling);
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query(`
      drop function ticket_found(tsquery, uuid[]);
      drop function ticket_found_anywhere(tsquery, text, integer);
      drop function ticket_alike(tsquery[], uuid[]);
      drop function ticket_document_readers();
      drop trigger ticket_document_follow on message;
      drop trigger ticket_document_title on ticket;
      drop trigger person_name_follow on person;
      drop trigger person_name_follow on membership;
      drop function ticket_document_follow();
      drop function ticket_document_title();
      drop function person_name_follow();
      drop function person_name_refresh(uuid);
      drop function ticket_document_refresh(uuid);
      drop function ticket_document_head(ticket);
      drop policy owner_refreshes on message;
      drop table ticket_document, person_name;
      drop index ticket_party_service;
      drop function ticket_query(jsonb);
      drop function ticket_words(text);
      drop function ticket_fold(text);
      drop function ticket_letters(text);
      drop text search configuration ticket_french;
      drop text search configuration ticket_english;
      drop text search dictionary ticket_french_stem;
      drop text search dictionary ticket_english_stem;
    `);
  }
}

/**
 * A word is a run of letters and digits: `ORA-00942`, an address and the name of a file are several, next to each other.
 * Each is kept as it is spelt, accents and case aside, with its place; and, without place, by its French stem (of the word
 * with its accents, which the stemmer needs, and then without them) and by its English one. No word is too common to keep:
 * "son" and "IT" are.
 */
const words = `
  create text search dictionary ticket_french_stem (template = snowball, language = french);
  create text search dictionary ticket_english_stem (template = snowball, language = english);
  create text search configuration ticket_french (copy = pg_catalog.simple);
  alter text search configuration ticket_french alter mapping for asciiword, word with ticket_french_stem;
  create text search configuration ticket_english (copy = pg_catalog.simple);
  alter text search configuration ticket_english alter mapping for asciiword, word with ticket_english_stem;

  -- words between spaces, with their accents; of a word that is longer than any, its beginning. Of the rules of ICU,
  -- since what is a letter and what its lower case would otherwise depend on how the database was created
  create function ticket_letters(body text) returns text language sql immutable parallel safe as $$
    select lower(regexp_replace(regexp_replace(
             normalize(replace(replace(replace(replace(
               regexp_replace(body collate "und-x-icu", '[\\u00AD\\u200B-\\u200D\\u2060\\uFEFF]', '', 'g'),
               U&'\\0153', 'oe'), U&'\\0152', 'oe'), U&'\\00E6', 'ae'), U&'\\00C6', 'ae'), nfkc),
             '[^[:alnum:]]+', ' ', 'g'), '([[:alnum:]]{60})[[:alnum:]]+', '\\1', 'g'))
  $$;
  create function ticket_fold(body text) returns text language sql immutable parallel safe as $$
    select trim(regexp_replace(normalize(ticket_letters(body), nfkd), '[\\u0300-\\u036F]', '', 'g'))
  $$;
  create function ticket_words(body text) returns tsvector language sql immutable parallel safe
    set search_path = public, pg_temp as $$
    select regexp_replace(normalize(strip(to_tsvector('ticket_french', ticket_letters(body)))::text, nfkd),
                          '[\\u0300-\\u036F]', '', 'g')::tsvector
           || strip(to_tsvector('ticket_english', ticket_fold(body)))
           || to_tsvector('simple', ticket_fold(body))
  $$;

  -- [{words, exact, prefix, without}] as a query: whatever stands in "words" is words. Several (after folding) stand next
  -- to each other; one is found by its stems too, unless it is exact. Null for no words at all.
  create function ticket_query(clauses jsonb) returns tsquery language plpgsql immutable parallel safe
    set search_path = public, pg_temp as $$
  declare
    clause record;
    folded text;
    stem text;
    one tsquery;
    all_of tsquery;
  begin
    for clause in select * from jsonb_to_recordset(clauses) as c (words text, exact boolean, prefix boolean, without boolean) loop
      folded := ticket_fold(clause.words);
      continue when folded = '';
      one := phraseto_tsquery('simple', folded);
      if clause.prefix then one := (one::text || ':*')::tsquery; end if;
      if not clause.exact and strpos(folded, ' ') = 0 then
        stem := (ts_lexize('ticket_french_stem', folded))[1];
        one := one
          || regexp_replace(normalize(plainto_tsquery('ticket_french', ticket_letters(clause.words))::text, nfkd),
                            '[\\u0300-\\u036F]', '', 'g')::tsquery
          -- typed without its accents a word keeps an ending that the stemmer knows with them only: terminee
          || plainto_tsquery('simple', coalesce((ts_lexize('ticket_french_stem', stem))[1], folded))
          || plainto_tsquery('ticket_english', folded);
        -- the end of a reference
        if folded ~ '^[0-9]{1,4}$' then one := one || plainto_tsquery('simple', lpad(folded, 5, '0')); end if;
      end if;
      if clause.without then one := !!one; end if;
      all_of := case when all_of is null then one else all_of && one end;
    end loop;
    return all_of;
  end $$;
`;

const tables = `
  create table ticket_document (
    -- whose document it is; begins with the institution
    reader text not null,
    ticket_id uuid not null references ticket,
    service_id uuid not null,
    -- of a ticket that its institution escalated to itself: there are several, and the first that one may read counts
    is_own boolean not null,
    -- of whoever asked; they have few tickets, and these are not in the index
    is_personal boolean not null,
    -- the words, and '@' with the reader among them, which no word begins with
    words tsvector not null,
    primary key (reader, ticket_id)
  );
  create index ticket_document_words on ticket_document using gin (words) where not is_personal;
  -- the newest tickets on a service: those that are like one, and the filter of lists
  create index ticket_party_service on ticket_party (institution_id, side, service_id, opened_at, ticket_id);

  -- whoever may be named as a requester, by each word of their name and address, and by the address as it is written
  create table person_name (
    institution_id uuid not null references institution,
    word text collate "C" not null,
    person_id uuid not null references person,
    primary key (institution_id, word, person_id)
  );
  create index person_name_person on person_name (person_id);
`;

const policies = `
  create policy owner_functions on ticket_document to current_user using (true) with check (true);
  -- the owner reads texts of the one ticket whose documents it makes anew, and no others
  create policy owner_refreshes on message for select to current_user
    using (ticket_id = (select app_uuid('app.refreshing')));

  grant select on person_name to guichet_api, guichet_worker;
  create policy own_level_1 on person_name for select to guichet_api, guichet_worker
    using (institution_id = (select app_institution()) and (select app_has_side('user')));
`;
