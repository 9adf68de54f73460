import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parseSchedule, segmentsIn, timelineOf } from '../../service-hours/index.js';
import { workingTimeOf } from '../working-time-of.js';
import { evaluate, type Commitments } from './evaluate.js';
import { explain, type Explanation } from './explain.js';
import type { Fact } from './facts.js';
import { on, spell } from './office-hours.spec-support.js';
import {
  corrected,
  escalation,
  opened,
  providerTargets,
  ticket,
  told,
  userTargets,
  warnings,
} from './scenario.spec-support.js';
import { constant } from './terms.js';
import { steps, walk } from './walk.spec-support.js';
import { tries } from '../../../kernel/effort.spec-support.js';

const weekdays = ['mon', 'tue', 'wed', 'thu', 'fri'];
const hours = {
  id: 'hours of the explanations',
  number: 7,
  effectiveFrom: new Date(0),
  recordedAt: new Date(0),
  timeZone: 'UTC',
  weekly: Object.fromEntries(weekdays.map((day): [string, [string, string][]] => [day, [['08:00', '18:00']]])),
  holidays: [{ date: '2026-03-05', name: 'Mi-Carême' }],
  closures: [['2026-03-16', '2026-03-17']] as [string, string][],
};
const schedule = parseSchedule(hours);
if (!schedule.ok) throw new Error('these hours are fine');
const timeline = timelineOf([{ number: 7, from: 0, schedule: schedule.value }]);

function promised(alsoPauses: ('third_party' | 'planned')[] = []): Commitments {
  const time = workingTimeOf([hours]);
  const terms = { warnings, alsoPauses, binding: true };
  return {
    user: constant({ ...terms, targets: userTargets }, time),
    provider: constant({ ...terms, targets: providerTargets }, time),
  };
}

function explained(
  side: 'user' | 'provider',
  facts: readonly Fact[],
  now: number,
  {
    metric = 'resolution',
    run = 1,
    commitments = promised(),
  }: Partial<{ metric: 'response' | 'resolution'; run: number; commitments: Commitments }> = {},
): Explanation | undefined {
  const sourced = facts.map((fact, index) => ({ fact, eventId: `event ${index}` }));
  return explain({ side, metric, run }, sourced, commitments, now, (_, from, to, pauses) =>
    segmentsIn(timeline, from, to, pauses),
  );
}

const inWords = ({ from, to, counted, reason, name, causes, eventId }: Explanation['segments'][number]) =>
  [spell(from), spell(to), counted ? 'counted' : reason, name, causes?.join(' and '), eventId]
    .filter(Boolean)
    .join(', ');

describe('the explanation of a timer', () => {
  const facts = [
    opened('wed 16:00', 'P2'),
    escalation('wed 16:00', 'offered'),
    escalation('wed 16:30', 'accepted'),
    ticket('wed 17:00', 'in_progress'),
    escalation('fri 09:00', 'waiting', 1, 'spoc'),
    ticket('fri 10:00', 'waiting', 'requester'),
    escalation('fri 11:00', 'accepted'),
    ticket('fri 12:00', 'in_progress'),
  ];

  it('says of every part of its life whether it counted, and if not why', () => {
    expect(explained('provider', facts, on('fri 13:00'))?.segments.map(inWords)).toEqual([
      'wed 16:00, wed 18:00, counted',
      'wed 18:00, thu 00:00, closed',
      'thu 00:00, fri 00:00, holiday, Mi-Carême',
      'fri 00:00, fri 08:00, closed',
      'fri 08:00, fri 09:00, counted',
      'fri 09:00, fri 10:00, pause, spoc, event 4',
      'fri 10:00, fri 11:00, pause, requester and spoc, event 5',
      'fri 11:00, fri 12:00, pause, requester, event 6',
      'fri 12:00, fri 13:00, counted',
    ]);
  });

  it('tells a pause that goes on, with the holiday inside it as a holiday', () => {
    const paused = [opened('wed 16:00', 'P2'), ticket('wed 17:00', 'waiting', 'requester')];
    expect(explained('user', paused, on('fri 09:00'))?.segments.map(inWords)).toEqual([
      'wed 16:00, wed 17:00, counted',
      'wed 17:00, wed 18:00, pause, requester, event 1',
      'wed 18:00, thu 00:00, closed',
      'thu 00:00, fri 00:00, holiday, Mi-Carême',
      'fri 00:00, fri 08:00, closed',
      'fri 08:00, fri 09:00, pause, requester, event 1',
    ]);
  });

  it('knows no due instant while it is paused, neither of the timer nor of what was promised', () => {
    const paused = [opened('wed 16:00', 'P2'), ticket('wed 17:00', 'waiting', 'requester')];
    expect(explained('user', paused, on('mon+1 09:00'))).toMatchObject({ dueAt: null, promises: [{ dueAt: null }] });
  });

  it('tells the gap of a refused delivery as one', () => {
    const refused = [...facts, escalation('fri 14:00', 'delivered'), escalation('fri 15:00', 'accepted')];
    const parts = explained('provider', refused, on('fri 16:00'), { run: 2 })?.segments.map(inWords) ?? [];
    expect(parts.slice(-3)).toEqual([
      'fri 12:00, fri 14:00, counted',
      'fri 14:00, fri 15:00, pause, delivered, event 8',
      'fri 15:00, fri 16:00, counted',
    ]);
  });

  it('stops where the timer ended, and knows what was promised', () => {
    const delivered = [...facts, escalation('fri 14:00', 'delivered')];
    expect(explained('provider', delivered, on('mon+1 12:00'))).toMatchObject({
      from: on('wed 16:00'),
      to: on('fri 14:00'),
      consumedMs: 5 * 3_600_000,
      promises: [{ from: on('wed 16:00'), priority: 'P2', targetMinutes: 600 }],
      ifPriority: [],
      knownAt: on('fri 14:00'),
    });
  });

  it('says when each share of the target is reached, and which was told', () => {
    const running = [opened('wed 08:00', 'P2'), told('wed 14:00', 'user', 'resolution', 75)];
    expect(explained('user', running, on('wed 15:00'))?.warnings).toEqual([
      { percent: 75, at: on('wed 14:00'), toldAt: on('wed 14:00'), eventId: 'event 1' },
      { percent: 100, at: on('wed 16:00'), toldAt: null, eventId: null },
    ]);
  });

  it('says what another priority would make of it, as the timer itself does when it is set', () => {
    const running = [opened('wed 08:00', 'P2')];
    const now = on('wed 13:00');
    for (const { priority, rule, dueAt, isMissed } of explained('user', running, now)?.ifPriority ?? []) {
      const then = evaluate([...running, { type: 'prioritised', at: now, priority, rule }], promised(), now);
      const timer = then.runs.find(({ side, metric }) => side === 'user' && metric === 'resolution');
      expect([priority, rule, timer?.dueAt, timer?.state === 'missed']).toEqual([priority, rule, dueAt, isMissed]);
    }
    expect(explained('user', running, now)?.ifPriority).toEqual([
      { priority: 'P1', rule: 'corrected', dueAt: on('wed 12:00'), isMissed: true },
      { priority: 'P1', rule: 'raised', dueAt: on('wed 16:00'), isMissed: false },
      { priority: 'P3', rule: 'corrected', dueAt: on('tue+1 18:00'), isMissed: false },
    ]);
  });

  it('is none for a run that is not there', () => {
    expect(explained('user', [opened('wed 08:00', 'P2')], on('wed 09:00'), { run: 2 })).toBeUndefined();
    expect(explained('provider', [opened('wed 08:00', 'P2')], on('wed 09:00'))).toBeUndefined();
    const without = [opened('wed 08:00', 'P4'), corrected('wed 08:30', 'P4')];
    expect(explained('user', without, on('wed 09:00'))).toBeUndefined();
  });

  it('adds up, in any history, to what the timer says', () => {
    fc.assert(
      fc.property(
        steps,
        fc.nat(5 * 86_400_000),
        fc.subarray(['third_party', 'planned'] as const),
        (made, wait, also) => {
          const commitments = promised(also);
          const history = walk(made, (facts_, now) => evaluate(facts_, commitments, now).announcements);
          const now = (history.at(-1)?.at ?? 0) + wait;
          for (const timer of evaluate(history, commitments, now).runs) {
            const { side, metric, run } = timer;
            const told_ = explained(side, history, now, { metric, run, commitments });
            const parts = told_?.segments ?? [];
            expect(told_?.consumedMs).toBe(timer.consumedMs);
            if (['running', 'paused', 'met', 'missed'].includes(timer.state)) expect(told_?.dueAt).toBe(timer.dueAt);
            parts.forEach((part, index) => {
              expect(part.from).toBe(index === 0 ? told_?.from : parts[index - 1]?.to);
              expect(part.to).toBeGreaterThan(part.from);
              expect(part.reason === 'pause' && metric === 'resolution' ? part.causes?.length : 1).toBeGreaterThan(0);
            });
            if (parts.length > 0) expect(parts.at(-1)?.to).toBe(told_?.to);
          }
        },
      ),
      { numRuns: tries(200) },
    );
  });
});
