import { expect, it } from '@jest/globals';
import { record } from './appointments.spec-support.js';
import { tripsOf } from './chronicle.js';

const AT = '2026-03-10T09:00:00Z';

it('counts what a SPOC or an agent sent and what came back; who hands it on sends nothing', () => {
  const trips = tripsOf(
    record([
      [AT, 'ticket.escalated', { sentBy: 'spoc' }],
      [AT, 'escalation.forwarded'],
      [AT, 'ticket.escalated', { sentBy: 'provider' }],
      [AT, 'escalation.returned'],
      [AT, 'escalation.return_confirmed'],
      [AT, 'ticket.escalated', { sentBy: 'agent' }],
      [AT, 'ticket.escalated', { sentBy: 'system' }],
    ]),
  );
  expect(trips).toEqual({ sendings: 2, returns: 1 });
});
