import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { UnitOfWork, type Actor } from '../../../database/index.js';
import type { Office } from '../../tickets/office.spec-support.js';
import { ActionsService } from '../actions.service.js';
import type { RunOutcome } from './domain/finishing.js';
import { RunMovesService } from './run-moves.service.js';
import { codeOf, openRuns, openTicket, plainSteps, publishAnew, publishedAction } from './runs.spec-support.js';
import { RunsService } from './runs.service.js';
import { StepsService } from './steps.service.js';

let office: Office;
let runs: RunsService;
let steps: StepsService;
let moves: RunMovesService;
let agent: Actor, spoc: Actor, engineer: Actor, foreign: Actor;

beforeAll(async () => {
  office = await openRuns();
  runs = office.app.get(RunsService);
  steps = office.app.get(StepsService);
  moves = office.app.get(RunMovesService);
  const { cast } = office;
  agent = await cast.actor('agent.ulco');
  spoc = await cast.actor('spoc.ulco');
  engineer = await cast.actor('engineer.fun');
  foreign = await cast.actor('agent.uphf');
});
afterAll(() => office.close());

const start = async (who: Actor, action: string, more: object = {}) =>
  (await runs.start(who, { action, ...more })).run.id;
const done = { state: 'done', seen: null, reason: null, branch: null } as const;
const end = (outcome: RunOutcome) => ({ outcome, minutes: null, note: null, results: {} });
const finish = (who: Actor, id: string, outcome: RunOutcome) => moves.finish(who, id, undefined, end(outcome));

describe('a run', () => {
  it('stays on its version when another one is published, and says that there is one', async () => {
    const { reference } = await publishedAction(office);
    const id = await start(agent, reference);
    await publishAnew(office, reference, { steps: [{ ...plainSteps[0], do: 'Autre chose.' }] });
    const { run, document } = await runs.one(spoc, id);
    expect([run.number, document.steps.length, run.action.publishedNumber]).toEqual([1, 3, 2]);
    await steps.end(spoc, id, 3, undefined, done);
    expect((await runs.one(agent, await start(agent, reference))).document.steps[0]?.do).toBe('Autre chose.');
  });

  it('stays on a draft as it was read, which is written anew under the next number', async () => {
    const { reference } = await publishedAction(office, {}, { isPublished: false });
    const id = await start(engineer, reference);
    const actions = office.app.get(ActionsService);
    await actions.edit(engineer, reference, undefined, { document: { minutes: 33 } });
    const { run, document } = await runs.one(engineer, id);
    expect([run.number, run.versionState, document.minutes]).toEqual([1, 'superseded', 20]);
    expect((await runs.one(engineer, await start(engineer, reference))).run.number).toBe(2);
  });

  it('is told a value that a step has shown, for the steps that follow', async () => {
    const parameters = [
      {
        name: 'pid',
        type: 'number',
        label: { fr: 'Processus', en: null },
        required: false,
        min: 1,
        max: null,
        choices: [],
      },
    ];
    const shown = [{ ...plainSteps[0], do: 'Terminer {{pid}}.' }];
    const { reference } = await publishedAction(office, { parameters, steps: shown });
    const id = await start(agent, reference);
    const { run } = await moves.fill(spoc, id, 1, { pid: 4711 });
    expect([run.parameters, run.version]).toEqual([{ pid: 4711 }, 2]);
    expect(await codeOf(moves.fill(agent, id, 1, { pid: 4712 }))).toBe('stale');
    expect(await codeOf(moves.fill(agent, id, undefined, { pid: '1; rm -rf' }))).toBe('invalid_parameters');
    expect(await codeOf(moves.fill(foreign, id, undefined, { pid: 1 }))).toBe('not_found');
    expect((await runs.one(agent, id)).run.parameters).toEqual({ pid: 4711 });
  });

  it('goes on when its action is shared no more, and shows what it began with', async () => {
    const { reference } = await publishedAction(office);
    const id = await start(agent, reference);
    await office.app.get(ActionsService).edit(engineer, reference, undefined, { sharing: 'internal' });
    expect(await codeOf(runs.start(agent, { action: reference }))).toBe('not_found');
    const { run, document } = await steps.end(agent, id, 1, undefined, done);
    expect([run.action.reference, run.action.state, document.steps.length]).toEqual([null, null, 3]);
    expect(await codeOf(finish(spoc, id, 'worked'))).toBe('done');
  });

  it('is one of a role that the action names, of a service that is the action’s, of an action that holds', async () => {
    const { reference } = await publishedAction(office, { runBy: ['engineer'] });
    expect(await codeOf(runs.start(agent, { action: reference }))).toBe('forbidden');
    expect(await codeOf(runs.start(engineer, { action: reference, service: 'OAE' }))).toBe('other_service');
    const ticket = await openTicket(office, 'agent.ulco', 'OAE');
    const { reference: any } = await publishedAction(office);
    expect(await codeOf(runs.start(agent, { action: any }, ticket))).toBe('other_service');
    await office.admin.query(
      `update action set state = 'suspended', suspended_at = now(), suspended_because = 'x' where reference = $1`,
      [any],
    );
    expect(await codeOf(runs.start(agent, { action: any }))).toBe('action_suspended');
    await office.admin.query(`update action set state = 'retired' where reference = $1`, [any]);
    expect(await codeOf(runs.start(agent, { action: any }))).toBe('action_retired');
  });

  it('is begun on a ticket by a side whose part goes on, while the ticket is not over', async () => {
    const { reference } = await publishedAction(office);
    const ticket = await openTicket(office, 'agent.ulco');
    const { run } = await runs.start(spoc, { action: reference }, ticket);
    expect([run.side, run.ticket]).toEqual(['user', ticket]);
    expect(await codeOf(runs.start(engineer, { action: reference }, ticket))).toBe('not_found');
    const { desks } = office;
    await desks.escalating.escalate(
      { actor: spoc, reference: ticket },
      { function: 'support', summary: 'Voir.', messages: [] },
    );
    expect((await runs.start(engineer, { action: reference }, ticket)).run.side).toBe('provider');
    await desks.escalations.recall({ actor: spoc, reference: ticket, n: 1 });
    expect(await codeOf(runs.start(engineer, { action: reference }, ticket))).toBe('part_ended');
    // each side lists its own
    expect((await runs.ofTicket(agent, ticket, 10, undefined)).items.map(({ side }) => side)).toEqual(['user']);
    expect((await runs.ofTicket(engineer, ticket, 10, undefined)).items.map(({ side }) => side)).toEqual(['provider']);
    await desks.moves.cancel({ actor: spoc, reference: ticket }, 'Plus besoin');
    expect(await codeOf(runs.start(spoc, { action: reference }, ticket))).toBe('ticket_over');
  });

  it('belongs to its side: another institution, and the owner of the action, see none', async () => {
    const { reference } = await publishedAction(office);
    const id = await start(agent, reference);
    for (const who of [foreign, engineer, await office.cast.actor('manager.fun')])
      expect(await codeOf(runs.one(who, id))).toBe('not_found');
    expect((await runs.one(await office.cast.actor('manager.ulco'), id)).mayWork).toBe(false);
    expect(await codeOf(steps.end(await office.cast.actor('auditor.ulco'), id, 1, undefined, done))).toBe('forbidden');
  });

  it('is not done any more once it is finished', async () => {
    const { reference } = await publishedAction(office);
    const id = await start(agent, reference);
    await steps.end(agent, id, 2, undefined, done);
    await finish(agent, id, 'partly');
    const works: (() => Promise<unknown>)[] = [
      () => steps.end(agent, id, 1, undefined, done),
      () => steps.undo(agent, id, 2, undefined, null),
      () => moves.take(spoc, id, undefined),
      () => moves.handOver(agent, id, undefined, { to: spoc.personId, note: null }),
      () => finish(spoc, id, 'worked'),
    ];
    for (const work of works) expect(await codeOf(work())).toBe('run_finished');
  });

  it('is handed over to a colleague who may run it, and to nobody else', async () => {
    const { reference } = await publishedAction(office);
    const id = await start(agent, reference);
    const give = (to: string) => codeOf(moves.handOver(agent, id, undefined, { to, note: null }));
    const requester = await office.cast.actor('requester.ulco');
    for (const to of [foreign.personId, requester.personId, engineer.personId, '00000000-0000-7000-8000-000000000000'])
      expect(await give(to)).toBe('unknown_person');
    expect(await give(agent.personId)).toBe('already_there');
    expect(await give(spoc.personId)).toBe('done');
    expect((await runs.one(agent, id)).run.assignee.id).toBe(spoc.personId);
    expect(await codeOf(moves.take(spoc, id, undefined))).toBe('already_there');
  });
});

describe('two people on one run', () => {
  it('each do a step at the same moment, from the same version, and neither fails', async () => {
    const { reference } = await publishedAction(office);
    for (let round = 0; round < 5; round += 1) {
      const id = await start(agent, reference);
      const both = await Promise.all([
        codeOf(steps.end(agent, id, 1, 1, done)),
        codeOf(steps.end(spoc, id, 2, 1, done)),
        codeOf(steps.end(spoc, id, 3, 1, { ...done, state: 'failed' })),
      ]);
      expect(both).toEqual(['done', 'done', 'done']);
      const { run, steps: said } = await runs.one(agent, id);
      expect([run.version, said.map(({ n, state }) => [n, state])]).toEqual([
        4,
        [
          [1, 'done'],
          [2, 'done'],
          [3, 'failed'],
        ],
      ]);
    }
  });

  it('do not overwrite what they have not read: of one step the second fails', async () => {
    const { reference } = await publishedAction(office);
    const id = await start(agent, reference);
    const both = await Promise.all([codeOf(steps.end(agent, id, 1, 1, done)), codeOf(steps.end(spoc, id, 1, 1, done))]);
    expect(both.sort()).toEqual(['done', 'stale']);
    expect(await codeOf(steps.end(agent, id, 1, 2, done))).toBe('done');
    expect(await codeOf(steps.undo(agent, id, 1, 2, null))).toBe('stale');
    // a version that never was
    expect(await codeOf(steps.end(agent, id, 2, 99, done))).toBe('stale');
  });

  it('correct what was said, and what was said before stays', async () => {
    const { reference } = await publishedAction(office);
    const id = await start(agent, reference);
    await steps.end(agent, id, 2, undefined, { ...done, seen: 'Rien' });
    await steps.end(spoc, id, 2, undefined, { ...done, seen: 'Une erreur' });
    await steps.undo(agent, id, 2, undefined, 'Défait');
    const { steps: said } = await steps.end(agent, id, 2, undefined, { ...done, state: 'skipped', reason: 'Inutile' });
    expect(said.map(({ revision, state, seen, by, undoneSeen }) => [revision, state, seen, by.id, undoneSeen])).toEqual(
      [
        [1, 'done', 'Rien', agent.personId, null],
        [2, 'done', 'Une erreur', spoc.personId, 'Défait'],
        [3, 'skipped', null, agent.personId, null],
      ],
    );
    const { items } = await runs.timeline(spoc, id, 50, undefined);
    expect(items.map(({ type, data }) => [type, data['corrects'] ?? false])).toEqual([
      ['run.started', false],
      ['run.step_done', false],
      ['run.step_done', true],
      ['run.step_undone', false],
      ['run.step_skipped', false],
    ]);
  });

  it('see who looks, for as long as they say so', async () => {
    const { reference } = await publishedAction(office);
    const id = await start(agent, reference);
    await moves.look(spoc, id);
    await moves.look(await office.cast.actor('manager.ulco'), id);
    expect((await runs.one(agent, id)).looking.map(({ id: who }) => who)).toContain(spoc.personId);
    office.clock.advance(3 * 60_000);
    expect((await runs.one(agent, id)).looking).toEqual([]);
    expect(await codeOf(moves.look(foreign, id))).toBe('not_found');
  });
});

describe('figures', () => {
  const outcomes = ['worked', 'partly', 'no_effect', 'made_worse', 'abandoned'] as const;

  /** From the record alone, by institution, in days. */
  async function fromEvents(actionId: string) {
    const { rows } = await office.admin.query<{ institution: string; serviceId: string; outcome: string; at: Date }>(
      `select i.code as institution, e.data ->> 'serviceId' as "serviceId", e.data ->> 'outcome' as outcome,
              e.occurred_at as at
         from event e
         join institution i on i.id = e.actor_institution_id
        where e.type = 'run.finished'
          and e.data ->> 'actionId' = $1`,
      [actionId],
    );
    return rows;
  }

  async function shown(who: Actor, actionId: string) {
    return office.app
      .get(UnitOfWork)
      .run(who, (tx) =>
        tx.query<Record<string, number | string>>('select * from action_outcomes($1::uuid[])', [[actionId]]),
      );
  }

  it('are what the record says, whatever happened: one’s own at once, those of others as the day began', async () => {
    const deed = fc.record({
      who: fc.constantFrom<'agent' | 'spoc' | 'engineer' | 'foreign'>('agent', 'spoc', 'engineer', 'foreign'),
      outcome: fc.option(fc.constantFrom(...outcomes)),
      hours: fc.integer({ min: 0, max: 14 }),
    });
    const people = { agent, spoc, engineer, foreign };
    const property = fc.asyncProperty(fc.array(deed, { minLength: 1, maxLength: 10 }), async (deeds) => {
      const { reference, id: actionId } = await publishedAction(office);
      for (const { who, outcome, hours } of deeds) {
        const id = await start(people[who], reference);
        if (outcome) await finish(people[who], id, outcome);
        office.clock.advance(hours * 3_600_000);
      }
      const ended = await fromEvents(actionId);
      const midnight = new Date(office.clock.now());
      midnight.setUTCHours(0, 0, 0, 0);
      for (const [who, code] of [
        [agent, 'ULCO'],
        [engineer, 'FUN'],
        [foreign, 'UPHF'],
      ] as const) {
        const known = ended.filter(({ institution, at }) => institution === code || at < midnight);
        const [row] = await shown(who, actionId);
        const expected = outcomes.map((outcome) => known.filter((one) => one.outcome === outcome).length);
        expect(outcomes.map((outcome) => row?.[outcome] ?? 0)).toEqual(expected);
      }
    });
    await fc.assert(property, { numRuns: 15 });
  });
});
