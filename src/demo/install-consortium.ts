import pg from 'pg';
import { newId } from '../kernel/index.js';
import { accountsOf, type DemoAccount } from './accounts.js';
import { agreementsOf, AGREED_FROM, readConsortium, sitesOf, targetsOf, type Consortium } from './consortium.js';
import { storedClosures, storedHolidays } from './hours.js';

/**
 * Writes the consortium as the owner of the database: institutions, services, agreements and people, in one transaction,
 * so that it is there whole or not at all. Does nothing where institutions exist. Says who can sign in, either way.
 * `consortium`: another one than the demonstration's.
 */
export async function installConsortium(
  ownerUrl: string,
  options: { passwordHash: string; now: Date; consortium?: Consortium },
): Promise<{ accounts: DemoAccount[] }> {
  const { consortium = readConsortium() } = options;
  const accounts = accountsOf(consortium);
  const client = new pg.Client({ connectionString: ownerUrl });
  await client.connect();
  try {
    await client.query('begin');
    // of several processes that start at once, one installs and the others find it done
    await client.query('lock table institution in share row exclusive mode');
    const { rowCount } = await client.query('select 1 from institution limit 1');
    if (!rowCount) {
      const rows = rowsOf(consortium, accounts, options);
      for (const [table, values] of Object.entries(rows)) await fill(client, table, values);
    }
    await client.query('commit');
  } finally {
    await client.end();
  }
  return { accounts };
}

/** Every column of a row is given: what is left out becomes null, not its default. */
async function fill(client: pg.Client, table: string, rows: readonly object[]): Promise<void> {
  await client.query(`insert into ${table} select * from jsonb_populate_recordset(null::${table}, $1)`, [
    JSON.stringify(rows),
  ]);
}

/** The rows of each table, in an order that the foreign keys like. */
function rowsOf(
  consortium: Consortium,
  accounts: readonly DemoAccount[],
  { passwordHash, now }: { passwordHash: string; now: Date },
) {
  const id = () => newId(now);
  const since = { effective_from: AGREED_FROM.instant, recorded_at: AGREED_FROM.instant };
  const warnings = consortium.targets.warningsPercent;

  const institutions = consortium.institutions.map((institution) => ({ ...institution, id: id() }));
  const institutionId = finder(institutions, ({ code }) => code);
  const sites = institutions.flatMap((institution) =>
    sitesOf(institution).map((site) => ({ ...site, id: id(), hoursId: id(), institution })),
  );
  const siteOf = (code: string, site?: string) =>
    only(sites, (one) => one.institution.code === code && (site ? one.code === site : one.default === true));
  const services = consortium.services.map((service) => ({ ...service, id: id() }));
  const serviceId = finder(services, ({ code }) => code);
  const agreements = agreementsOf(consortium).map((agreement) => ({ ...agreement, id: id() }));
  const people = accounts.map((account) => ({ ...account, id: id() }));
  const members = people.flatMap((person) =>
    person.institution === null || person.role === 'operator'
      ? []
      : [{ ...person, institutionId: institutionId(person.institution), code: person.institution }],
  );

  const hoursOf = (site: (typeof sites)[number]) => ({
    name: `Heures d'ouverture (${site.code})`,
    timeZone: site.timeZone,
    weekly: consortium.commitments.businessHours.weekly,
    holidayRegion: site.holidayRegion,
    holidays: storedHolidays(site.holidayRegion),
    closures: storedClosures(site.institution.code),
  });

  return {
    institution: institutions.map((one) => ({
      id: one.id,
      code: one.code,
      name: one.name,
      domain: one.domain,
      time_zone: one.timeZone,
      holiday_region: one.holidayRegion,
      locale: one.locale,
    })),
    service_hours: sites.map((site) => ({
      id: site.hoursId,
      institution_id: site.institution.id,
      name: `Heures d'ouverture (${site.code})`,
    })),
    service_hours_version: sites.map((site) => ({
      id: id(),
      service_hours_id: site.hoursId,
      institution_id: site.institution.id,
      number: 1,
      time_zone: site.timeZone,
      weekly: consortium.commitments.businessHours.weekly,
      holiday_region: site.holidayRegion,
      holidays: storedHolidays(site.holidayRegion),
      closures: storedClosures(site.institution.code),
      ...since,
    })),
    site: sites.map((site) => ({
      id: site.id,
      institution_id: site.institution.id,
      code: site.code,
      time_zone: site.timeZone,
      holiday_region: site.holidayRegion,
      is_default: site.default === true,
      service_hours_id: site.hoursId,
    })),
    institution_targets: institutions.map((institution) => ({
      id: id(),
      institution_id: institution.id,
      number: 1,
      targets: targetsOf(consortium, 'user'),
      warnings,
      also_pauses: [],
      ...since,
    })),
    service: services.map((one) => ({
      id: one.id,
      code: one.code,
      name: one.name,
      users: one.users,
      tenants: one.tenants,
      lead_provider_id: institutionId(one.leadProvider),
    })),
    component: services.flatMap((service) =>
      (service.components ?? []).map((code) => ({ id: id(), service_id: service.id, code })),
    ),
    responsibility: services.flatMap((service) =>
      service.responsibilities.flatMap(({ function: name, holders }) =>
        holders.map((holder, position) => ({
          id: id(),
          service_id: service.id,
          function: name,
          position,
          ...(typeof holder === 'string'
            ? { institution_id: institutionId(holder) }
            : { external_name: holder.external, external_address: holder.address }),
        })),
      ),
    ),
    agreement: agreements.map((one) => ({
      id: one.id,
      institution_id: institutionId(one.institution),
      service_id: serviceId(one.service),
      lead_provider_id: institutionId(one.leadProvider),
      starts_on: AGREED_FROM.date,
    })),
    agreement_version: agreements.map((one) => ({
      id: id(),
      agreement_id: one.id,
      number: 1,
      state: 'accepted',
      binding: one.binding,
      tacit_transmission: true,
      retroactive: false,
      hours: hoursOf(siteOf(one.leadProvider)),
      targets: targetsOf(consortium, 'provider'),
      warnings,
      also_pauses: [],
      maintenance: consortium.maintenanceWindows,
      ...since,
    })),
    person: people.map((person) => ({
      id: person.id,
      email: person.email,
      display_name: person.name,
      locale: person.locale,
      is_operator: person.role === 'operator',
    })),
    credential: people.map((person) => ({ person_id: person.id, password_hash: passwordHash })),
    membership: members.map((member) => ({
      person_id: member.id,
      institution_id: member.institutionId,
      site_id: member.site ? siteOf(member.code, member.site).id : null,
    })),
    role_grant: members.map((member) => ({
      institution_id: member.institutionId,
      person_id: member.id,
      role: member.role,
    })),
  };
}

function finder<T extends { id: string }>(rows: readonly T[], keyOf: (row: T) => string): (key: string) => string {
  const ids = new Map(rows.map((row) => [keyOf(row), row.id]));
  return (key) => {
    const id = ids.get(key);
    if (id === undefined) throw new Error(`the demonstration data names ${key}, which is not in it`);
    return id;
  };
}

function only<T>(rows: readonly T[], isIt: (row: T) => boolean): T {
  const row = rows.find(isIt);
  if (!row) throw new Error('the demonstration data names a site that is not in it');
  return row;
}
