import { expect, it } from '@jest/globals';
import { nextActorOf } from './next-actor.js';
import type { Escalation, Ticket } from './ticket.js';

const ticket = (state: Ticket['state'], waitingCause: Ticket['waitingCause'] = null) => ({
  institutionId: 'ulco',
  state,
  waitingCause,
});
const escalation = (state: Escalation['state'], waitingCause: Escalation['waitingCause'] = null) => ({
  holderId: 'fun',
  state,
  waitingCause,
});
const home = { kind: 'user_institution', institutionId: 'ulco' };
const provider = { kind: 'provider', institutionId: 'fun' };
const nobody = { kind: 'nobody', institutionId: null };

it.each<[string, ReturnType<typeof ticket>, ReturnType<typeof escalation>[], object]>([
  ['a new ticket', ticket('new'), [], home],
  ['work at home', ticket('in_progress'), [], home],
  ['an approval', ticket('waiting', 'approval'), [], home],
  ['a change', ticket('waiting', 'change'), [], home],
  ['the requester', ticket('waiting', 'requester'), [], { kind: 'requester', institutionId: 'ulco' }],
  ['a third party of ours', ticket('waiting', 'third_party'), [], { kind: 'third_party', institutionId: 'ulco' }],
  ['a date', ticket('waiting', 'scheduled'), [], nobody],
  ['an offer', ticket('in_progress'), [escalation('offered')], provider],
  [
    'an accepted escalation of a ticket that waits for a date',
    ticket('waiting', 'scheduled'),
    [escalation('accepted')],
    provider,
  ],
  ['a question to the SPOC', ticket('in_progress'), [escalation('waiting', 'spoc')], home],
  ['a plan of the provider', ticket('in_progress'), [escalation('waiting', 'planned')], provider],
  [
    'a third party of the provider',
    ticket('in_progress'),
    [escalation('waiting', 'third_party')],
    { kind: 'third_party', institutionId: 'fun' },
  ],
  ['a delivery', ticket('in_progress'), [escalation('delivered')], home],
  ['a return', ticket('in_progress'), [escalation('returned')], home],
  ['a recalled escalation', ticket('in_progress'), [escalation('recalled')], home],
  ['the second escalation', ticket('in_progress'), [escalation('returned'), escalation('offered')], provider],
  [
    'the requester before the provider',
    ticket('waiting', 'requester'),
    [escalation('accepted')],
    { kind: 'requester', institutionId: 'ulco' },
  ],
  ['nothing any more', ticket('resolved'), [escalation('confirmed')], nobody],
])('%s decides who acts', (_what, of, escalations, actor) => {
  expect(nextActorOf(of, escalations)).toEqual(actor);
});
