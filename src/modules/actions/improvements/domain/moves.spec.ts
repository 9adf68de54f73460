import { describe, expect, it } from '@jest/globals';
import { admitMove, improvementMoves, improvementRules, improvementStates, movesFrom } from './moves.js';

describe('the moves of an improvement', () => {
  it('leave each state, and are refused elsewhere with what is possible', () => {
    for (const state of improvementStates) {
      expect(movesFrom(state).length).toBeGreaterThan(0);
      for (const move of improvementMoves) {
        const isAllowed = improvementRules[move].includes(state);
        expect(admitMove(move, state)).toMatchObject(
          isAllowed ? { ok: true } : { ok: false, refusal: { code: 'not_possible_now', moves: movesFrom(state) } },
        );
      }
    }
  });

  it('take up again what was judged ineffective', () => {
    expect(movesFrom('ineffective')).toEqual(['resume']);
  });
});
