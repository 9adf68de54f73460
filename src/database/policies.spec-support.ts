import type pg from 'pg';
import type { Act } from './wall-oracle.spec-support.js';

/** A row-level policy, as the catalogue tells it. */
export interface Policy {
  table: string;
  name: string;
  command: '*' | 'r' | 'a' | 'w' | 'd';
  roles: string[];
  using: string | null;
  check: string | null;
}

/** A policy with one thing wrong. */
export interface Mutant {
  title: string;
  policy: Policy;
  statement: string;
}

export async function policiesOf(client: pg.Client): Promise<Policy[]> {
  const { rows } = await client.query<Policy>(
    `select c.relname as "table", p.polname as name, p.polcmd::text as command,
            array(select rolname::text from pg_roles r where r.oid = any (p.polroles) order by 1) as roles,
            pg_get_expr(p.polqual, p.polrelid) as "using", pg_get_expr(p.polwithcheck, p.polrelid) as "check"
       from pg_policy p join pg_class c on c.oid = p.polrelid
      order by 1, 2`,
  );
  return rows;
}

/** Dropped; then `using` and `with check` loosened to `true`, each where it is not that already. */
export function mutantsOf(policy: Policy): Mutant[] {
  const { table, name, using, check } = policy;
  const mutants = [{ title: `${table}: ${name}, dropped`, policy, statement: `drop policy ${name} on ${table}` }];
  for (const [part, expression] of [
    ['using', using],
    ['with check', check],
  ] as const) {
    if (expression !== null && expression !== 'true')
      mutants.push({
        title: `${table}: ${name}, ${part} loosened to true`,
        policy,
        statement: `alter policy ${name} on ${table} ${part} (true)`,
      });
  }
  // without a check of its own, what a policy shows also bounds what may be written
  if (using !== null && using !== 'true' && check === null && '*w'.includes(policy.command))
    mutants.push({
      title: `${table}: ${name}, with check loosened to true beside its using`,
      policy,
      statement: `alter policy ${name} on ${table} with check (true)`,
    });
  return mutants;
}

const actsOf: Record<Policy['command'], Act[]> = {
  '*': ['sees', 'adds', 'changes', 'removes'],
  r: ['sees'],
  a: ['adds'],
  w: ['changes'],
  d: ['removes'],
};

/** What could come out differently when this policy is not what it was. */
export function concernedBy({ command }: Policy): Act[] {
  return actsOf[command];
}
