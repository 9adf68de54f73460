import { randomUUID } from 'node:crypto';
import type pg from 'pg';
import { acting, engineersOf, idOf, levelOneOf, NOW, type Settings, type World } from './wall.spec-support.js';

export const OPERATOR_OF_NOTHING = '00000000-0000-0000-0000-000000000000';

/** The operator, a member of no institution. */
export function operatorOf({ id }: World): Settings {
  return { institution: OPERATOR_OF_NOTHING, person: idOf(id, 'operator'), scope: 'staff' };
}

/**
 * A freeze of each scope with one period: `freeze consortium` by the operator, `freeze service` by FUN, which leads it, and
 * `freeze CODE` of ULCO, UPHF and FUN; and a calendar's secret address of agents of ULCO and UPHF (`feed CODE`).
 */
export async function addFreezes(world: World): Promise<void> {
  const { id, admin, connections } = world;
  id['operator'] = randomUUID();
  await admin.query(
    `insert into person (id, email, display_name, locale, is_operator) values ($1, 'operator@example.org', 'Somebody', 'fr', true)`,
    [id['operator']],
  );
  const declare = async (name: string, settings: Settings, scope: Scope) => {
    const freeze = (id[name] = randomUUID());
    await acting(connections.api, settings, (client) => putFreeze(client, freeze, settings, scope), { keep: true });
  };
  await declare('freeze consortium', operatorOf(world), { scope: 'consortium' });
  await declare('freeze service', engineersOf(world, 'FUN'), { scope: 'service', service: idOf(id, 'service') });
  for (const code of ['ULCO', 'UPHF', 'FUN'])
    await declare(`freeze ${code}`, levelOneOf(world, code), { scope: 'institution' });
  for (const code of ['ULCO', 'UPHF']) {
    const settings = levelOneOf(world, code);
    const feed = (id[`feed ${code}`] = randomUUID());
    const values = [feed, settings.institution, settings.person, Buffer.from(`secret ${code}`), NOW];
    await acting(connections.api, settings, (client) => client.query(feedRow, values), { keep: true });
  }
}

export interface Scope {
  scope: 'consortium' | 'service' | 'institution';
  service?: string;
}

export async function putFreeze(client: pg.Client, freeze: string, settings: Settings, scope: Scope): Promise<void> {
  await client.query(freezeRow, freezeValues(freeze, settings, scope));
  await client.query(periodRow, periodValues(freeze, settings, scope));
}

export const freezeRow = `
  insert into change_freeze (id, institution_id, scope, service_id, scope_key, title, reason, time_zone, first_day, last_day,
                             excluded, starts_at, ends_at, declared_by, declared_at, version, updated_at)
  values ($1, $2, $3, $4, $5, 'A title', 'A reason', 'Europe/Paris', '2026-06-01', '2026-06-02', '{}',
          '2026-05-31T22:00:00Z', '2026-06-02T22:00:00Z', $6, $7, 1, $7)`;

export function freezeValues(freeze: string, { institution, person }: Settings, { scope, service }: Scope): unknown[] {
  const key =
    scope === 'service'
      ? `service/${service ?? ''}`
      : scope === 'institution'
        ? `institution/${institution ?? ''}`
        : scope;
  return [freeze, scope === 'consortium' ? null : institution, scope, service ?? null, key, person, NOW];
}

export const periodRow = `
  insert into freeze_period (freeze_id, on_day, institution_id, scope, service_id, starts_at, ends_at, is_long, is_lifted,
                             declared_at, working_days, ahead, blocks_shared, why)
  values ($1, '2026-06-01', $2, $3, $4, '2026-05-31T22:00:00Z', '2026-06-02T22:00:00Z', false, false, $5, '{}', null, true, $6)`;

export function periodValues(freeze: string, { institution }: Settings, { scope, service }: Scope): unknown[] {
  const why = scope === 'institution' ? 'within_allowance' : null;
  return [freeze, scope === 'consortium' ? null : institution, scope, service ?? null, NOW, why];
}

export const feedRow = `
  insert into calendar_feed (id, institution_id, person_id, name, secret_hash, created_at) values ($1, $2, $3, 'A name', $4, $5)`;
