import { describe, expect, it } from '@jest/globals';
import { holdersIn } from './unit-holders.js';

const escalated = (n: number, holderId: string) => ({
  type: 'ticket.escalated',
  data: { n, holderId, escalationState: 'offered' },
});
const moved = (n: number, escalationState: string, more = {}) => ({
  type: 'escalation.moved',
  data: { n, escalationState, ...more },
});
const ticket = (state: string) => ({ type: 'ticket.moved', data: { state } });
const shown = (events: Parameters<typeof holdersIn>[0]) =>
  holdersIn(events).map(({ n, holderId, isShown }) => `${n} ${holderId}${isShown ? ' shown' : ''}`);

describe('who held a unit, and who still sees it', () => {
  it('the holder of the open escalation, not the one that forwarded it', () => {
    const events = [
      escalated(1, 'A'),
      moved(1, 'accepted'),
      moved(1, 'forwarded', { holderId: 'A' }),
      escalated(2, 'B'),
    ];
    expect(shown(events)).toEqual(['1 A', '2 B shown']);
  });

  it('whoever delivered what was confirmed, until somebody else is called', () => {
    expect(shown([escalated(1, 'A'), moved(1, 'delivered'), moved(1, 'confirmed')])).toEqual(['1 A shown']);
    const events = [escalated(1, 'A'), moved(1, 'delivered'), moved(1, 'confirmed'), escalated(2, 'B')];
    expect(shown(events)).toEqual(['1 A', '2 B shown']);
    expect(shown([...events, moved(2, 'recalled')])).toEqual(['1 A', '2 B']);
  });

  it('whoever returned it, until that is confirmed or the ticket ends, and not again when it is reopened', () => {
    const returned = [escalated(1, 'A'), moved(1, 'returned', { code: 'other' })];
    expect(shown(returned)).toEqual(['1 A shown']);
    expect(shown([...returned, moved(1, 'returned', { returnAccepted: true })])).toEqual(['1 A']);
    expect(shown([...returned, ticket('resolved'), ticket('in_progress')])).toEqual(['1 A']);
    expect(shown([...returned, moved(1, 'offered')])).toEqual(['1 A shown']);
  });

  it('in all its parts, an institution that holds it now', () => {
    expect(shown([escalated(1, 'A'), moved(1, 'recalled'), escalated(2, 'A')])).toEqual(['1 A shown', '2 A shown']);
  });

  it('nobody before the first escalation', () => {
    expect(shown([ticket('in_progress'), moved(3, 'accepted')])).toEqual([]);
  });
});
