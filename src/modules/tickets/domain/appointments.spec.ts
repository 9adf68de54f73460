import { describe, expect, it } from '@jest/globals';
import { appointmentsOf, closingAt } from './appointments.js';
import { ahead, hours, nouméa, nowOf, owedIn, paris, standing, type Line } from './appointments.spec-support.js';

const WAITING = { state: 'waiting', waitingCause: 'requester' } as const;
const asked = (at: string): Line => [at, 'ticket.waiting', { state: 'waiting', cause: 'requester', messageId: 'q' }];
const reminded = (at: string, workingDays: number): Line => [at, 'ticket.reminded', { workingDays }];

describe('a requester who does not answer', () => {
  it('is reminded after 3 and 7 working days, and the ticket resolved after 10', () => {
    expect(ahead(standing(WAITING, [asked('2026-03-10T09:00:00Z')]))).toEqual([
      'remind_requester 3 2026-03-13T17:00Z',
      'remind_requester 7 2026-03-19T17:00Z',
      'resolve_unanswered 10 2026-03-24T17:00Z',
    ]);
  });

  it('has all the days of the next week when asked on a Friday evening', () => {
    expect(ahead(standing(WAITING, [asked('2026-03-13T19:30:00Z')]))[0]).toBe('remind_requester 3 2026-03-18T17:00Z');
  });

  it('is not counted a holiday', () => {
    // Thursday before Easter; the clocks have gone forward on 29 March
    expect(ahead(standing(WAITING, [asked('2026-04-02T09:00:00Z')]))).toEqual([
      'remind_requester 3 2026-04-08T16:00Z',
      'remind_requester 7 2026-04-14T16:00Z',
      'resolve_unanswered 10 2026-04-17T16:00Z',
    ]);
  });

  it('is not counted the days of the annual closure', () => {
    // Wednesday 23 December: Thursday is open, then Christmas, the week-end, the closure and New Year are not
    expect(ahead(standing(WAITING, [asked('2026-12-23T10:00:00Z')]))[0]).toBe('remind_requester 3 2027-01-05T17:00Z');
  });

  it('is counted in the days of the own site, wherever the server stands', () => {
    // Tuesday 19:00 in Paris is Wednesday 5:00 in Nouméa
    const there = standing(WAITING, [asked('2026-03-10T18:00:00Z')], { owed: owedIn(nouméa) });
    // the end of Monday there, eleven hours ahead
    expect(ahead(there)[0]).toBe('remind_requester 3 2026-03-16T07:00Z');
    const here = standing(WAITING, [asked('2026-03-10T18:00:00Z')]);
    expect(ahead(here)[0]).toBe('remind_requester 3 2026-03-13T17:00Z');
  });

  it('is told each reminder once; a later one makes the earlier one stale', () => {
    const lines = [asked('2026-03-10T09:00:00Z'), reminded('2026-03-13T17:00:01Z', 3)];
    expect(ahead(standing(WAITING, lines))[0]).toBe('remind_requester 7 2026-03-19T17:00Z');
    lines[1] = reminded('2026-03-19T17:00:01Z', 7);
    expect(ahead(standing(WAITING, lines))).toEqual(['resolve_unanswered 10 2026-03-24T17:00Z']);
  });

  it('is reminded anew when the ticket waits again', () => {
    const lines: Line[] = [
      asked('2026-03-10T09:00:00Z'),
      reminded('2026-03-13T17:00:00Z', 3),
      ['2026-03-16T09:00:00Z', 'ticket.resumed', { state: 'in_progress' }],
      asked('2026-03-16T10:00:00Z'),
    ];
    expect(ahead(standing(WAITING, lines))[0]).toBe('remind_requester 3 2026-03-19T17:00Z');
  });

  it('keeps nothing from being resolved while a provider works, and has the whole time again after that', () => {
    const sent: Line = ['2026-03-10T08:00:00Z', 'ticket.escalated', { n: 1, escalationState: 'offered' }];
    const lines = [sent, asked('2026-03-10T09:00:00Z'), reminded('2026-03-13T17:00:00Z', 3)];
    expect(ahead(standing(WAITING, lines, { escalation: { state: 'accepted' } }))).toEqual([
      'remind_requester 7 2026-03-19T17:00Z',
    ]);
    const over: Line = ['2026-03-16T09:00:00Z', 'escalation.recalled', { n: 1, escalationState: 'recalled' }];
    expect(ahead(standing(WAITING, [...lines, over], { escalation: { state: 'recalled' } }))).toEqual([
      'remind_requester 3 2026-03-19T17:00Z',
      'remind_requester 7 2026-03-25T17:00Z',
      'resolve_unanswered 10 2026-03-30T16:00Z',
    ]);
  });

  it('is not reminded of what is resolved in the same breath, after an outage', () => {
    const silent = standing(WAITING, [asked('2026-03-10T09:00:00Z')]);
    expect(nowOf(silent, '2026-03-13T16:59:59Z')).toBeNull();
    expect(nowOf(silent, '2026-03-13T17:00:00Z')).toBe('remind_requester');
    expect(nowOf(silent, '2026-03-24T16:59:59Z')).toBe('remind_requester');
    expect(nowOf(silent, '2026-03-24T17:00:00Z')).toBe('resolve_unanswered');
  });
});

describe('a resolved ticket', () => {
  const resolved = (at: string) =>
    standing({ state: 'resolved', resolvedAt: new Date(at) }, [[at, 'ticket.resolved', { state: 'resolved' }]]);

  it('closes after 5 working days, at the instant that was said', () => {
    // 1 and 8 May are holidays: the open days are 4, 5, 6, 7 and 11 May
    expect(ahead(resolved('2026-04-30T15:00:00Z'))).toEqual(['close 5 2026-05-11T16:00Z']);
    expect(closingAt({ user: hours(paris), tacitTransmission: true }, Date.parse('2026-03-10T09:00:00Z'))).toBe(
      Date.parse('2026-03-17T17:00:00Z'),
    );
  });

  it('stays where nobody has said when its site works', () => {
    const { owed, ...rest } = resolved('2026-03-10T09:00:00Z');
    expect(appointmentsOf({ ...rest, owed: { ...owed, user: undefined } })).toEqual([]);
  });
});

describe('a question that nobody answers', () => {
  const question: Line = [
    '2026-03-10T09:00:00Z',
    'escalation.asked',
    { n: 1, escalationState: 'waiting', messageId: 'q' },
  ];
  const waiting = (lines: Line[] = [], n = 1) =>
    standing({}, [question, ...lines], { escalation: { n, state: 'waiting', waitingCause: 'spoc' } });

  it('is recalled to the SPOCs after 2 and 5 working days, and returned after 10', () => {
    expect(ahead(waiting())).toEqual([
      'remind_question 2 2026-03-12T17:00Z',
      'remind_question 5 2026-03-17T17:00Z',
      'return_unanswered 10 2026-03-24T17:00Z',
    ]);
    expect(appointmentsOf(waiting()).map(({ n, audience }) => [n, audience])).toEqual([
      [1, 'user'],
      [1, 'user'],
      [1, 'shared'],
    ]);
  });

  it('is told of that escalation alone', () => {
    const other: Line = ['2026-03-12T17:00:00Z', 'escalation.reminded', { n: 2, about: 'question', workingDays: 5 }];
    expect(ahead(waiting([other]))).toHaveLength(3);
    const own: Line = ['2026-03-12T17:00:00Z', 'escalation.reminded', { n: 1, about: 'question', workingDays: 2 }];
    expect(ahead(waiting([own]))).toHaveLength(2);
  });

  it('goes on counting while the ticket waits for its requester', () => {
    const both = standing(WAITING, [question, asked('2026-03-11T09:00:00Z')], {
      escalation: { state: 'waiting', waitingCause: 'spoc' },
    });
    expect(ahead(both).filter((line) => line.startsWith('return'))).toEqual(['return_unanswered 10 2026-03-24T17:00Z']);
  });
});

describe('a delivery that is left alone', () => {
  const delivery: Line = [
    '2026-03-13T16:00:00Z',
    'escalation.delivered',
    { n: 1, escalationState: 'delivered', messageId: 'd' },
  ];
  const delivered = (more: Parameters<typeof owedIn>[1] = {}, lines: Line[] = []) =>
    standing({}, [delivery, ...lines], { escalation: { state: 'delivered' }, owed: owedIn(paris, more) });

  it('is announced after 2 working days and transmitted after 3', () => {
    expect(ahead(delivered())).toEqual(['remind_delivery 2 2026-03-17T17:00Z', 'transmit 3 2026-03-18T17:00Z']);
    expect(nowOf(delivered(), '2026-03-30T00:00:00Z')).toBe('transmit');
  });

  it('waits for ever where the agreement says so', () => {
    expect(ahead(delivered({ tacitTransmission: false }))).toEqual([]);
  });

  it('is counted anew when it was refused and delivered again', () => {
    const lines: Line[] = [
      ['2026-03-17T17:00:00Z', 'escalation.reminded', { n: 1, about: 'delivery', workingDays: 2 }],
      ['2026-03-18T09:00:00Z', 'escalation.delivery_refused', { n: 1, escalationState: 'accepted', messageId: 'r' }],
      ['2026-03-19T09:00:00Z', 'escalation.delivered', { n: 1, escalationState: 'delivered', messageId: 'e' }],
    ];
    expect(ahead(delivered({}, lines))).toEqual([
      'remind_delivery 2 2026-03-23T17:00Z',
      'transmit 3 2026-03-24T17:00Z',
    ]);
  });
});

describe('an escalation that is not accepted', () => {
  const offer = (at: string, n = 1): Line => [at, 'ticket.escalated', { n, escalationState: 'offered' }];
  const offered = (lines: Line[], n = 1, owed = owedIn(paris)) =>
    standing({}, lines, { escalation: { n, state: 'offered' }, owed });

  it('is offered to the next once the response target is over, in the hours of the agreement', () => {
    // Friday 17:00 in Paris and 240 minutes: Monday 11:00; exactly then it can still be accepted
    const late = offered([offer('2026-03-13T16:00:00Z')], 1, owedIn(nouméa));
    expect(ahead(late)).toEqual(['offer_next 2026-03-16T10:00:00.001Z']);
    expect(nowOf(late, '2026-03-16T10:00:00Z')).toBeNull();
    expect(appointmentsOf(late)).toMatchObject([{ audience: 'shared', workingDays: null }]);
  });

  it('gives each further holder the whole target from its own offer', () => {
    const lines = [offer('2026-03-10T09:00:00Z'), offer('2026-03-10T13:00:00Z', 2)];
    expect(ahead(offered(lines, 2))).toEqual(['offer_next 2026-03-10T17:00:00.001Z']);
  });

  it('counts from when the priority was set anew: the new target was not told before', () => {
    const lines: Line[] = [
      offer('2026-03-10T08:00:00Z'),
      ['2026-03-10T10:00:00Z', 'ticket.qualified', { priority: 'P1', rule: 'raised' }],
    ];
    const urgent = owedIn(paris, { responseTargetMinutes: 30 });
    expect(ahead(offered(lines, 1, urgent))).toEqual(['offer_next 2026-03-10T10:30:00.001Z']);
    // set before the offer it changes nothing
    const before: Line[] = [
      ['2026-03-10T07:00:00Z', 'ticket.qualified', { priority: 'P1' }],
      offer('2026-03-10T08:00:00Z'),
    ];
    expect(ahead(offered(before, 1, urgent))).toEqual(['offer_next 2026-03-10T08:30:00.001Z']);
  });

  it('counts anew from a return that was refused', () => {
    const lines: Line[] = [
      offer('2026-03-10T09:00:00Z'),
      ['2026-03-11T07:00:00Z', 'escalation.return_refused', { n: 1, escalationState: 'offered', messageId: 'r' }],
    ];
    expect(ahead(offered(lines))).toEqual(['offer_next 2026-03-11T11:00:00.001Z']);
  });

  it('stays where it is when nobody was left, or nothing is promised', () => {
    const lines: Line[] = [offer('2026-03-10T09:00:00Z'), ['2026-03-10T13:00:01Z', 'escalation.nobody_left', { n: 1 }]];
    expect(ahead(offered(lines))).toEqual([]);
    expect(ahead(offered(lines.slice(0, 1), 1, owedIn(paris, { responseTargetMinutes: undefined })))).toEqual([]);
  });
});

describe('a date that was set', () => {
  const date = new Date('2026-03-14T10:00:00Z');
  const until = (cause: 'third_party' | 'change' | 'approval' | 'scheduled' | 'requester', lines: Line[] = []) =>
    standing({ state: 'waiting', waitingCause: cause, followUpAt: date }, [
      ['2026-03-10T09:00:00Z', 'ticket.waiting', { state: 'waiting', cause }],
      ...lines,
    ]);

  it.each(['third_party', 'change', 'approval', 'requester'] as const)(
    'is followed up when waiting for: %s',
    (cause) => {
      expect(ahead(until(cause))).toContain('follow_up 2026-03-14T10:00Z');
      const told: Line = ['2026-03-14T10:00:00Z', 'ticket.follow_up_due', { cause }];
      expect(ahead(until(cause, [told]))).not.toContain('follow_up 2026-03-14T10:00Z');
    },
  );

  it('resumes what was scheduled', () => {
    expect(ahead(until('scheduled'))).toEqual(['resume 2026-03-14T10:00Z']);
  });

  it.each(['planned', 'third_party'] as const)('is followed up by the provider when it waits: %s', (waitingCause) => {
    const planned: Line = ['2026-03-10T09:00:00Z', 'escalation.planned', { n: 1, escalationState: 'waiting' }];
    const waiting = (lines: Line[]) =>
      standing({}, lines, { escalation: { state: 'waiting', waitingCause, followUpAt: date } });
    expect(ahead(waiting([planned]))).toEqual(['escalation_follow_up 2026-03-14T10:00Z']);
    expect(ahead(waiting([planned, ['2026-03-14T10:00:00Z', 'escalation.follow_up_due', { n: 1 }]]))).toEqual([]);
    const again: Line[] = [
      ['2026-03-15T10:00:00Z', 'escalation.resumed', { n: 1, escalationState: 'accepted' }],
      ['2026-03-15T10:00:00Z', 'escalation.planned', { n: 1, escalationState: 'waiting' }],
    ];
    const told: Line = ['2026-03-14T10:00:00Z', 'escalation.follow_up_due', { n: 1 }];
    expect(ahead(waiting([planned, told, ...again]))).toHaveLength(1);
  });
});

describe('what stands still in several ways', () => {
  it('happens in the order of its instants', () => {
    const both = standing(
      { ...WAITING, followUpAt: new Date('2026-03-12T10:00:00Z') },
      [
        ['2026-03-10T08:00:00Z', 'escalation.delivered', { n: 1, escalationState: 'delivered', messageId: 'd' }],
        asked('2026-03-10T09:00:00Z'),
      ],
      { escalation: { state: 'delivered' } },
    );
    expect(ahead(both).map((line) => line.split(' ')[0])).toEqual([
      'follow_up',
      'remind_delivery',
      'remind_requester',
      'transmit',
      'remind_requester',
    ]);
    expect(nowOf(both, '2026-03-12T12:00:00Z')).toBe('follow_up');
    // the transmission resolves the ticket: everything before it is pointless
    expect(nowOf(both, '2026-03-13T18:00:00Z')).toBe('transmit');
  });

  it('has nothing ahead while somebody is at work, and none once it is over', () => {
    expect(ahead(standing({}, []))).toEqual([]);
    expect(ahead(standing({}, [], { escalation: { state: 'accepted' } }))).toEqual([]);
    for (const state of ['closed', 'cancelled', 'merged'] as const) expect(ahead(standing({ state }, []))).toEqual([]);
  });
});
