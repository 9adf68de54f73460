import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '../../kernel/index.js';
import { told, type Loose } from '../identity/identity.spec-support.js';
import { currentVersion, runningAgreement } from './agreements.store.js';
import {
  closures,
  getAs,
  holidays,
  inside,
  maintenance,
  openConsortium,
  targets,
  warnings,
  weekly,
  type Consortium,
} from './catalogue.spec-support.js';

let consortium: Consortium;
beforeAll(async () => {
  consortium = await openConsortium('agreements_db_spec');
});
afterAll(() => consortium.house.close());

const get = (name: string, path: string) => getAs(consortium, name, path);

const listOf = async (name: string, query = '') => {
  const { status, body } = await get(name, `/agreements${query}`);
  expect(status).toBe(200);
  return body.items.map((each: Loose) => `${each.institution.code} ${each.service.code}`);
};

describe('agreements, through the wall', () => {
  it('are seen by their two sides and by those who hold a function of the service', async () => {
    // ULCO holds the support of OAE, FUN leads FUNMOOC only
    expect(await listOf('spoc.ulco')).toEqual(['ULCO OAE', 'ULORRAINE OAE', 'UPHF OAE']);
    expect(await listOf('engineer.ulorraine')).toEqual(['ULCO OAE', 'ULORRAINE OAE', 'UPHF OAE']);
    expect(await listOf('engineer.ujm')).toEqual(['ULCO OAE', 'ULORRAINE OAE', 'UPHF OAE']);
    expect(await listOf('manager.fun')).toEqual(['UPHF FUNMOOC']);
    expect(await listOf('admin.uphf')).toEqual(['UPHF FUNMOOC', 'ULCO OAE', 'ULORRAINE OAE', 'UPHF OAE']);
  });

  it('are limited to the services that a role is limited to', async () => {
    expect(await listOf('agent.uphf')).toEqual(['UPHF FUNMOOC']);
    expect((await get('agent.uphf', `/agreements/${consortium.agreements['UPHF OAE']}`)).status).toBe(403);
  });

  it('are 404 behind it, exactly as when absent', async () => {
    expect((await get('manager.fun', `/agreements/${consortium.agreements['UPHF FUNMOOC']}`)).status).toBe(200);
    const hidden = told(await get('spoc.ulco', `/agreements/${consortium.agreements['UPHF FUNMOOC']}`));
    expect(hidden).toMatchObject({ status: 404 });
    for (const id of [newId(), 'not-an-id']) {
      expect(told(await get('spoc.ulco', `/agreements/${id}`))).toEqual(hidden);
    }
    const tagged = `/agreements/${consortium.agreements['UPHF FUNMOOC']?.toUpperCase()}`;
    expect((await get('manager.fun', tagged)).status).toBe(200);
  });

  it('are 403 for a visible one without the role, 404 for whom the wall shows none', async () => {
    const path = `/agreements/${consortium.agreements['ULCO OAE']}`;
    expect((await get('cab.ulco', path)).status).toBe(403);
    expect((await get('requester.ulco', path)).status).toBe(404);
    expect((await get('operator', path)).status).toBe(404);
    for (const name of ['cab.ulco', 'requester.ulco', 'operator']) {
      expect((await get(name, '/agreements')).status).toBe(403);
    }
  });

  it('are filtered by codes and come in pages', async () => {
    expect(await listOf('admin.uphf', '?service=OAE&institution=UPHF')).toEqual(['UPHF OAE']);
    expect(await listOf('spoc.ulco', '?institution=NOPE')).toEqual([]);
    const seen: string[] = [];
    for (let query: string | null = '?limit=1'; query;) {
      const { body }: { body: Loose } = await get('admin.uphf', `/agreements${query}`);
      seen.push(...body.items.map(({ id }: Loose) => id));
      query = body.nextCursor && `?limit=1&cursor=${body.nextCursor}`;
    }
    const order = ['UPHF FUNMOOC', 'ULCO OAE', 'ULORRAINE OAE', 'UPHF OAE'];
    expect(seen).toEqual(order.map((name) => consortium.agreements[name]));
  });

  it.each(['["OAE","ULCO"]', '["OAE","ULCO","2026-02-30"]', '["OAE","ULCO",1]', '"OAE"'])(
    'refuse the cursor %s',
    async (key) => {
      const cursor = Buffer.from(key).toString('base64url');
      expect(told(await get('spoc.ulco', `/agreements?cursor=${cursor}`))).toMatchObject({
        status: 400,
        code: 'bad_cursor',
      });
    },
  );

  it('show what is in effect now', async () => {
    expect((await get('spoc.ulco', `/agreements/${consortium.agreements['ULCO OAE']}`)).body).toEqual({
      id: consortium.agreements['ULCO OAE'],
      institution: { code: 'ULCO', name: 'Université ULCO' },
      service: { code: 'OAE', name: 'Service OAE' },
      leadProvider: { code: 'ULORRAINE', name: 'Université ULORRAINE' },
      status: 'in_force',
      startsOn: '2025-09-01',
      endsOn: null,
      notice: null,
      version: {
        number: 1,
        binding: true,
        tacitTransmission: true,
        serviceHours: {
          name: 'Heures ouvrées',
          timeZone: 'Europe/Paris',
          weekly,
          holidayRegion: 'FR',
          holidays,
          closures,
        },
        targets,
        warnings,
        alsoPauses: ['third_party'],
        maintenance,
        effectiveFrom: '2025-08-31T22:00:00Z',
      },
    });
  });
});

describe('what others ask of an agreement', () => {
  const running = (code: string, service: string, instant: string) =>
    inside(consortium, code, (tx) =>
      runningAgreement(tx, consortium.at[code]!, consortium.services[service]!, new Date(instant)),
    );

  // the lead provider is on La Réunion, four hours ahead of UTC
  it.each([
    ['2025-12-31T19:59:59.999Z', false, 'pilot'],
    ['2025-12-31T20:00:00Z', true, 'pilot'],
    ['2026-12-31T19:59:59.999Z', true, 'pilot'],
    ['2026-12-31T20:00:00Z', false, 'ended'],
  ])('at %s a year of the lead provider runs: %s', async (instant, isRunning, status) => {
    expect(await running('UPHF', 'OAE', instant)).toEqual({
      id: consortium.agreements['UPHF OAE'],
      status,
      leadProviderId: consortium.at['ULORRAINE'],
      startsOn: '2026-01-01',
      endsOn: '2026-12-31',
      isRunning,
    });
  });

  it('an ended one does not run, and one that is hidden or absent is none', async () => {
    expect(await running('UPHF', 'FUNMOOC', '2026-06-01T00:00:00Z')).toMatchObject({
      status: 'ended',
      isRunning: false,
    });
    expect(await running('UJM', 'FUNMOOC', '2026-06-01T00:00:00Z')).toBeUndefined();
    const hidden = inside(consortium, 'ULCO', (tx) =>
      runningAgreement(tx, consortium.at['UPHF']!, consortium.services['FUNMOOC']!, new Date('2026-06-01T00:00:00Z')),
    );
    expect(await hidden).toBeUndefined();
  });

  it('of two in a row, the one that runs', async () => {
    const id = newId();
    await consortium.house.owner.query(
      `insert into agreement (id, institution_id, service_id, lead_provider_id, starts_on)
       values ($1, $2, $3, $4, '2027-01-01')`,
      [id, consortium.at['UPHF'], consortium.services['OAE'], consortium.at['ULORRAINE']],
    );
    expect(await running('UPHF', 'OAE', '2026-06-01T00:00:00Z')).toMatchObject({
      id: consortium.agreements['UPHF OAE'],
    });
    expect(await running('UPHF', 'OAE', '2027-06-01T00:00:00Z')).toMatchObject({ id, isRunning: true });
    await consortium.house.owner.query('delete from agreement where id = $1', [id]);
  });

  it.each([
    ['2025-08-31T21:59:59.999Z', undefined],
    ['2025-08-31T22:00:00Z', [1, 'Europe/Paris']],
    ['2027-01-01T00:00:00.499Z', [1, 'Europe/Paris']],
    ['2027-01-01T00:00:00.500Z', [2, 'Indian/Reunion']],
  ])('its version, with its hours, at %s: %j', async (instant, expected) => {
    const version = await inside(consortium, 'ULCO', (tx) =>
      currentVersion(tx, consortium.agreements['ULCO OAE']!, new Date(instant)),
    );
    expect(version && [version.number, version.hours.timeZone]).toEqual(expected);
  });

  it('through the wall no version', async () => {
    consortium.at['STRANGER'] = newId();
    const found = await inside(consortium, 'STRANGER', (tx) =>
      currentVersion(tx, consortium.agreements['ULCO OAE']!, consortium.house.clock.now()),
    );
    expect(found).toBeUndefined();
  });
});
