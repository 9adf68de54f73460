/**
 * Rules of the wall that can be read off the catalogue, whatever the migrations meant: each query answers the places
 * where one is broken. What the policies let through is the matter of the security tests.
 */
const table = `c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and c.relname <> 'schema_migration'`;

const application = `('guichet_api'), ('guichet_worker'), ('guichet_jobs')`;

const rules = {
  'row-level security is not both enabled and forced': `
    select c.relname as place
      from pg_class c
     where ${table} and not (c.relrowsecurity and c.relforcerowsecurity)`,

  // it would show and change nothing: a policy was forgotten, or the privilege is one too many
  'a role has a privilege without a policy for it': `
    select format('%s: %s, %s', c.relname, r.name, v.privilege) as place
      from pg_class c
     cross join (values ${application}) r (name)
     cross join (values ('select', 'r'), ('insert', 'a'), ('update', 'w'), ('delete', 'd')) v (privilege, command)
     where ${table}
       and case v.privilege when 'delete' then has_table_privilege(r.name, c.oid, v.privilege)
                            else has_any_column_privilege(r.name, c.oid, v.privilege) end
       and not exists (select 1 from pg_policy p
                        where p.polrelid = c.oid and p.polpermissive and p.polcmd::text in ('*', v.command)
                          and p.polroles && array[0::oid, r.name::regrole::oid])`,

  'the application may truncate, refer to or put triggers on a table': `
    select format('%s: %s', c.relname, r.name) as place
      from pg_class c cross join (values ${application}) r (name)
     where ${table} and has_table_privilege(r.name, c.oid, 'truncate, references, trigger')`,

  'the role that verifies and backs up may write': `
    select c.relname as place
      from pg_class c cross join (values ('guichet_maintenance')) r (name)
     where ${table}
       and (has_any_column_privilege(r.name, c.oid, 'insert, update') or has_table_privilege(r.name, c.oid, 'delete, truncate'))`,

  // the worker looks across tenants at ids and instants; requests never do
  'a policy shows every row to requests': `
    select format('%s: %s', c.relname, p.polname) as place
      from pg_class c join pg_policy p on p.polrelid = c.oid
     where ${table} and p.polroles && array[0::oid, 'guichet_api'::regrole::oid]
       and 'true' in (pg_get_expr(p.polqual, p.polrelid), pg_get_expr(p.polwithcheck, p.polrelid))`,

  'a function that acts as its owner is open to everybody': `
    select p.oid::regprocedure::text as place
      from pg_proc p cross join aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) a
     where p.pronamespace = 'public'::regnamespace and p.prosecdef and a.grantee = 0`,

  // pg_temp has to be named last, or a caller's temporary table stands in for ours
  'a function that acts as its owner looks for its tables elsewhere': `
    select p.oid::regprocedure::text as place
      from pg_proc p
     where p.pronamespace = 'public'::regnamespace and p.prosecdef
       and not coalesce('search_path=public, pg_temp' = any (p.proconfig), false)`,
};

/** What is wrong, one line a flaw; empty when nothing is. `client` is connected as a superuser. */
export async function wallFlaws(client) {
  const flaws = [];
  for (const [rule, query] of Object.entries(rules))
    for (const { place } of (await client.query(`${query} order by 1`)).rows) flaws.push(`${place}: ${rule}`);
  return flaws;
}
