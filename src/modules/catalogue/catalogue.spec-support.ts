import { UnitOfWork, type Actor, type Transaction } from '../../database/index.js';
import { newId } from '../../kernel/index.js';
import {
  addInstitution,
  addPerson,
  ask,
  openHouse,
  tokenOf,
  type Answer,
  type House,
} from '../identity/identity.spec-support.js';
import { ServiceHoursModule } from '../service-hours/index.js';
import { CatalogueModule } from './catalogue.module.js';

/** A small consortium: who is where, which services there are, and what was agreed. Ids by name. */
export interface Consortium {
  house: House;
  at: Record<string, string>;
  people: Record<string, string>;
  services: Record<string, string>;
  agreements: Record<string, string>;
  hours: string;
}

export const targets = { incident: { P1: { response: 30, resolution: 240 } }, request: {} };
export const warnings = { P1: [50, 75], P2: [75], P3: [75], P4: [] };
export const maintenance = { weekly: { tue: [['06:30', '08:00']] }, timeZone: 'Europe/Paris' };
export const weekly = { mon: [['08:00', '18:00']] };
export const holidays = [{ date: '2026-01-01', name: "Jour de l'an" }];
export const closures = [['2026-08-10', '2026-08-16']];

const agreedHours = (timeZone: string) => ({
  name: 'Heures ouvrées',
  timeZone,
  weekly,
  holidayRegion: 'FR',
  holidays,
  closures,
});

export async function openConsortium(name: string): Promise<Consortium> {
  const house = await openHouse(name, [ServiceHoursModule, CatalogueModule]);
  const consortium: Consortium = { house, at: {}, people: {}, services: {}, agreements: {}, hours: newId() };
  const { at, people, services } = consortium;
  for (const code of ['ULCO', 'UPHF', 'FUN', 'UJM']) at[code] = await addInstitution(house.owner, code);
  at['ULORRAINE'] = await addInstitution(house.owner, 'ULORRAINE', 'Indian/Reunion');
  await addSites(consortium);
  await addServices(consortium);
  await addHours(consortium);
  await addAgreement(consortium, 'ULCO', 'OAE', 'ULORRAINE', 'in_force', '2025-09-01', null);
  await addAgreement(consortium, 'UPHF', 'OAE', 'ULORRAINE', 'pilot', '2026-01-01', '2026-12-31');
  await addAgreement(consortium, 'UPHF', 'FUNMOOC', 'FUN', 'in_force', '2025-09-01', '2025-12-31');
  await addAgreement(consortium, 'ULORRAINE', 'OAE', 'ULORRAINE', 'in_force', '2025-09-01', null);
  for (const [who, code, role] of [
    ['spoc.ulco', 'ULCO', 'spoc'],
    ['requester.ulco', 'ULCO', 'requester'],
    ['cab.ulco', 'ULCO', 'cab_member'],
    ['admin.uphf', 'UPHF', 'admin'],
    ['engineer.ulorraine', 'ULORRAINE', 'engineer'],
    ['engineer.ujm', 'UJM', 'engineer'],
    ['manager.fun', 'FUN', 'manager'],
    ['manager.ulco', 'ULCO', 'manager'],
    ['manager.ulorraine', 'ULORRAINE', 'manager'],
    ['manager.ujm', 'UJM', 'manager'],
  ] as const) {
    people[who] = await addPerson(house.owner, `${who}@guichet.example`, { [at[code] ?? '']: { [role]: null } });
  }
  const limited = { [at['UPHF'] ?? '']: { agent: [services['FUNMOOC'] ?? ''] } };
  people['agent.uphf'] = await addPerson(house.owner, 'agent.uphf@guichet.example', limited);
  const onOae = { [at['ULCO'] ?? '']: { manager: [services['OAE'] ?? ''] } };
  people['manager-oae.ulco'] = await addPerson(house.owner, 'manager-oae.ulco@guichet.example', onOae);
  people['operator'] = await addPerson(house.owner, 'operator@guichet.example', {}, { isOperator: true });
  return consortium;
}

async function addSites({ house, at }: Consortium): Promise<void> {
  const add = (code: string, region: string, isDefault: boolean) =>
    house.owner.query('insert into site values ($1, $2, $3, $4, $5, $6)', [
      newId(),
      at['ULORRAINE'],
      code,
      'Europe/Paris',
      region,
      isDefault,
    ]);
  await add('METZ', 'FR-57', false);
  await add('NANCY', 'FR', true);
}

async function addServices({ house, at, services }: Consortium): Promise<void> {
  const add = async (code: string, lead: string, users: number | null) => {
    services[code] = newId();
    await house.owner.query('insert into service values ($1, $2, $3, $4, 18, $5)', [
      services[code],
      code,
      `Service ${code}`,
      users,
      at[lead],
    ]);
  };
  await add('OAE', 'ULORRAINE', 23_000);
  await add('FUNMOOC', 'FUN', null);
  for (const code of ['search', 'documents']) {
    await house.owner.query('insert into component values ($1, $2, $3)', [newId(), services['OAE'], code]);
  }
  const hold = (name: string, position: number, institution: string | null, external: string | null = null) =>
    house.owner.query('insert into responsibility values ($1, $2, $3, $4, $5, $6, $7)', [
      newId(),
      services['OAE'],
      name,
      position,
      institution === null ? null : at[institution],
      external,
      external && 'oae@apereo.example',
    ]);
  await hold('testing', 1, 'UJM');
  await hold('development', 2, 'ULORRAINE');
  await hold('development', 1, null, 'Apereo Foundation');
  await hold('support', 2, 'UPHF');
  await hold('support', 1, 'ULCO');
}

async function addHours({ house, at, hours: id }: Consortium): Promise<void> {
  await house.owner.query('insert into service_hours values ($1, $2, $3)', [id, at['ULORRAINE'], 'Heures ouvrées']);
  const version = (number: number, timeZone: string, from: string) =>
    house.owner.query(
      "insert into service_hours_version values ($1, $2, $3, $4, $5, $6, 'FR', $7, $8, $9, '2025-01-01')",
      [
        newId(),
        id,
        at['ULORRAINE'],
        number,
        timeZone,
        ...[weekly, holidays, closures].map((each) => JSON.stringify(each)),
        from,
      ],
    );
  await version(1, 'Europe/Paris', '2025-01-01T00:00:00Z');
  await version(2, 'Indian/Reunion', '2026-12-01T00:00:00Z');
}

async function addAgreement(
  { house, at, services, agreements }: Consortium,
  user: string,
  service: string,
  lead: string,
  ...rest: [string, string, string | null]
): Promise<void> {
  const id = newId();
  agreements[`${user} ${service}`] = id;
  const parties = [at[user], services[service], at[lead]];
  const [status, startsOn, endsOn] = rest;
  await house.owner.query(
    `insert into agreement (id, institution_id, service_id, lead_provider_id, starts_on, ends_on)
     values ($1, $2, $3, $4, $5, $6)`,
    [id, ...parties, startsOn, endsOn],
  );
  const version = (number: number, timeZone: string, from: string) =>
    house.owner.query(
      `insert into agreement_version (id, agreement_id, number, state, binding, also_pauses, hours, targets, warnings,
              maintenance, effective_from, recorded_at)
       values ($1, $2, $3, 'accepted', $4, '{third_party}', $5, $6, $7, $8, $9, '2025-08-31T22:00:00Z')`,
      [
        newId(),
        id,
        number,
        status === 'in_force',
        ...[agreedHours(timeZone), targets, warnings, maintenance].map((each) => JSON.stringify(each)),
        from,
      ],
    );
  await version(1, 'Europe/Paris', '2025-08-31T22:00:00Z');
  await version(2, 'Indian/Reunion', '2027-01-01T00:00:00.500Z');
}

export async function getAs({ house, people }: Consortium, name: string, path: string): Promise<Answer> {
  return ask(house, 'GET', path, await tokenOf(house, people[name] ?? ''));
}

export async function postAs({ house, people }: Consortium, name: string, path: string, body = {}): Promise<Answer> {
  return ask(house, 'POST', path, await tokenOf(house, people[name] ?? ''), body);
}

/** Under the wall, as staff of both sides of an institution. */
export function inside<T>(consortium: Consortium, code: string, work: (tx: Transaction) => Promise<T>): Promise<T> {
  const { house, at, people } = consortium;
  const actor: Actor = {
    personId: people['spoc.ulco'] ?? '',
    name: '',
    institution: { id: at[code] ?? '', code, name: '' },
    roles: new Map(),
    scope: 'staff',
    userServices: 'all',
    providerServices: 'all',
  };
  return house.app.get(UnitOfWork).run(actor, work);
}
