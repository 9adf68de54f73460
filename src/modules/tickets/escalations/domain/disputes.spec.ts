import { expect, it } from '@jest/globals';
import { disputesIn } from './disputes.js';

type Told = Parameters<typeof disputesIn>[0][number];

const said = (at: string, type: string, data: Record<string, unknown>): Told => ({
  id: at,
  type,
  occurredAt: new Date(`2026-03-${at}T09:00:00Z`),
  actorInstitutionId: type === 'ticket.qualified' ? 'ulco' : 'fun',
  data,
});
const disputed = (at: string, n: number) =>
  said(at, 'escalation.disputed', {
    n,
    impact: 'low',
    urgency: 'low',
    heldImpact: 'high',
    heldUrgency: 'high',
    messageId: `why ${at}`,
  });
const qualified = (at: string, impact: string, urgency: string, answersDispute: boolean) =>
  said(at, 'ticket.qualified', { impact, urgency, answersDispute, messageId: `because ${at}` });
const told = (events: Told[], openN?: number) =>
  disputesIn(events, openN).map(({ n, state, held, asked, answer }) =>
    [n, state, held?.priority, asked.priority, answer?.given.priority, answer?.isAgreed].join(' ').trim(),
  );

it('keeps both values and says how it was answered', () => {
  expect(told([disputed('10', 1), qualified('11', 'low', 'low', true)], 1)).toEqual(['1 answered P1 P4 P4 true']);
  expect(told([disputed('10', 1), qualified('11', 'high', 'medium', true)], 1)).toEqual(['1 answered P1 P4 P2 false']);
});

it('is open as long as the escalation is, and lapses with it', () => {
  expect(told([disputed('10', 1)], 1)).toEqual(['1 open P1 P4']);
  expect(told([disputed('10', 1)])).toEqual(['1 lapsed P1 P4']);
  expect(told([disputed('10', 1), disputed('11', 2)], 2)).toEqual(['1 lapsed P1 P4', '2 open P1 P4']);
});

it('is replaced by another one of the same escalation', () => {
  expect(told([disputed('10', 1), disputed('11', 1)], 1)).toEqual(['1 replaced P1 P4', '1 open P1 P4']);
});

it('is not answered by a qualification that answers none', () => {
  expect(
    told([qualified('09', 'high', 'high', true), disputed('10', 1), qualified('11', 'low', 'low', false)], 1),
  ).toEqual(['1 open P1 P4']);
});

it('of an older record has no value that was held', () => {
  const [dispute] = disputesIn([said('10', 'escalation.disputed', { n: 1, impact: 'low', urgency: 'low' })], 1);
  expect(dispute?.held).toBeUndefined();
});
