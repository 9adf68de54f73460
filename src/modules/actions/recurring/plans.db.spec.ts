import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { UnitOfWork, type Actor } from '../../../database/index.js';
import { Consumers } from '../../../events/index.js';
import type { Cast } from '../../../demo/cast.js';
import type { Office } from '../../tickets/office.spec-support.js';
import { EscalationMovesService, ReadingService } from '../../tickets/index.js';
import { ActionStandingService } from '../action-standing.service.js';
import { ActionsService } from '../actions.service.js';
import { RunMovesService } from '../runs/run-moves.service.js';
import { RunsService } from '../runs/runs.service.js';
import type { ActionPlan } from './domain/plan.js';
import { PlanDatesService } from './plan-dates.service.js';
import { PlanMovesService } from './plan-moves.service.js';
import { PlanResultsService } from './plan-results.service.js';
import { PlanRounds } from './plan-rounds.js';
import { plannedOn } from './planned-on.js';
import { codeOf, controlDocument, openPlans, published } from './plans.spec-support.js';
import { PlansService, type PlanWish } from './plans.service.js';

let office: Office;
let cast: Cast;
let engineer: Actor, manager: Actor, level1: Actor;
let plans: PlansService, dates: PlanDatesService, rounds: PlanRounds, runs: RunsService;
let control: string;

beforeAll(async () => {
  office = await openPlans();
  ({ cast } = office);
  const { app } = office;
  [plans, dates] = [app.get(PlansService), app.get(PlanDatesService)];
  [rounds, runs] = [app.get(PlanRounds), app.get(RunsService)];
  [engineer, manager] = [await cast.actor('engineer.fun'), await cast.actor('manager.fun')];
  level1 = await cast.actor('spoc.fun');
  control = await published(office, [engineer, manager], controlDocument());
});
afterAll(() => office.close());
/** Each test begins with nothing due, on a Monday. */
let week = 0;
beforeEach(async () => {
  await office.admin.query('delete from action_plan');
  week += 1;
  office.clock.moveTo(new Date(Date.UTC(2026, 3, 6 + 70 * week, 5)));
});

const today = () => office.clock.now().toISOString().slice(0, 10);
const later = (days: number) => {
  const to = new Date(office.clock.now());
  to.setUTCDate(to.getUTCDate() + days);
  to.setUTCHours(9, 0, 0, 0);
  office.clock.moveTo(to);
};
const make = (more: Partial<PlanWish> = {}, who = engineer): Promise<ActionPlan> =>
  plans.make(who, { action: control, service: 'FUNCAMPUS', recurrence: 'FREQ=DAILY', ...more });
const history = async ({ id }: ActionPlan) => (await dates.history(engineer, id, 50)).items;
const eventsOf = async ({ id }: ActionPlan) => {
  const { rows } = await office.admin.query<{ type: string }>(
    'select type from event where stream_id = $1 order by number',
    [id],
  );
  return rows.map(({ type }) => type);
};
const wake = (consumer: string, stream: string, who = engineer) =>
  office.app.get(Consumers).wake(consumer, stream, who.institution.id);
/** Runs the control on a ticket, and what follows from that. */
async function run(ticket: string, results: Record<string, unknown>, outcome: 'worked' | 'abandoned' = 'worked') {
  const { id } = (await runs.start(engineer, { action: control }, ticket)).run;
  await office.app.get(RunMovesService).finish(engineer, id, undefined, { outcome, minutes: 5, note: null, results });
  await wake('plan-results', id);
  return id;
}
const good = { free: 20, restored: true };

describe('a plan', () => {
  it('says what the published version says, unless something else is said', async () => {
    const plan = await plans.make(engineer, { action: control, service: 'FUNCAMPUS' });
    expect(plan).toMatchObject({
      title: 'Contrôler les sauvegardes',
      recurrence: 'FREQ=MONTHLY;BYDAY=1MO',
      atTime: '08:00',
      timeZone: 'Europe/Paris',
      moveToWorkingDay: 'next',
      graceDays: 5,
      function: 'hosting',
      startsOn: today(),
      state: 'running',
    });
    expect(await eventsOf(plan)).toEqual(['plan.made']);
  });

  it('is refused of what does not come again, is not published, or is not theirs to do', async () => {
    const { reference: draft } = (await office.app.get(ActionsService).draft(engineer, { document: controlDocument() }))
      .action;
    const recovery = await published(
      office,
      [engineer, manager],
      controlDocument({ kind: 'recovery', recurrence: null, results: [] }),
    );
    const silent = await published(office, [engineer, manager], controlDocument({ recurrence: null }));
    for (const [wish, code] of [
      [{ action: draft }, 'unknown_action'],
      [{ action: 'ACT-FUN-2026-99999' }, 'unknown_action'],
      [{ action: recovery }, 'not_recurring'],
      [{ action: silent, recurrence: undefined }, 'required'],
      [{ service: 'NOTHING' }, 'unknown_service'],
      [{ service: 'OAE' }, 'forbidden'],
      [{ site: 'NOWHERE' }, 'unknown_site'],
      [{ function: 'development' }, 'function_not_held'],
      [{ assignee: level1.institution.id }, 'unknown_person'],
      [{ team: level1.institution.id }, 'unknown_team'],
      [{ recurrence: 'FREQ=SECONDLY' }, 'invalid_recurrence'],
      [{ recurrence: 'FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30' }, 'recurrence_never'],
      [{ recurrence: 'FREQ=DAILY;UNTIL=20200101' }, 'recurrence_never'],
      [{ startsOn: '2020-01-01', recurrence: 'FREQ=DAILY;COUNT=3' }, 'recurrence_over'],
    ] as const)
      expect([wish, await codeOf(make(wish))]).toEqual([wish, code]);
    expect(await codeOf(make({}, level1))).toBe('forbidden');
    expect(await codeOf(make({}, await cast.actor('engineer.ulco')))).toBe('forbidden');
  });

  it('opens when it is due a ticket that its engineers see, have accepted, and can run and deliver', async () => {
    const plan = await make({ assignee: engineer.personId });
    office.clock.moveTo(plan.nextAt!);
    expect(await rounds.run()).toBe(1);
    const [date] = await history(plan);
    const reading = office.app.get(ReadingService);
    const { ticket, escalations } = await reading.view(engineer, date!.reference!);
    expect(ticket).toMatchObject({ kind: 'request', title: 'Contrôler les sauvegardes', nextActor: 'provider' });
    expect(escalations).toMatchObject([{ state: 'accepted', isOwn: true, function: 'hosting' }]);
    expect(await office.app.get(UnitOfWork).run(engineer, (tx) => plannedOn(tx, date!.ticketId!))).toBe(plan.action.id);
    const id = await run(date!.reference!, good);
    expect(await history(plan)).toMatchObject([{ outcome: 'opened', runId: id, doneAt: office.clock.now() }]);
    await office.app
      .get(EscalationMovesService)
      .deliver({ actor: engineer, reference: date!.reference!, n: 1 }, 'fixed', 'Contrôlé.');
    expect(await eventsOf(plan)).toEqual(['plan.made', 'plan.due', 'plan.done']);
    // level 1 sees the ticket, and what it was opened for
    expect(await office.app.get(UnitOfWork).run(level1, (tx) => plannedOn(tx, date!.ticketId!))).toBe(plan.action.id);
    expect((await plans.read(level1, plan.id)).doneOn).toBe(date!.onDate);
  });

  it('opens for an institution without an agreement too: it calls on nobody else', async () => {
    const [writer, reviewer] = [await cast.actor('engineer.unistra'), await cast.actor('manager.unistra')];
    await office.admin.query(
      `delete from agreement_version where agreement_id in
      (select a.id from agreement a join service s on s.id = a.service_id where s.code = 'POD' and a.institution_id = $1)`,
      [writer.institution.id],
    );
    const action = await published(office, [writer, reviewer], controlDocument({ services: ['POD'] }));
    const plan = await plans.make(reviewer, { action, service: 'POD', recurrence: 'FREQ=DAILY' });
    office.clock.moveTo(plan.nextAt!);
    expect(await rounds.run()).toBe(1);
    const [date] = (await dates.history(writer, plan.id, 1)).items;
    expect((await office.app.get(ReadingService).view(writer, date!.reference!)).escalations).toMatchObject([
      { state: 'accepted', isOwn: true },
    ]);
  });

  it('opens once, whoever looks', async () => {
    const plan = await make();
    office.clock.moveTo(plan.nextAt!);
    const another = (await office.another()).get(PlanRounds);
    const opened = await Promise.all([rounds.run(), another.run(), rounds.run(), another.run()]);
    expect(opened.reduce((sum, one) => sum + one)).toBe(1);
    // as if the clock had gone back, and the date were due once more
    await office.admin.query(`update action_plan set last_on = null, next_on = '${today()}', next_at = $1`, [
      office.clock.now(),
    ]);
    await office.admin.query(`update plan_due set at = $1 where step = 'next'`, [office.clock.now()]);
    expect(await rounds.run()).toBe(0);
    expect(await history(plan)).toHaveLength(1);
  });

  it('after an outage opens the last date alone, and says of the others that they were missed', async () => {
    const plan = await make();
    later(2);
    expect(await rounds.run()).toBe(1);
    expect((await history(plan)).map(({ outcome, reason }) => [outcome, reason])).toEqual([
      ['opened', null],
      ['skipped', 'missed'],
      ['skipped', 'missed'],
    ]);
  });

  it('is paused when its keeper has left, or has lost the right', async () => {
    const plan = await make({}, manager);
    const grant = `role_grant where person_id = $1 and role = 'manager'`;
    const { rows } = await office.admin.query(`select * from ${grant}`, [manager.personId]);
    await office.admin.query(`delete from ${grant}`, [manager.personId]);
    office.clock.moveTo(plan.nextAt!);
    expect(await rounds.run()).toBe(0);
    expect(await plans.read(engineer, plan.id)).toMatchObject({ state: 'paused', pausedReason: 'rights_lost' });
    await office.admin.query('insert into role_grant select * from jsonb_populate_recordset(null::role_grant, $1)', [
      JSON.stringify(rows.map((row: Record<string, unknown>) => Object.fromEntries(Object.entries(row)))),
    ]);
    const resumed = await office.app.get(PlanMovesService).resume(engineer, plan.id, undefined);
    expect([resumed.state, resumed.keeperId]).toEqual(['running', engineer.personId]);
  });

  it('rests while its action is suspended, and goes on with it by itself', async () => {
    const standing = office.app.get(ActionStandingService);
    const plan = await make();
    office.clock.moveTo(plan.nextAt!);
    await rounds.run();
    await standing.suspend(engineer, control, undefined, 'Elle a fait pire.');
    await wake('plan-looks', plan.action.id);
    await rounds.run();
    expect(await plans.read(engineer, plan.id)).toMatchObject({ state: 'paused', pausedReason: 'suspended' });
    expect(await codeOf(office.app.get(PlanMovesService).resume(engineer, plan.id, undefined))).toBe(
      'action_not_published',
    );
    later(30);
    expect(await rounds.run()).toBe(0);
    expect(await eventsOf(plan)).toEqual(['plan.made', 'plan.due', 'plan.paused_by_suspension']);
    await standing.lift(engineer, control, undefined);
    await wake('plan-looks', plan.action.id);
    await rounds.run();
    const lifted = await plans.read(engineer, plan.id);
    expect(lifted).toMatchObject({ state: 'running', pausedReason: null, overdueOn: null });
    // what could not be run meanwhile has its grace anew
    expect((await history(plan)).at(-1)!.overdueAt!.getTime()).toBeGreaterThan(office.clock.now().getTime());
  });

  it('is overdue once, when its grace has passed', async () => {
    const plan = await make({ recurrence: 'FREQ=DAILY;COUNT=1', graceDays: 2 });
    office.clock.moveTo(plan.nextAt!);
    await rounds.run();
    const [date] = await history(plan);
    expect(date!.overdueAt!.toISOString().slice(0, 10) > date!.onDate).toBe(true);
    office.clock.moveTo(new Date(date!.overdueAt!.getTime() - 1));
    await rounds.run();
    expect((await plans.read(engineer, plan.id)).overdueOn).toBeNull();
    office.clock.moveTo(date!.overdueAt!);
    await Promise.all([rounds.run(), rounds.run()]);
    later(10);
    await rounds.run();
    expect(await eventsOf(plan)).toEqual(['plan.made', 'plan.due', 'plan.overdue']);
    const query = { service: 'FUNCAMPUS', action: control, states: undefined, limit: 10 };
    expect((await plans.list(engineer, { ...query, isOverdue: true })).items).toHaveLength(1);
    expect((await plans.list(engineer, { ...query, isOverdue: false })).items).toHaveLength(0);
    await run(date!.reference!, good);
    expect((await plans.list(engineer, { ...query, isOverdue: true })).items).toHaveLength(0);
  });

  it('leaves out a date ahead, and what is due and not done: its ticket is cancelled with the reason', async () => {
    const plan = await make();
    const tomorrow = new Date(office.clock.now().getTime() + 86_400_000).toISOString().slice(0, 10);
    expect(await dates.skip(engineer, plan.id, tomorrow, 'Férié')).toMatchObject({
      outcome: 'skipped',
      reason: 'Férié',
    });
    expect(await codeOf(dates.skip(engineer, plan.id, tomorrow, 'Férié'))).toBe('already_decided');
    expect(await codeOf(dates.skip(engineer, plan.id, 'tomorrow', 'Férié'))).toBe('not_found');
    expect(await codeOf(dates.skip(level1, plan.id, tomorrow, 'Férié'))).toBe('forbidden');
    office.clock.moveTo(plan.nextAt!);
    await rounds.run();
    const [date] = (await history(plan)).filter(({ outcome }) => outcome === 'opened');
    await dates.skip(engineer, plan.id, date!.onDate, 'Déménagement des salles');
    const { rows } = await office.admin.query<{ state: string }>('select state from ticket where id = $1', [
      date!.ticketId,
    ]);
    expect(rows).toEqual([{ state: 'cancelled' }]);
    later(30);
    await rounds.run();
    const types = await eventsOf(plan);
    expect(types.slice(0, 4)).toEqual(['plan.made', 'plan.skipped', 'plan.due', 'plan.skipped']);
    expect(types).not.toContain('plan.overdue');
    expect((await history(plan)).find(({ onDate }) => onDate === date!.onDate)).toMatchObject({
      outcome: 'skipped',
      reason: 'Déménagement des salles',
      overdueToldAt: null,
    });
  });

  it('keeps what its runs measured, each judged by the version that was run', async () => {
    const plan = await make();
    const results = office.app.get(PlanResultsService);
    const ticketOf = async () => {
      later(1);
      await rounds.run();
      return (await history(plan))[0]!.reference!;
    };
    const first = await run(await ticketOf(), { free: 12, restored: true });
    const second = await ticketOf();
    await run(second, {}, 'abandoned');
    expect((await history(plan))[0]!.doneAt).toBeNull();
    await run(second, { free: 3, restored: false });
    await run(second, { free: 30, restored: true });
    const { series, runs: all } = await results.results(engineer, plan.id, {});
    expect(all).toHaveLength(3);
    expect(
      series.map(({ name, unit, points }) => [name, unit, points.map(({ value, good: isGood }) => [value, isGood])]),
    ).toEqual([
      [
        'free',
        'Go',
        [
          [12, true],
          [3, false],
          [30, true],
        ],
      ],
      [
        'restored',
        null,
        [
          [true, true],
          [false, false],
          [true, true],
        ],
      ],
    ]);
    expect(series[0]!.points[0]).toMatchObject({ run: first });
    // the bounds change; what was measured stays judged as it was
    const actions = office.app.get(ActionsService);
    const fields = controlDocument().valueOf() as { results: object[] };
    await actions.edit(engineer, control, undefined, {
      document: { results: [{ ...fields.results[0], atLeast: 25 }, fields.results[1]] },
    });
    await actions.review(manager, control, undefined, { note: 'Bien.' });
    await actions.publish(engineer, control, undefined);
    await run(await ticketOf(), { free: 20, restored: true });
    const [free] = (await results.results(engineer, plan.id, {})).series;
    expect([free!.atLeast, free!.points.map(({ good: isGood }) => isGood)]).toEqual([25, [true, false, true, false]]);
    const csv = await results.csv(engineer, plan.id, {});
    expect(csv.split('\r\n')).toHaveLength(1 + 8 + 1);
    expect(csv).toContain(`"free","Espace libre","number",3,"Go",false`);
    expect(await codeOf(results.results(engineer, plan.id, { from: '2030-01-01', to: '2029-01-01' }))).toBe('after_to');
    expect((await results.results(engineer, plan.id, { to: '2020-01-01' })).series).toEqual([]);
  });

  it('takes a run that was made elsewhere for a date, and no other action’s', async () => {
    const plan = await make();
    const results = office.app.get(PlanResultsService);
    office.clock.moveTo(plan.nextAt!);
    await rounds.run();
    const { id } = (await runs.start(engineer, { action: control })).run;
    const day = (await history(plan))[0]!.onDate;
    expect(await codeOf(results.link(engineer, plan.id, day, id))).toBe('unknown_run');
    await office.app
      .get(RunMovesService)
      .finish(engineer, id, undefined, { outcome: 'worked', minutes: null, note: null, results: good });
    expect(await codeOf(results.link(engineer, plan.id, '2020-01-01', id))).toBe('not_found');
    expect(await results.link(engineer, plan.id, day, id)).toMatchObject({ runId: id, doneAt: office.clock.now() });
    expect(await codeOf(results.link(engineer, plan.id, day, id))).toBe('already_done');
  });
});
