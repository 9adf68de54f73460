import { describe, expect, it } from '@jest/globals';
import { nextCommonOpening, spansOf, until } from './time-held.js';

const at = (words: string) => new Date(`2026-03-${words}:00Z`);
const event = (words: string, type: string, data: Record<string, unknown>) => ({ type, occurredAt: at(words), data });

const life = [
  event('02T09:00', 'ticket.opened', { state: 'new' }),
  event('02T09:10', 'ticket.taken', { state: 'in_progress' }),
  event('02T10:00', 'ticket.escalated', { n: 1, escalationState: 'offered', holderId: 'FUN' }),
  event('02T10:30', 'escalation.accepted', { n: 1, escalationState: 'accepted' }),
  event('02T11:00', 'escalation.asked', { n: 1, escalationState: 'waiting', escalationCause: 'spoc' }),
  event('02T11:30', 'ticket.waiting', { state: 'waiting', cause: 'requester' }),
  event('02T13:00', 'ticket.resumed', { state: 'in_progress' }),
  event('02T13:30', 'escalation.answered', { n: 1, escalationState: 'accepted' }),
  event('02T14:00', 'escalation.planned', { n: 1, escalationState: 'waiting', escalationCause: 'third_party' }),
  event('02T15:00', 'escalation.forwarded', { n: 1, escalationState: 'forwarded' }),
  event('02T15:00', 'ticket.escalated', { n: 2, escalationState: 'offered', holderId: 'UPHF' }),
  event('02T16:00', 'escalation.delivered', { n: 2, escalationState: 'delivered' }),
  event('02T17:00', 'escalation.confirmed', { n: 2, escalationState: 'confirmed' }),
  event('02T17:00', 'ticket.resolved', { state: 'resolved' }),
  event('04T09:00', 'ticket.reopened', { state: 'in_progress' }),
  event('04T10:00', 'ticket.resolved', { state: 'resolved' }),
  event('06T09:00', 'ticket.closed', { state: 'closed' }),
];

const inWords = (spans: ReturnType<typeof spansOf>) =>
  spans.map(
    ({ from, to, nextActor, institutionId }) =>
      `${new Date(from).toISOString().slice(8, 16)} ${to === null ? 'on' : new Date(to).toISOString().slice(8, 16)} ${nextActor} ${institutionId ?? '-'}`,
  );

describe('who owed the next step', () => {
  it('is one at any instant, from the opening to the end', () => {
    expect(inWords(spansOf('ULCO', life))).toEqual([
      '02T09:00 02T10:00 user_institution ULCO',
      '02T10:00 02T11:00 provider FUN',
      '02T11:00 02T11:30 user_institution ULCO',
      '02T11:30 02T13:00 requester ULCO',
      '02T13:00 02T13:30 user_institution ULCO',
      '02T13:30 02T14:00 provider FUN',
      '02T14:00 02T15:00 third_party FUN',
      '02T15:00 02T16:00 provider UPHF',
      '02T16:00 02T17:00 user_institution ULCO',
      '02T17:00 04T09:00 nobody -',
      '04T09:00 04T10:00 user_institution ULCO',
      '04T10:00 06T09:00 nobody -',
    ]);
  });

  it.each(life.map((_, index) => index + 1))('leaves no gap after %i events', (count) => {
    const spans = spansOf('ULCO', life.slice(0, count));
    expect(spans[0]?.from).toBe(at('02T09:00').getTime());
    spans.slice(1).forEach((span, index) => {
      const before = spans[index];
      expect(span.from).toBe(before?.to);
      expect([span.nextActor, span.institutionId]).not.toEqual([before?.nextActor, before?.institutionId]);
    });
    expect(spans.filter(({ to }) => to === null)).toHaveLength(count === life.length ? 0 : 1);
  });

  it('is cut at an instant, without what comes later', () => {
    const cut = until(spansOf('ULCO', life.slice(0, 4)), at('02T10:45').getTime());
    expect(inWords(cut)).toEqual(['02T09:00 02T10:00 user_institution ULCO', '02T10:00 02T10:45 provider FUN']);
    expect(until(spansOf('ULCO', life), at('02T09:00').getTime())).toEqual([]);
  });
});

describe('the next common opening', () => {
  const everyDay = (open: number, close: number) => (from: number) => {
    const day = Math.floor(from / 24) * 24;
    return from - day < close ? Math.max(from, day + open) : day + 24 + open;
  };

  it.each([
    [3, 9],
    [10, 10],
    [11, 33],
    [23, 33],
  ])('from hour %i on is hour %i', (from, expected) => {
    expect(nextCommonOpening([everyDay(8, 11), everyDay(9, 18)], from)).toBe(expected);
  });

  it('is none for hours that never meet, or that end', () => {
    expect(nextCommonOpening([everyDay(8, 9), everyDay(9, 10)], 0)).toBeUndefined();
    expect(nextCommonOpening([everyDay(8, 9), () => undefined], 0)).toBeUndefined();
  });
});
