import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '../../kernel/index.js';
import { told, type Loose } from '../identity/identity.spec-support.js';
import { getAs, openConsortium, postAs, type Consortium } from './catalogue.spec-support.js';

// What an institution decides by itself: its targets and its hours.

let consortium: Consortium;
let hours: string;
beforeAll(async () => {
  consortium = await openConsortium('own_terms_db_spec');
  hours = `/service-hours/${consortium.hours}/versions`;
});
afterAll(() => consortium.house.close());

const get = (name: string, at: string) => getAs(consortium, name, at);
const post = (name: string, at: string, body = {}) => postAs(consortium, name, at, body);
const ahead = '2026-12-01T00:00:00Z';
const places = ({ status, body }: Loose) => [
  status,
  ...(body.errors ?? []).map(({ pointer, code }: Loose) => `${pointer} ${code}`),
];
const counted = async (table: string) =>
  (await consortium.house.owner.query<{ count: string }>(`select count(*) from ${table}`)).rows[0]?.count;
const eventsOf = async (code: string) => {
  const { rows } = await consortium.house.owner.query<{ type: string; data: Loose; readers: string[] }>(
    'select type, data, readers from event where stream_id = $1 order by number',
    [consortium.at[code]],
  );
  return rows;
};

describe('the own targets', () => {
  it('are recorded by a manager of the whole institution', async () => {
    const body = { effectiveFrom: ahead, targets: { incident: { P1: { resolution: 300 } } } };
    for (const name of ['spoc.ulco', 'manager-oae.ulco', 'requester.ulco', 'operator']) {
      expect((await post(name, '/targets', body)).status).toBe(403);
    }
    expect((await get('spoc.ulco', '/targets')).body).toEqual({ version: null, upcoming: [] });
    expect((await get('requester.ulco', '/targets')).status).toBe(403);
    const answer = await post('manager.ulco', '/targets', body);
    expect(answer).toMatchObject({
      status: 201,
      body: { number: 1, recordedAt: '2026-11-20T12:00:00.001Z', warnings: [] },
    });
    const { version, upcoming } = (await get('spoc.ulco', '/targets')).body;
    expect([version, upcoming]).toEqual([null, [answer.body.version]]);
    // at home only
    expect((await get('manager.ulorraine', '/targets')).body).toEqual({ version: null, upcoming: [] });
  });

  it('are saved with a warning where they are shorter than a running agreement', async () => {
    // the agreement about OAE: P1 within 240 minutes
    const answer = await post('manager.ulco', '/targets', {
      effectiveFrom: '2026-11-25T00:00:00Z',
      targets: { incident: { P1: { response: 30, resolution: 239 }, P2: { resolution: 1 } } },
      reason: 'Plus vite',
    });
    expect(answer).toMatchObject({ status: 201, body: { number: 2, recordedAt: '2026-11-20T12:00:00.002Z' } });
    expect(answer.body.warnings).toMatchObject([
      { code: 'shorter_than_provider', pointer: '/targets/incident/P1/resolution' },
      { code: 'overtakes_later_version' },
    ]);
    expect(answer.body.version.warnings).toEqual({ P1: [50, 75], P2: [75], P3: [75] });
    // the first one was to begin later and has a lower number: it never holds
    expect((await get('spoc.ulco', '/targets')).body.upcoming).toEqual([answer.body.version]);
  });

  it('take over what is left out', async () => {
    const { body } = await post('manager.ulco', '/targets', { effectiveFrom: ahead, warnings: { P1: [10] } });
    expect(body.version).toMatchObject({ targets: { incident: { P2: { resolution: 1 } } }, warnings: { P1: [10] } });
  });

  it('for a time that has passed need the word and a reason', async () => {
    const past = { effectiveFrom: '2026-11-01T00:00:00Z' };
    expect(places(await post('manager.ulco', '/targets', past))).toEqual([422, '/effectiveFrom effect_has_passed']);
    const unexplained = await post('manager.ulco', '/targets', { ...past, retroactive: true });
    expect(places(unexplained)).toEqual([422, '/reason reason_required']);
    const meant = await post('manager.ulco', '/targets', { ...past, retroactive: true, reason: 'Oubli' });
    expect(meant.status).toBe(201);
    expect((await get('spoc.ulco', '/targets')).body.version).toEqual(meant.body.version);
  });

  it.each<[string, object, unknown[]]>([
    ['zero', { targets: { incident: { P1: { response: 0 } } } }, [422, '/targets/incident/P1/response not_positive']],
    ['a list', { targets: [] }, [400, '/targets is_object']],
    ['an unknown field', { target: {} }, [400, '/target unknown_field']],
    ['the hours of an agreement', { hours: {} }, [400, '/hours unknown_field']],
    ['an unknown pause', { alsoPauses: ['lunch'] }, [400, '/alsoPauses is_in']],
    ['no instant', { effectiveFrom: '2026-12-01' }, [400, '/effectiveFrom is_instant']],
    ['2199', { effectiveFrom: '2199-01-01T00:00:00Z' }, [422, '/effectiveFrom effect_too_far']],
  ])('are refused with the place: %s', async (_, body, expected) => {
    const before = await counted('institution_targets');
    expect(places(await post('manager.ulco', '/targets', { effectiveFrom: ahead, ...body }))).toEqual(expected);
    expect(await counted('institution_targets')).toBe(before);
  });

  it('leave their marks in the record of the institution, which it alone reads', async () => {
    const events = await eventsOf('ULCO');
    expect(events.map(({ type, data }) => [type, data.number])).toEqual(
      [1, 2, 3, 4].map((number) => ['institution.targets_recorded', number]),
    );
    expect(new Set(events.flatMap(({ readers }) => readers))).toEqual(new Set([`${consortium.at['ULCO']}/user`]));
    expect(JSON.stringify(events)).not.toMatch(/Plus vite|Oubli/);
  });
});

describe('the own service hours', () => {
  const week = { timeZone: 'europe/paris', weekly: { mon: [['08:00', '18:00']] } };
  const record = (body: object, name = 'manager.ulorraine') =>
    post(name, hours, { effectiveFrom: ahead, ...week, ...body });

  it('are listed with what holds and what will, at home only', async () => {
    const { items } = (await get('engineer.ulorraine', '/service-hours')).body;
    expect(items).toMatchObject([{ id: consortium.hours, name: 'Heures ouvrées', sites: [] }]);
    expect([items[0].version.number, items[0].upcoming.map(({ number }: Loose) => number)]).toEqual([1, [2]]);
    expect((await get('spoc.ulco', '/service-hours')).body.items).toEqual([]);
    expect((await get('requester.ulco', '/service-hours')).status).toBe(403);
  });

  it('get a version from a manager; of others they do not exist', async () => {
    const absent = told(
      await post('manager.ulco', `/service-hours/${newId()}/versions`, { effectiveFrom: ahead, ...week }),
    );
    expect(absent).toMatchObject({ status: 404 });
    expect(told(await record({}, 'manager.ulco'))).toEqual(absent);
    expect((await record({}, 'engineer.ulorraine')).status).toBe(403);
    const answer = await record({
      holidayRegion: 'RE',
      closures: [['2026-12-27', '2026-12-31']],
      reason: 'Nouvelle année',
    });
    expect(answer).toMatchObject({
      status: 201,
      body: { number: 3, timeZone: 'Europe/Paris', reason: 'Nouvelle année', recordedAt: '2026-11-20T12:00:00.001Z' },
    });
    // the abolition of slavery, on La Réunion
    expect(answer.body.holidays.map(({ date }: Loose) => date)).toContain('2027-12-20');
    expect((await eventsOf('ULORRAINE')).map(({ type, data }) => [type, data.number, data.serviceHoursId])).toEqual([
      ['institution.hours_recorded', 3, consortium.hours],
    ]);
  });

  const many = Array.from({ length: 5000 }, () => ['2027-01-01', '2027-01-01']);
  it.each<[string, object, unknown[]]>([
    ['5,000 closures', { closures: many }, [400, '/closures is_pairs']],
    ['an unknown weekday', { weekly: { lundi: [] } }, [400, '/weekly/lundi unknown_field']],
    ['a week without working time', { weekly: { mon: null } }, [422, '/weekly no_working_time']],
    ['no weekly hours', { weekly: undefined }, [400, '/weekly required']],
    ['25:00', { weekly: { mon: [['08:00', '25:00']] } }, [422, '/weekly/mon/0/1 past_midnight']],
    ['a holiday without a name', { holidays: [{ date: '2027-01-02' }] }, [400, '/holidays/0/name required']],
    ['holidays that are texts', { holidays: ['2027-01-02'] }, [400, '/holidays/0 nested_validation']],
    ['a date without a year', { holidays: [{ date: '01-02', name: 'x' }] }, [422, '/holidays/0 malformed_date']],
    ['an unknown region', { holidayRegion: 'BZH' }, [422, '/holidayRegion unknown_holiday_region']],
  ])('are refused with the place: %s', async (_, body, expected) => {
    const before = await counted('service_hours_version');
    expect(places(await record(body))).toEqual(expected);
    expect(await counted('service_hours_version')).toBe(before);
  });
});
