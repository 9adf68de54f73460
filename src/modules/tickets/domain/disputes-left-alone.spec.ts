import { describe, expect, it } from '@jest/globals';
import { ahead, nowOf, standing, type Line } from './appointments.spec-support.js';

const accepted: Line = ['2026-03-09T09:00:00Z', 'escalation.accepted', { n: 1, escalationState: 'accepted' }];
const disputed = (at: string, n = 1): Line => [at, 'escalation.disputed', { n, impact: 'low', urgency: 'low' }];
const reminded = (at: string): Line => [at, 'escalation.reminded', { n: 1, about: 'dispute', workingDays: 2 }];
const told = (at: string): Line => [at, 'escalation.dispute_unanswered', { n: 1, workingDays: 5 }];
const on = (lines: Line[], escalation = {}, ticket = {}) => standing(ticket, [accepted, ...lines], { escalation });

describe('a dispute of the priority that nobody answers', () => {
  const lines = [disputed('2026-03-10T09:00:00Z')];

  it('reminds the SPOCs after two working days, and is told to managers after five', () => {
    expect(ahead(on(lines))).toEqual(['remind_dispute 2 2026-03-12T17:00Z', 'tell_of_dispute 5 2026-03-17T17:00Z']);
  });

  it('does each once', () => {
    const after = [...lines, reminded('2026-03-12T17:00:00Z')];
    expect(ahead(on(after))).toEqual(['tell_of_dispute 5 2026-03-17T17:00Z']);
    expect(ahead(on([...after, told('2026-03-17T17:00:00Z')]))).toEqual([]);
  });

  it('begins anew with another dispute', () => {
    const again = [...lines, told('2026-03-17T17:00:00Z'), disputed('2026-03-18T09:00:00Z')];
    expect(ahead(on(again))[0]).toBe('remind_dispute 2 2026-03-20T17:00Z');
  });

  it('ends with the answer, and with the escalation', () => {
    const answered: Line = ['2026-03-11T09:00:00Z', 'ticket.qualified', { answersDispute: true }];
    expect(ahead(on([...lines, answered]))).toEqual([]);
    const other: Line = ['2026-03-11T09:00:00Z', 'ticket.qualified', { answersDispute: false }];
    expect(ahead(on([...lines, other]))).toHaveLength(2);
    expect(ahead(on(lines, { state: 'recalled' }))).toEqual([]);
    expect(ahead(on(lines, {}, { state: 'closed' }))).toEqual([]);
  });

  it('is told to managers at once after an outage, and reminded of no more', () => {
    expect(nowOf(on(lines), '2026-03-18T09:00:00Z')).toBe('tell_of_dispute');
  });
});
