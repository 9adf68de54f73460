import { expect, it } from '@jest/globals';
import type { CountedUnit, Task } from '../modules/reports/simulation/domain/messages.js';
import { simulator } from './simulate-unit.js';

const binds = { number: 1, effectiveFrom: Date.parse('2026-03-11T00:00:00Z'), recordedAt: 0, value: true };
const pilot = { number: 0, effectiveFrom: Date.parse('2026-01-01T00:00:00Z'), recordedAt: 0, value: false };
const task: Task = {
  period: { from: '2026-01', to: '2026-12' },
  terms: {
    targets: { incident: { P2: { response: 60, resolution: 600 } } },
    alsoPauses: [],
    hours: {
      timeZone: 'Europe/Paris',
      weekly: { tue: [['08:00', '18:00']], wed: [['08:00', '18:00']] },
      holidays: [{ date: '2026-03-17', name: 'Fermé' }],
      closures: [],
    },
  },
  bindings: [pilot, binds],
  homeZone: 'Europe/Paris',
  now: Date.parse('2026-12-01T00:00:00Z'),
};
const facts = (deliveredAt: string, offeredAt = '2026-03-10T08:00:00.000Z') =>
  JSON.stringify([
    { type: 'opened', at: offeredAt, priority: 'P4' },
    { type: 'ticket', at: offeredAt, state: 'in_progress' },
    { type: 'escalation', at: offeredAt, n: 1, state: 'offered' },
    { type: 'prioritised', at: offeredAt, priority: 'P2', rule: 'corrected' },
    { type: 'escalation', at: deliveredAt, n: 1, state: 'delivered' },
  ]);
const unit = (more: Partial<CountedUnit>): CountedUnit => ({
  reference: 'ULCO-2026-00001',
  kind: 'incident',
  facts: facts('2026-03-11T08:00:00.000Z'),
  counted: { verdict: 'excluded', month: '2026-03', binding: true, dueAt: null },
  isSettled: false,
  ...more,
});

// Tuesday 10 March, 9:00 in Paris: ten hours are used up on Wednesday at 9:00
it('counts again under the terms that are tried out, with the priority that was set last', () => {
  const simulate = simulator(task);
  const dueAt = Date.parse('2026-03-11T08:00:00Z');
  expect(simulate(unit({}))).toMatchObject({
    priority: 'P2',
    simulated: { verdict: 'met', month: '2026-03', binding: true, dueAt },
  });
  const late = unit({ facts: facts('2026-03-11T08:00:00.001Z') });
  expect(simulate(late).simulated).toMatchObject({ verdict: 'missed', dueAt });
  expect(simulate(unit({ kind: 'request' })).simulated).toMatchObject({ verdict: 'excluded' });
});

it('knows the holidays that were given', () => {
  const { simulated } = simulator(task)(unit({ facts: facts('2026-03-18T16:00:00.000Z', '2026-03-17T08:00:00.000Z') }));
  expect(simulated).toMatchObject({ verdict: 'met', dueAt: Date.parse('2026-03-18T17:00:00Z') });
});

it('leaves it to the versions as they were whether a verdict binds', () => {
  const simulate = simulator(task);
  expect(simulate(unit({ facts: facts('2026-03-10T09:00:00.000Z') })).simulated.binding).toBe(false);
  expect(simulate(unit({})).simulated.binding).toBe(true);
});

it('leaves what both sides settled as they settled it', () => {
  const counted = { verdict: 'missed', month: '2026-02', binding: false, dueAt: 1 } as const;
  expect(simulator(task)(unit({ isSettled: true, counted })).simulated).toEqual(counted);
});
