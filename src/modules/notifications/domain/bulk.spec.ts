import { expect, it } from '@jest/globals';
import { rulesFor, type Said } from './recipients.js';

/**
 * A move on two hundred tickets must not be two hundred letters to one colleague. What a bulk records reaches those who
 * asked, each about their own tickets, and no staff. A letter to staff about one of these events has to be one for the
 * whole bulk (the events carry its id) before it stands in the table.
 */
const recordedByBulks = [
  'ticket.taken',
  'ticket.assigned',
  'ticket.qualified',
  'ticket.waiting',
  'ticket.resumed',
  'ticket.resolved',
  'ticket.closed',
  'ticket.cancelled',
];

const causes = [undefined, 'requester', 'third_party', 'change', 'scheduled', 'approval'];

it.each(recordedByBulks)('%s is told to whoever asked and to nobody of the staff', (type) => {
  for (const cause of causes) {
    for (const messageId of [undefined, 'a text']) {
      const said: Said = {
        audience: 'requester',
        by: 'user',
        data: { cause, messageId, code: 'fixed', assigneeId: 'a colleague', bulk: 'a bulk' },
      };
      const told = rulesFor(type, said, ['home', 'provider']).flatMap(({ to }) => to);
      expect(told.filter((circle) => circle !== 'requester')).toEqual([]);
    }
  }
});
