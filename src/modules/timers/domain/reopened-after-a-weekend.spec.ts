import { describe, expect, it } from '@jest/globals';
import { corrected, opened, reached, runsOf, ticket } from './scenario.spec-support.js';

describe('reopened after a weekend', () => {
  const facts = [
    opened('fri 09:00', 'P2'),
    reached('fri 09:10'),
    ticket('fri 09:10', 'in_progress'),
    ticket('fri 15:00', 'resolved'),
  ];
  const reopened = [...facts, ticket('mon+1 11:00', 'in_progress')];

  it('resumes with what was consumed', () => {
    expect(runsOf('user', 'resolution', reopened, 'mon+1 12:00')).toMatchObject([
      { run: 1, state: 'superseded', verdict: 'met', verdictAt: 'fri 15:00' },
      { run: 2, state: 'running', startedAt: 'fri 09:00', dueAt: 'mon+1 13:00', consumedMinutes: 420 },
    ]);
  });

  it('does not start the response again', () => {
    expect(runsOf('user', 'response', reopened, 'mon+1 12:00')).toMatchObject([{ run: 1, state: 'met' }]);
  });

  it('goes on under the priority that was set meanwhile, and the verdict stays', () => {
    const requalified = [...facts, corrected('fri 16:00', 'P1')];
    expect(runsOf('user', 'resolution', requalified, 'sat 08:00')).toMatchObject([{ state: 'met', priority: 'P2' }]);
    // 6 hours were consumed: the 4 of a P1 were used up on Friday at 13:00
    const again = [...requalified, ticket('mon+1 11:00', 'in_progress')];
    expect(runsOf('user', 'resolution', again, 'mon+1 12:00')).toMatchObject([
      { run: 1, state: 'superseded', verdict: 'met', priority: 'P2' },
      { run: 2, state: 'missed', missCause: 'reclassified', verdictAt: 'mon+1 11:00', priority: 'P1' },
    ]);
  });

  it('changes nothing when it is closed', () => {
    expect(runsOf('user', 'resolution', [...facts, ticket('mon+1 08:00', 'closed')], 'tue+1 08:00')).toMatchObject([
      { run: 1, state: 'met', endedAt: 'fri 15:00' },
    ]);
  });
});
