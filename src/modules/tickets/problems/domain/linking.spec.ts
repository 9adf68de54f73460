import { describe, expect, it } from '@jest/globals';
import { linkMoves, obstacleToLink } from './linking.js';

const published = { state: 'known_error', publishedAt: new Date('2026-03-10T09:00:00Z') } as const;
const open = { state: 'new' } as const;
const codeOf = (...asked: Parameters<typeof obstacleToLink>) => obstacleToLink(...asked)?.code;

describe('a ticket is said to be a case of a problem', () => {
  it('by level 1 once it is published, by the provider before', () => {
    const inside = { state: 'open', publishedAt: null } as const;
    expect([codeOf(published, open, 'user'), codeOf(inside, open, 'provider')]).toEqual([undefined, undefined]);
    expect(codeOf(inside, open, 'user')).toBe('not_published');
  });

  it('while the problem has cases, and until the ticket is over', () => {
    for (const state of ['fixed', 'closed'] as const)
      expect(codeOf({ ...published, state }, open, 'user')).toBe('problem_over');
    expect(codeOf(published, { state: 'resolved' }, 'user')).toBeUndefined();
    for (const state of ['closed', 'cancelled', 'merged'] as const)
      expect(codeOf(published, { state }, 'provider')).toBe('ticket_not_open');
  });

  it('is told what may be done instead', () => {
    const obstacle = obstacleToLink({ ...published, state: 'fixed' }, open, 'user');
    expect([linkMoves(true, obstacle), linkMoves(true, undefined)]).toEqual([['unlink-problem'], ['unlink-problem']]);
    expect([linkMoves(false, obstacle), linkMoves(false, undefined)]).toEqual([[], ['link-problem']]);
  });
});
