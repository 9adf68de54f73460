import type pg from 'pg';

/**
 * While a new version is rolled out, processes of the version before go on working on the database that the new one has
 * migrated. What would hurt them can be read off the catalogue, before a migration and after it.
 */
const table = `c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and c.relname <> 'schema_migration'`;
const application = `('guichet_api'::regrole), ('guichet_worker'::regrole), ('guichet_jobs'::regrole), ('guichet_maintenance'::regrole)`;

/**
 * What an older program relies on, each with the table it belongs to, if any. `whatever` is what must not change. What
 * `demands` something of who writes hurts an older program also when it is new, in a table that was there before.
 */
const things = {
  table: `
    select c.relname as place, c.relname as owner, '' as whatever, false as demands
      from pg_class c where ${table}`,

  column: `
    select format('%s.%s', c.relname, a.attname) as place, c.relname as owner,
           format_type(a.atttypid, a.atttypmod) as whatever, a.attnotnull and not a.atthasdef and a.attidentity = '' as demands
      from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
     where ${table}`,

  constraint: `
    select format('%s of %s', k.conname, c.relname) as place, c.relname as owner,
           pg_get_constraintdef(k.oid) as whatever, true as demands
      from pg_class c join pg_constraint k on k.conrelid = c.oid
     where ${table} and k.contype in ('c', 'u', 'f', 'x', 'p')`,

  'unique index': `
    select i.relname as place, c.relname as owner, pg_get_indexdef(i.oid) as whatever, true as demands
      from pg_class c join pg_index x on x.indrelid = c.oid join pg_class i on i.oid = x.indexrelid
     where ${table} and x.indisunique and not exists (select 1 from pg_constraint k where k.conindid = i.oid)`,

  policy: `
    select format('%s of %s', p.polname, c.relname) as place, c.relname as owner,
           concat_ws(' ', p.polcmd, p.polpermissive, p.polroles::regrole[], pg_get_expr(p.polqual, c.oid), 'check',
                     pg_get_expr(p.polwithcheck, c.oid)) as whatever, not p.polpermissive as demands
      from pg_class c join pg_policy p on p.polrelid = c.oid
     where ${table}`,

  trigger: `
    select format('%s of %s', t.tgname, c.relname) as place, c.relname as owner, pg_get_triggerdef(t.oid) as whatever,
           true as demands
      from pg_class c join pg_trigger t on t.tgrelid = c.oid
     where ${table} and not t.tgisinternal`,

  // callers may name the parameters
  function: `
    select p.oid::regprocedure::text as place, null as owner,
           format('(%s) returns %s', pg_get_function_arguments(p.oid), pg_get_function_result(p.oid)) as whatever,
           false as demands
      from pg_proc p
     where p.pronamespace = 'public'::regnamespace
       and not exists (select 1 from pg_depend d where d.objid = p.oid and d.deptype = 'e')`,

  privilege: `
    select format('%s of %s on %s', lower(v.privilege), r.role, c.relname || coalesce('.' || a.attname, '')) as place,
           c.relname as owner, '' as whatever, false as demands
      from pg_class c
      join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
     cross join (values ${application}) r (role)
     cross join (values ('SELECT'), ('INSERT'), ('UPDATE')) v (privilege)
     where ${table} and has_column_privilege(r.role, c.oid, a.attnum, v.privilege)
     union all
    select format('delete of %s on %s', r.role, c.relname), c.relname, '', false
      from pg_class c cross join (values ${application}) r (role)
     where ${table} and has_table_privilege(r.role, c.oid, 'DELETE')
     union all
    select format('execute of %s on %s', r.role, p.oid::regprocedure), null, '', false
      from pg_proc p cross join (values ${application}) r (role)
     where p.pronamespace = 'public'::regnamespace and has_function_privilege(r.role, p.oid, 'EXECUTE')`,
};

interface Thing {
  kind: string;
  place: string;
  owner: string | null;
  whatever: string;
  demands: boolean;
}
type Catalogue = ReadonlyMap<string, Thing>;

/** What is there now, by its name. */
export async function catalogueOf(client: pg.ClientBase): Promise<Catalogue> {
  const found = new Map<string, Thing>();
  for (const [kind, query] of Object.entries(things))
    for (const row of (await client.query<Omit<Thing, 'kind'>>(query)).rows)
      found.set(`${kind} ${row.place}`, { ...row, kind });
  return found;
}

/** What an older program would stumble over, a line each, in order. */
export function whatBreaks(before: Catalogue, after: Catalogue): string[] {
  const lines: string[] = [];
  const gone = (name: string) => before.has(name) && !after.has(name);
  for (const [name, was] of before) {
    const is = after.get(name);
    // with its table goes all that it has
    const isSaid = was.kind !== 'table' && was.owner !== null && gone(`table ${was.owner}`);
    if (!is) {
      if (!isSaid && !isOfGone(was, gone)) lines.push(`${name} is gone`);
    } else if (is.whatever !== was.whatever) lines.push(`${name} is another one`);
    else if (is.demands && !was.demands) lines.push(`${name} has to be given`);
  }
  for (const [name, { kind, owner, demands }] of after)
    if (demands && !before.has(name) && before.has(`table ${owner ?? ''}`))
      lines.push(kind === 'column' ? `${name} has to be given` : `${name} is new`);
  return lines.sort();
}

/** The privilege on a column or a function that is gone itself. */
function isOfGone({ kind, place }: Thing, gone: (name: string) => boolean): boolean {
  if (kind !== 'privilege') return false;
  const on = place.split(' on ').slice(1).join(' on ');
  return gone(`column ${on}`) || gone(`function ${on}`);
}
