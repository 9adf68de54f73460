import { randomUUID } from 'node:crypto';
import { acting, engineersOf, idOf, levelOneOf, NOW, type World } from './wall.spec-support.js';

/**
 * Two changes of FUN on its service, announced to ULCO (`met change`, `met change other`), and what was said of them: an override, an
 * acknowledgement of the one by the other, a finding, and an exemption from the freeze of ULCO. Needs `addFreezes`.
 */
export async function addConflicts(world: World): Promise<void> {
  const { id, admin, connections } = world;
  for (const [name, number] of [
    ['met change', '90001'],
    ['met change other', '90002'],
  ] as const) {
    id[name] = randomUUID();
    await admin.query(
      `insert into change (id, institution_id, reference, title, why, service_ids, component_ids, environments, asked, class,
                           class_reasons, state, window_from, window_to, interruption_minutes, risk, announced_at, listed_at,
                           version, updated_at)
       values ($1, $2, $3, 'A title', 'Why', array[$4::uuid], '{}', '{production}', 'normal', 'normal', '[]', 'approved',
               '2026-06-01T06:00:00Z', '2026-06-01T08:00:00Z', 10, 'low', $5, $5, 1, $5)`,
      [id[name], id['FUN'], `CHG-FUN-2026-${number}`, id['service'], NOW],
    );
  }
  await admin.query(
    `insert into change_party (institution_id, change_id, kind, owner_id, service_ids, shown_at, listed_at)
     values ($1, $2, 'affected', $3, array[$4::uuid], $5, $5)`,
    [id['ULCO'], id['met change'], id['FUN'], id['service'], NOW],
  );
  const fun = engineersOf(world, 'FUN');
  await acting(
    connections.api,
    fun,
    async (client) => {
      await client.query(overrideRow, [randomUUID(), fun.institution, id['met change'], fun.person]);
      await client.query(acknowledgementRow, [
        randomUUID(),
        fun.institution,
        id['met change'],
        id['met change other'],
        fun.person,
      ]);
      await client.query(findingRow, [randomUUID(), fun.institution, id['met change']]);
    },
    { keep: true },
  );
  const ulco = levelOneOf(world, 'ULCO');
  await acting(
    connections.api,
    ulco,
    (client) =>
      client.query(exemptionRow, [randomUUID(), ulco.institution, idOf(id, 'freeze ULCO'), id['FUN'], ulco.person]),
    { keep: true },
  );
}

export const overrideRow = `
  insert into change_override (id, institution_id, change_id, conflict, kind, reason, said_by, said_at)
  values ($1, $2, $3, $1::uuid::text, 'dependency', 'A reason', $4, '2026-03-10T09:00:00Z')`;
export const acknowledgementRow = `
  insert into change_acknowledgement (id, institution_id, change_id, change_reference, other_id, other_owner_id, overlap_from,
                                      overlap_to, reason, said_by, said_at)
  values ($1, $2, $3, 'CHG-FUN-2026-90001', $4, $2, '2026-06-01T06:00:00Z', '2026-06-01T08:00:00Z', 'A reason', $5,
          '2026-03-10T09:00:00Z')`;
export const findingRow = `
  insert into change_finding (id, institution_id, change_id, occasion, found, found_for, found_at)
  values ($1, $2, $3, 'save', '[]', $1, '2026-03-10T09:00:00Z')`;
export const exemptionRow = `
  insert into freeze_exemption (id, institution_id, freeze_id, change_reference, owner_id, reason, said_by, said_at)
  values ($1, $2, $3, 'CHG-FUN-2026-' || left($1::uuid::text, 5), $4, 'A reason', $5, '2026-03-10T09:00:00Z')`;
