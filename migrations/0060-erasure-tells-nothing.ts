import type { MigrationInterface, QueryRunner } from 'typeorm';
import { rules } from './0054-erasure.rules.js';

/** The step of an erasure, with how the tickets that the person asked for are found. */
const stepWith = (tickets: string) => `
  -- The next pages. Says whether there is more to do, files are left to be removed, or it is done: once a pass over everything
  -- has found nothing. Whoever dies between two calls has lost nothing, and doing a part twice changes nothing.
  create or replace function erasure_step(p_person uuid, p_pages integer, p_at timestamptz) returns text
    language plpgsql security definer set search_path = public, pg_temp as $$
  declare
    e erasure; rule record; last_page bigint; changed bigint; tickets uuid[];
  begin
    select * into e from erasure where person_id = p_person for update;
    if not found then raise exception 'no erasure was asked for' using errcode = '42501'; end if;
    if e.state <> 'running' then return 'done'; end if;
    select * into rule from erasure_rules() r where r.n = e.at_statement;
    if not found then
      if e.touched > 0 then
        update erasure set at_statement = 1, at_page = 0, touched = 0 where person_id = p_person;
        return 'more';
      end if;
      if exists (select 1 from erasure_file f where f.person_id = p_person) then return 'files'; end if;
      update erasure set state = 'done', done_at = p_at, due_at = null, searched = null where person_id = p_person;
      return 'done';
    end if;
    perform set_config('app.erasing', p_person::text, true);
    ${tickets}
    execute rule.statement
      using p_person, tickets, e.searched ->> 'address', e.searched ->> 'pattern', e.searched ->> 'json', e.searched ->> 'word',
            e.searched ->> 'name', p_person || '@erased.invalid', p_at,
            array(select jsonb_array_elements_text(e.searched -> 'words')),
            format('(%s,0)', e.at_page)::tid, format('(%s,0)', e.at_page + p_pages)::tid;
    get diagnostics changed = row_count;
    perform set_config('app.erasing', '', true);
    last_page := pg_relation_size(rule.table_name::regclass) / current_setting('block_size')::integer;
    update erasure
       set touched = touched + changed, rows_changed = rows_changed + changed,
           at_statement = at_statement + case when e.at_page + p_pages >= last_page then 1 else 0 end,
           at_page = case when e.at_page + p_pages >= last_page then 0 else e.at_page + p_pages end
     where person_id = p_person;
    return 'more';
  end $$;
`;

const byIndex = `-- asked with each part
    tickets := array(select p.ticket_id
                       from membership m
                       join ticket_party p on p.institution_id = m.institution_id and p.requester_id = m.person_id and p.side = 'user'
                      where m.person_id = p_person);`;
const byReading = `tickets := array(select k.id from ticket k where k.requester_id = p_person);`;

const running = `(select exists (select from erasure e
                                where e.person_id = app_uuid('app.erasing') and e.state = 'running'))`;
const named = `((select app_uuid('app.erasing')) is not null)`;

/** Tables whose rows the owner sees in any case. */
const kept = [
  'agreement',
  'agreement_version',
  'api_token',
  'calendar_feed',
  'institution_targets',
  'password_link',
  'responsibility',
  'service_hours_version',
];
const tables = [...new Set([...rules.map(({ table }) => table), 'mail_queue'])].filter(
  (table) => !kept.includes(table),
);

const upgrading =
  'an older program asks for it only when somebody looks how far an erasure is: 500 while it still runs';

/**
 * What an erasure tells those who asked for it is how far it is: how many rows were changed, and whether somebody has the
 * same name, is counted over all institutions, and for the operator alone. And the owner of the tables reads texts only
 * while an erasure that was asked for is running.
 */
export class ErasureTellsNothing1795700000060 implements MigrationInterface {
  name = 'ErasureTellsNothing1795700000060';

  breaks = {
    ...Object.fromEntries(
      tables.map((table) => [`policy owner_erases of ${table} is another one`, 'the same while an erasure is running']),
    ),
    'privilege select of guichet_api on erasure.is_name_shared is gone': upgrading,
    'privilege select of guichet_api on erasure.rows_changed is gone': upgrading,
  };

  async up(q: QueryRunner): Promise<void> {
    await q.query(`
      revoke select (rows_changed, is_name_shared) on erasure from guichet_api;
      grant select (rows_changed, is_name_shared) on erasure to guichet_worker;
    `);
    await opened(q, running);
    await q.query(stepWith(byIndex));
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query(stepWith(byReading));
    await opened(q, named);
    await q.query(`
      revoke select (rows_changed, is_name_shared) on erasure from guichet_worker;
      grant select (rows_changed, is_name_shared) on erasure to guichet_api;
    `);
  }
}

/** When the owner sees the rows in which an erasure looks for a name. */
async function opened(q: QueryRunner, condition: string): Promise<void> {
  for (const table of tables)
    await q.query(`alter policy owner_erases on ${table} using (${condition}) with check (${condition})`);
}
