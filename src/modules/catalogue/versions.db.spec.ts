import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { told, type Loose } from '../identity/identity.spec-support.js';
import { getAs, openConsortium, postAs, targets, type Consortium } from './catalogue.spec-support.js';

let consortium: Consortium;
/** ULCO uses OAE, ULORRAINE leads it. */
let path: string;
let own: string;
beforeAll(async () => {
  consortium = await openConsortium('versions_db_spec');
  path = `/agreements/${consortium.agreements['ULCO OAE']}`;
  own = `/agreements/${consortium.agreements['ULORRAINE OAE']}`;
});
afterAll(() => consortium.house.close());

const get = (name: string, at: string) => getAs(consortium, name, at);
const post = (name: string, at: string, body = {}) => postAs(consortium, name, at, body);
const ahead = '2026-12-01T00:00:00+01:00';
const propose = (name: string, body: object = {}, at = path) =>
  post(name, `${at}/versions`, { effectiveFrom: ahead, ...body });
const codes = ({ body }: Loose) => body.warnings.map(({ code }: Loose) => code);
/** Proposed by ULCO; its number. */
const proposed = async (body: object = {}, at = path, by = 'manager.ulco') => {
  const answer = await propose(by, body, at);
  expect(answer).toMatchObject({ status: 201 });
  return answer.body.number as number;
};
const accepted = async () => (await get('spoc.ulco', path)).body.version;
const eventsOf = async (stream: string | undefined) => {
  const { rows } = await consortium.house.owner.query<{ type: string; data: Loose; readers: string[] }>(
    'select type, data, readers from event where stream_id = $1 order by number',
    [stream],
  );
  return rows;
};

describe('a version that one side proposes', () => {
  it('says what was said, and for the rest what is in effect; what is in effect stays', async () => {
    const before = await accepted();
    const answer = await propose('manager.ulco', { alsoPauses: ['change'], reason: '  Vacances  ' });
    expect(answer.status).toBe(201);
    const { number, state, version } = answer.body;
    expect([number, state, version.recordedAt]).toEqual([3, 'proposed', null]);
    expect(version).toMatchObject({
      targets,
      serviceHours: before.serviceHours,
      maintenance: before.maintenance,
      alsoPauses: ['change'],
      effectiveFrom: '2026-11-30T23:00:00Z',
      proposedBy: { code: 'ULCO' },
      reason: 'Vacances',
    });
    expect(await accepted()).toEqual(before);
    // its region's holidays of 2026 alone are stored, another version begins in 2027, and ULCO has one SPOC
    expect(codes(answer)).toEqual(['holidays_end_soon', 'overtakes_later_version', 'few_spocs']);
  });

  it('is shown to the two sides, and does not exist for who holds a function of the service', async () => {
    for (const name of ['spoc.ulco', 'manager.ulorraine']) {
      expect((await get(name, `${path}/versions`)).body.items.map(({ number }: Loose) => number)).toEqual([3, 2, 1]);
      expect((await get(name, `${path}/versions/3`)).body.state).toBe('proposed');
    }
    expect((await get('engineer.ujm', `${path}/versions`)).body.items.map((one: Loose) => one.number)).toEqual([2, 1]);
    const absent = told(await get('manager.ujm', `${path}/versions/99`));
    expect(absent).toMatchObject({ status: 404 });
    expect(told(await get('manager.ujm', `${path}/versions/3`))).toEqual(absent);
    expect(told(await post('manager.ujm', `${path}/versions/3/accept`))).toEqual(absent);
    // of another service altogether: not even the agreement is there
    expect(told(await get('manager.fun', `${path}/versions/3`))).toEqual(absent);
    expect(told(await propose('manager.fun'))).toEqual(absent);
  });

  it('comes from a manager of a side', async () => {
    expect((await propose('spoc.ulco')).status).toBe(403);
    expect((await propose('manager.ujm')).status).toBe(403);
    expect((await post('manager.ujm', `${path}/versions/1/reject`, { reason: 'Non' })).status).toBe(403);
  });

  it('is not accepted or rejected by the side that proposed, nor withdrawn by the other', async () => {
    const refused = { status: 403, body: { code: 'other_side_decides' } };
    expect(await post('manager.ulco', `${path}/versions/3/accept`)).toMatchObject(refused);
    expect(await post('manager.ulco', `${path}/versions/3/reject`, { reason: 'Non' })).toMatchObject(refused);
    const withdrawn = await post('manager.ulorraine', `${path}/versions/3/withdraw`);
    expect(withdrawn).toMatchObject({ status: 403, body: { code: 'proposer_withdraws' } });
  });

  it('replaces the one that is open, which then cannot be accepted', async () => {
    const before = await accepted();
    const next = await proposed({ targets: { incident: { P1: { resolution: 300 } } } }, path, 'manager.ulorraine');
    const answer = await post('manager.ulorraine', `${path}/versions/3/accept`);
    expect(answer).toMatchObject({ status: 409, body: { code: 'version_replaced' } });
    expect(answer.body.detail).toContain(`version ${next}`);
    expect(await accepted()).toEqual(before);

    const done = await post('manager.ulco', `${path}/versions/${next}/accept`, { reason: 'Soit' });
    expect(done).toMatchObject({ status: 200, body: { state: 'accepted', recordedAt: '2026-11-20T12:00:00.001Z' } });
    expect(codes(done)).toContain('few_spocs');
    expect(await accepted()).toEqual(before);
    const again = await post('manager.ulco', `${path}/versions/${next}/accept`);
    expect(again).toMatchObject({ status: 409, body: { code: 'version_decided' } });
  });

  it('is recorded after every other one, also within a millisecond', async () => {
    const number = await proposed({ binding: false });
    const { body } = await post('manager.ulorraine', `${path}/versions/${number}/accept`);
    expect(body.recordedAt).toBe('2026-11-20T12:00:00.002Z');
  });

  it('is rejected with a reason, or withdrawn; then it is decided', async () => {
    const first = await proposed();
    expect((await post('manager.ulorraine', `${path}/versions/${first}/reject`)).status).toBe(400);
    const rejected = await post('manager.ulorraine', `${path}/versions/${first}/reject`, { reason: 'Trop court' });
    expect(rejected.body).toMatchObject({ state: 'rejected', version: { decisionReason: 'Trop court' } });
    const second = await proposed();
    expect((await post('manager.ulco', `${path}/versions/${second}/withdraw`)).body.state).toBe('withdrawn');
    for (const number of [first, second]) {
      const late = await post('manager.ulorraine', `${path}/versions/${number}/accept`);
      expect(late).toMatchObject({ status: 409, body: { code: 'version_decided' } });
    }
  });

  it('is accepted by any manager where one institution is both sides', async () => {
    const number = await proposed({}, own, 'manager.ulorraine');
    const { body } = await post('manager.ulorraine', `${own}/versions/${number}/accept`);
    expect(body.state).toBe('accepted');
  });

  it('leaves its marks in the record of the agreement, without a word of anybody', async () => {
    const events = await eventsOf(consortium.agreements['ULCO OAE']);
    expect(events.map(({ type }) => type.replace('agreement.version_', ''))).toEqual([
      ...['proposed', 'replaced', 'proposed', 'accepted', 'proposed', 'accepted'],
      ...['proposed', 'rejected', 'proposed', 'withdrawn'],
    ]);
    expect(events[3]?.data).toEqual({
      number: 4,
      effectiveFrom: '2026-11-30T23:00:00.000Z',
      recordedAt: '2026-11-20T12:00:00.001Z',
    });
    expect(JSON.stringify(events)).not.toMatch(/Vacances|Trop court|Soit/);
    const { at } = consortium;
    expect(new Set(events.flatMap(({ readers }) => readers))).toEqual(
      new Set([`${at['ULCO']}/user`, `${at['ULORRAINE']}/provider`]),
    );
  });
});

describe('a version for a time that has passed', () => {
  const past = { effectiveFrom: '2026-11-01T00:00:00Z' };
  const meant = { ...past, retroactive: true, reason: 'Oubli' };

  it('is refused unless it is meant so, with a reason and the right', async () => {
    expect(await propose('manager.ulco', past)).toMatchObject({ status: 422, body: { code: 'effect_has_passed' } });
    const noReason = await propose('manager.ulco', { ...past, retroactive: true });
    expect(noReason.body.errors).toMatchObject([{ pointer: '/reason', code: 'reason_required' }]);
    const limited = await propose('manager-oae.ulco', meant);
    expect(limited).toMatchObject({ status: 403, body: { code: 'backdate_not_allowed' } });
    expect((await propose('manager-oae.ulco')).status).toBe(201);
  });

  it('takes the right on both sides, and holds at once', async () => {
    const number = await proposed(meant, path, 'manager.ulorraine');
    const limited = await post('manager-oae.ulco', `${path}/versions/${number}/accept`);
    expect(limited).toMatchObject({ status: 403, body: { code: 'backdate_not_allowed' } });
    expect((await post('manager.ulco', `${path}/versions/${number}/accept`)).status).toBe(200);
    expect((await accepted()).number).toBe(number);
  });

  it('is refused at the acceptance when its instant has passed meanwhile', async () => {
    const number = await proposed({ effectiveFrom: '2026-11-20T12:00:01Z' });
    consortium.house.clock.moveTo(new Date('2026-11-20T12:00:02Z'));
    const late = await post('manager.ulorraine', `${path}/versions/${number}/accept`);
    expect(late).toMatchObject({ status: 409, body: { code: 'effect_has_passed' } });
    expect((await get('spoc.ulco', `${path}/versions/${number}`)).body.state).toBe('proposed');
  });
});

describe('an agreement, over time', () => {
  it('is a pilot, in force, under notice, and has ended', async () => {
    const { house } = consortium;
    const status = async () => (await get('admin.uphf', at)).body.status;
    const at = `/agreements/${consortium.agreements['UPHF OAE']}`;
    expect(await status()).toBe('pilot');
    const number = await proposed({ binding: true }, at, 'manager.ulorraine');
    await house.owner.query(`insert into role_grant select $1, $2, 'manager', null`, [
      consortium.at['UPHF'],
      consortium.people['admin.uphf'],
    ]);
    expect((await post('admin.uphf', `${at}/versions/${number}/accept`)).status).toBe(200);
    // where ULORRAINE agreed with itself, too, the version of December holds from the first of December
    const agreedWith = async () => (await get('manager.ulorraine', own)).body.version.number;
    house.clock.moveTo(new Date('2026-11-30T22:59:59.999Z'));
    expect([await status(), await agreedWith()]).toEqual(['pilot', 1]);
    house.clock.moveTo(new Date('2026-11-30T23:00:00Z'));
    expect([await status(), await agreedWith()]).toEqual(['in_force', 3]);
    house.clock.moveTo(new Date('2026-12-02T00:00:00Z'));
    expect(await status()).toBe('in_force');

    const notice = (name: string, endsOn: string) => post(name, `${at}/notice`, { endsOn, reason: 'Fin du projet' });
    // on La Réunion it is the second of December until 20:00 UTC
    for (const [endsOn, code] of [
      ['2026-12-02', 'date_has_passed'],
      ['2027-01-01', 'after_the_end'],
      ['2026-12-32', 'malformed_date'],
    ] as const) {
      expect((await notice('manager.ulorraine', endsOn)).body.errors).toMatchObject([{ pointer: '/endsOn', code }]);
    }
    expect((await notice('manager.ujm', '2026-12-10')).status).toBe(403);
    const given = await notice('manager.ulorraine', '2026-12-10');
    expect(given).toMatchObject({ status: 200, body: { status: 'notice', endsOn: '2026-12-10' } });
    expect(given.body.notice).toEqual({
      givenAt: '2026-12-02T00:00:00Z',
      by: { code: 'ULORRAINE', name: 'Université ULORRAINE' },
    });
    expect(await notice('admin.uphf', '2026-12-09')).toMatchObject({ status: 409, body: { code: 'notice_given' } });
    expect((await eventsOf(consortium.agreements['UPHF OAE'])).at(-1)).toMatchObject({
      type: 'agreement.notice_given',
      data: { endsOn: '2026-12-10' },
    });

    house.clock.moveTo(new Date('2026-12-10T19:59:59.999Z'));
    expect(await status()).toBe('notice');
    house.clock.moveTo(new Date('2026-12-10T20:00:00Z'));
    expect(await status()).toBe('ended');
    const late = await propose('manager.ulorraine', { effectiveFrom: '2027-02-01T00:00:00Z' }, at);
    expect(late).toMatchObject({ status: 409, body: { code: 'agreement_ended' } });
    expect(await notice('admin.uphf', '2026-12-20')).toMatchObject({ status: 409, body: { code: 'agreement_ended' } });
  });
});
