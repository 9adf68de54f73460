import { describe, expect, it } from '@jest/globals';
import type { Fact } from './facts.js';
import { officeHours, on, spell } from './office-hours.spec-support.js';
import { providerFacts } from './provider-facts.js';
import {
  corrected,
  escalation,
  opened,
  promised,
  providerTargets,
  raised,
  returnConfirmed,
  ticket,
  warnings,
} from './scenario.spec-support.js';
import { constant, versioned, type Terms } from './terms.js';
import { localMonth, unitOf, type Unit } from './unit.js';

// Targets of the provider (office-hours days of ten hours): P1 1 h / 4 h, P2 2 h / 10 h, P3 10 h / 50 h, P4 none.

const terms: Terms = { targets: providerTargets, warnings, alsoPauses: [], binding: true };

function unitAt(words: string, facts: readonly Fact[], commitment = promised().provider): Unit {
  const unit = unitOf(providerFacts(facts), commitment, 'Europe/Paris', on(words));
  if (!unit) throw new Error('no unit');
  return unit;
}
const inWords = ({ verdict, at, reason, missCause }: Unit) =>
  [verdict, at === null ? '-' : spell(at), reason ?? missCause].filter((part) => part !== null).join(' ');
const told = (words: string, facts: readonly Fact[]) => inWords(unitAt(words, facts));
const returned = (words: string, code: string, n = 1): Fact => ({
  type: 'escalation',
  at: on(words),
  n,
  state: 'returned',
  code,
});

const begun = [opened('mon 08:00', 'P2'), escalation('mon 08:00', 'offered'), escalation('mon 09:00', 'accepted')];
const delivered = [...begun, escalation('mon 16:00', 'delivered')];

describe('the verdict of a unit', () => {
  it('is none for a ticket that was not escalated by then', () => {
    expect(unitOf(providerFacts([opened('mon 08:00', 'P2')]), promised().provider, 'UTC', on('tue 08:00'))).toBe(
      undefined,
    );
    expect(unitOf(providerFacts(begun), promised().provider, 'UTC', on('mon 07:00'))).toBe(undefined);
  });

  it('is open while the run goes on or is paused; due when it is known', () => {
    expect(unitAt('mon 17:00', begun)).toMatchObject({
      verdict: 'open',
      at: null,
      dueAt: on('mon 18:00'),
      reason: null,
    });
    const asked = [...begun, escalation('mon 10:00', 'waiting', 1, 'spoc')];
    expect(unitAt('thu 17:00', asked)).toMatchObject({
      verdict: 'open',
      at: null,
      dueAt: null,
      month: null,
      binding: null,
    });
    expect(told('thu 17:00', [...begun, returned('mon 10:00', 'other')])).toBe('open -');
  });

  it('is met when it was delivered in time, at the due instant too', () => {
    expect(told('fri 08:00', delivered)).toBe('met mon 16:00');
    expect(told('fri 08:00', [...begun, escalation('mon 18:00', 'delivered')])).toBe('met mon 18:00');
  });

  it('is missed at the due instant, once that has passed', () => {
    expect(told('mon 18:00', begun)).toBe('open -');
    expect(told('mon 18:00:00.001', begun)).toBe('missed mon 18:00');
    expect(told('fri 08:00', [...begun, escalation('tue 08:01', 'delivered')])).toBe('missed mon 18:00');
  });

  it('is missed at the correction, or at the recording, that put the due instant into the past', () => {
    const facts = [opened('mon 08:00', 'P3'), escalation('mon 08:00', 'offered'), corrected('mon 15:00', 'P1')];
    expect(told('tue 08:00', facts)).toBe('missed mon 15:00 reclassified');
    const shorter = { ...terms, targets: { P3: { resolution: 60 } } };
    const both = versioned(
      [
        { number: 1, recordedAt: 0, effectiveFrom: 0, value: terms },
        { number: 2, recordedAt: on('mon 15:00'), effectiveFrom: on('mon 07:00'), value: shorter },
      ],
      [{ number: 1, recordedAt: 0, effectiveFrom: 0, value: { timeZone: 'UTC' } }],
      () => officeHours,
    );
    expect(inWords(unitAt('tue 08:00', facts.slice(0, 2), both))).toBe('missed mon 15:00 recorded');
  });

  it('stays missed, whatever ends it afterwards; a miss before something met counts, and the earliest', () => {
    for (const end of [
      ticket('tue 09:00', 'cancelled'),
      escalation('tue 09:00', 'recalled'),
      returned('tue 09:00', 'other'),
    ]) {
      expect(told('fri 08:00', [...begun, end])).toBe('missed mon 18:00');
    }
    const again = [...delivered, escalation('mon 17:00', 'accepted')];
    expect(told('mon 17:30', again)).toBe('open -');
    expect(told('tue 17:00', again)).toBe('missed tue 09:00');
    // missed in two matters: once, at the earlier
    const twice = [...begun, escalation('tue 09:00', 'recalled'), escalation('fri+3 08:00', 'offered', 2)];
    expect(told('fri+5 08:00', twice)).toBe('missed mon 18:00');
    // a new matter that is met does not undo the miss of the former one
    const next = [
      ...begun,
      escalation('tue 09:00', 'recalled'),
      escalation('fri+3 08:00', 'offered', 2),
      escalation('fri+3 09:00', 'delivered', 2),
    ];
    expect(told('fri+4 08:00', next)).toBe('missed mon 18:00');
  });

  it('is met by the earlier of two matters, and missed by the later one', () => {
    const next = [...delivered, escalation('mon 17:00', 'confirmed'), escalation('fri+3 08:00', 'offered', 2)];
    expect(told('fri+3 09:00', next)).toBe('met mon 16:00');
    expect(told('fri+4 09:00', next)).toBe('missed fri+3 18:00');
  });

  it('leaves out what a longer target superseded, and says that there was such a miss', () => {
    const longer = [...begun, corrected('tue 09:00', 'P3')];
    expect(unitAt('tue 10:00', longer)).toMatchObject({ verdict: 'open', dueAt: on('fri 18:00') });
    expect(unitAt('mon+1 10:00', longer)).toMatchObject({ verdict: 'missed', at: on('fri 18:00') });
  });

  it('follows a raised priority', () => {
    expect(told('fri 08:00', [...begun, raised('mon 09:00', 'P1')])).toBe('missed mon 13:00');
  });
});

describe('what is excluded', () => {
  it.each([
    ['cancelled mon 12:00', [...begun, ticket('mon 12:00', 'cancelled')]],
    ['merged mon 12:00', [...begun, ticket('mon 12:00', 'merged')]],
    ['recalled mon 12:00', [...begun, escalation('mon 12:00', 'recalled')]],
    ['out_of_scope mon 14:00', [...begun, returned('mon 12:00', 'out_of_scope'), returnConfirmed('mon 14:00')]],
    ['returned mon 14:00', [...begun, returned('mon 12:00', 'wrong_function'), returnConfirmed('mon 14:00')]],
    // never confirmed: not even out of scope
    ['returned mon 15:00', [...begun, returned('mon 12:00', 'out_of_scope'), ticket('mon 15:00', 'resolved')]],
    // returned, refused, returned with another code: the last one counts
    [
      'returned mon 14:00',
      [
        ...begun,
        returned('mon 10:00', 'out_of_scope'),
        escalation('mon 11:00', 'offered'),
        returned('mon 12:00', 'other'),
        returnConfirmed('mon 14:00'),
      ],
    ],
    // the ticket comes first, and the run had ended before
    ['cancelled mon 12:00', [...begun, escalation('mon 12:00', 'recalled'), ticket('mon 15:00', 'cancelled')]],
    // only the last escalation says why
    [
      'recalled tue 09:00',
      [
        ...begun,
        returned('mon 12:00', 'out_of_scope'),
        returnConfirmed('mon 14:00'),
        escalation('tue 08:00', 'offered', 2),
        escalation('tue 09:00', 'recalled', 2),
      ],
    ],
  ])('%s', (words, facts) => {
    const [reason, ...at] = words.split(' ');
    expect(told('fri 08:00', facts)).toBe(`excluded ${at.join(' ')} ${reason}`);
  });

  it('nothing was ever promised: dated at the first escalation', () => {
    const facts = [opened('mon 07:00', 'P4'), escalation('mon 09:00', 'offered'), escalation('tue 09:00', 'delivered')];
    expect(told('mon 10:00', facts)).toBe('excluded mon 09:00 no_target');
    expect(told('wed 10:00', facts)).toBe('excluded mon 09:00 no_target');
    expect(told('wed 10:00', [...facts.slice(0, 2), ticket('mon 12:00', 'cancelled')])).toBe(
      'excluded mon 12:00 cancelled',
    );
    // until something is
    expect(told('mon 12:00', [...facts.slice(0, 2), raised('mon 11:00', 'P1')])).toBe('open -');
  });

  it('nothing is promised any more: dated when that was taken back', () => {
    const facts = [...begun, corrected('mon 12:00', 'P4'), escalation('mon 13:00', 'delivered')];
    expect(told('mon 12:30', facts)).toBe('excluded mon 12:00 no_target');
    expect(told('mon 14:00', facts)).toBe('excluded mon 12:00 no_target');
  });
});

describe('where it counts', () => {
  const placed = (now: string, facts: readonly Fact[], binding: boolean, zone: string) => {
    const { month, binding: counts } = unitAt(now, facts, constant({ ...terms, binding }, officeHours, zone));
    return `${month} ${counts}`;
  };
  const late = (words: string) => [
    opened('mon 08:00', 'P3'),
    escalation('mon 08:00', 'offered'),
    escalation(words, 'delivered'),
  ];

  it('in the month of its date where the hours are', () => {
    expect(localMonth(Date.UTC(2026, 2, 31, 22), 'Europe/Paris')).toBe('2026-04');
    expect(localMonth(Date.UTC(2026, 2, 31, 22), 'America/Martinique')).toBe('2026-03');
    expect(placed('fri 08:00', late('thu 08:00'), true, 'UTC')).toBe('2026-03 true');
    const lastEvening = [
      opened('tue+4 17:00', 'P3'),
      escalation('tue+4 17:00', 'offered'),
      escalation('tue+4 22:30', 'delivered'),
    ];
    expect(placed('fri+4 08:00', lastEvening, true, 'UTC')).toBe('2026-03 true');
    expect(placed('fri+4 08:00', lastEvening, true, 'Europe/Paris')).toBe('2026-04 true');
  });

  it('for the SLO where the terms of its date were a pilot, as recorded then', () => {
    expect(placed('fri 08:00', late('thu 08:00'), false, 'UTC')).toBe('2026-03 false');
    const becomes = (recordedAt: string) =>
      versioned(
        [
          { number: 1, recordedAt: 0, effectiveFrom: 0, value: { ...terms, binding: false } },
          { number: 2, recordedAt: on(recordedAt), effectiveFrom: on('mon 12:00'), value: terms },
        ],
        [{ number: 1, recordedAt: 0, effectiveFrom: 0, value: { timeZone: 'UTC' } }],
        () => officeHours,
      );
    expect(unitAt('fri 08:00', delivered, becomes('mon 09:00')).binding).toBe(true);
    expect(unitAt('fri 08:00', [...begun, escalation('mon 11:59', 'delivered')], becomes('mon 09:00')).binding).toBe(
      false,
    );
    expect(unitAt('fri 08:00', delivered, becomes('tue 09:00')).binding).toBe(false);
  });

  it('before anything was in effect: for the SLO, where the lead provider is', () => {
    const never = versioned<{ timeZone: string }>([], [], () => officeHours);
    expect(unitAt('fri 08:00', delivered, never)).toMatchObject({
      verdict: 'excluded',
      reason: 'no_target',
      binding: false,
      month: '2026-03',
    });
  });

  it('of an open one: where its miss will', () => {
    expect(unitAt('mon 10:00', begun)).toMatchObject({ verdict: 'open', month: '2026-03', binding: true });
  });
});

describe('beside the verdict', () => {
  it('the response: missed when one was, else met when one was', () => {
    expect(unitAt('mon 08:30', begun.slice(0, 2))).toMatchObject({ response: null, responseDueAt: on('mon 10:00') });
    expect(unitAt('mon 11:00', begun.slice(0, 2))).toMatchObject({ response: 'missed' });
    expect(unitAt('mon 11:00', begun)).toMatchObject({ response: 'met', responseDueAt: null });
    const twoMatters = [...delivered, escalation('mon 17:00', 'confirmed'), escalation('fri+3 08:00', 'offered', 2)];
    expect(unitAt('fri+3 09:00', twoMatters)).toMatchObject({ response: 'met' });
    expect(unitAt('fri+3 12:00', twoMatters)).toMatchObject({ response: 'missed' });
    // the miss that a longer target took back is history
    const longer = [...begun.slice(0, 2), corrected('mon 11:00', 'P3'), escalation('mon 12:00', 'accepted')];
    expect(unitAt('mon 13:00', longer)).toMatchObject({ response: 'met' });
  });

  it('how often it was returned, whatever became of that', () => {
    const facts = [
      ...begun,
      returned('mon 10:00', 'other'),
      escalation('mon 11:00', 'offered'),
      returned('mon 12:00', 'other'),
      returnConfirmed('mon 13:00'),
      escalation('mon 14:00', 'offered', 2),
      returned('mon 15:00', 'other', 2),
    ];
    expect(unitAt('fri 08:00', facts).returns).toBe(3);
  });

  it('questions when nine tenths of the last target were used up, up to the verdict', () => {
    const ask = (words: string, answer: string): Fact[] => [
      escalation(words, 'waiting', 1, 'spoc'),
      escalation(answer, 'accepted'),
    ];
    const count = (...facts: Fact[]) =>
      unitAt('fri+1 08:00', [...begun, ...facts, escalation('thu+1 08:00', 'delivered')]).lateQuestions;
    // the target of 10 h is used up at 18:00, nine tenths of it at 17:00
    expect(count(...ask('mon 16:59', 'tue 08:00'))).toBe(0);
    expect(count(...ask('mon 17:00', 'tue 08:00'))).toBe(1);
    expect(count(...ask('mon 17:00', 'tue 08:00'), ...ask('tue 08:30', 'wed 08:00'))).toBe(2);
    // 1 h and 1 minute later it was missed
    expect(count(...ask('mon 17:00', 'tue 08:00'), ...ask('tue 09:01', 'wed 08:00'))).toBe(1);
    // nine tenths of the raised target
    expect(count(raised('mon 12:00', 'P1'), ...ask('mon 15:36', 'tue 08:00'))).toBe(1);
    expect(count(raised('mon 12:00', 'P1'), ...ask('mon 15:35', 'tue 08:00'))).toBe(0);
    // 2 h were used up when the requester was waited for, and that goes on
    const silent = [ticket('mon 10:00', 'waiting', 'requester'), ...ask('mon 17:30', 'tue 08:00')];
    expect(count(...silent, ticket('tue 09:00', 'in_progress'))).toBe(0);
    // other causes are no questions
    expect(count(escalation('mon 17:30', 'waiting', 1, 'planned'))).toBe(0);
    // undecided units have no deciding run
    expect(unitAt('mon 17:40', [...begun, escalation('mon 17:30', 'waiting', 1, 'spoc')]).lateQuestions).toBe(0);
  });

  it('a question of a run that was met, of the run that goes on in its place', () => {
    const facts = [
      ...begun,
      escalation('mon 17:30', 'waiting', 1, 'spoc'),
      escalation('tue 08:00', 'accepted'),
      escalation('tue 08:10', 'delivered'),
      escalation('wed 08:00', 'accepted'),
      escalation('wed 08:15', 'delivered'),
    ];
    expect(unitAt('fri 08:00', facts)).toMatchObject({ verdict: 'met', at: on('wed 08:15'), lateQuestions: 1 });
  });

  it('the working time of the deciding run by the newest escalation, outside its pauses', () => {
    const facts = [
      ...begun,
      escalation('mon 10:00', 'forwarded'),
      escalation('mon 10:00', 'offered', 2),
      escalation('mon 11:00', 'waiting', 2, 'spoc'),
      escalation('mon 13:00', 'accepted', 2),
      escalation('mon 17:00', 'delivered', 2),
      escalation('tue 09:00', 'accepted', 2),
    ];
    const minutes = (now: string, of = facts) => unitAt(now, of).held.map(({ n, ms }) => `${n}: ${ms / 60_000}`);
    expect(minutes('mon 18:00', facts.slice(0, -1))).toEqual(['1: 120', '2: 300']);
    // open: as it will be if nobody moves
    expect(minutes('tue 10:00')).toEqual(['1: 120', '2: 480']);
    // 10 h: 2 h of the first, then 1 h + 4 h, and 3 h more on Tuesday
    expect(unitAt('wed 08:00', facts)).toMatchObject({ verdict: 'missed', at: on('tue 12:00') });
    expect(minutes('wed 08:00')).toEqual(['1: 120', '2: 480']);
  });

  it('nothing after the verdict, and nothing of a pause that was still going on then', () => {
    const facts = [
      opened('mon 08:00', 'P3'),
      escalation('mon 08:00', 'offered'),
      escalation('mon 14:00', 'waiting', 1, 'spoc'),
      corrected('mon 16:00', 'P1'),
      escalation('tue 08:00', 'accepted'),
    ];
    expect(unitAt('mon 17:00', facts)).toMatchObject({
      verdict: 'missed',
      at: on('mon 16:00'),
      held: [{ n: 1, ms: 6 * 3_600_000 }],
    });
    expect(unitAt('fri 17:00', facts).held).toEqual([{ n: 1, ms: 6 * 3_600_000 }]);
  });
});
