import { describe, expect, it } from '@jest/globals';
import {
  actionMoves,
  actionRules,
  actionStates,
  edited,
  moved,
  movesFrom,
  type ActionStanding,
  type ActionState,
} from './moves.js';

const all: ActionStanding[] = actionStates.flatMap((state) =>
  [true, false].flatMap((isPublished) =>
    ([null, 'draft', 'reviewed'] as const).map((open) => ({ state, isPublished, open })),
  ),
);
const draft: ActionStanding = { state: 'draft', isPublished: false, open: 'draft' };
const published: ActionStanding = { state: 'published', isPublished: true, open: null };

describe('an action', () => {
  it.each<[what: string, standing: ActionStanding, mine: string[], others: string[]]>([
    ['a draft', draft, ['edit', 'retire'], ['edit', 'review', 'publish', 'retire']],
    ['a reviewed draft', { ...draft, open: 'reviewed' }, ['edit', 'publish', 'retire'], ['edit', 'publish', 'retire']],
    ['published', published, ['edit', 'suspend', 'renew', 'retire'], ['edit', 'suspend', 'renew', 'retire']],
    [
      'published, with a draft',
      { ...published, open: 'draft' },
      ['edit', 'discard', 'suspend', 'renew', 'retire'],
      ['edit', 'review', 'publish', 'discard', 'suspend', 'renew', 'retire'],
    ],
    [
      'suspended',
      { ...published, state: 'suspended' },
      ['edit', 'lift', 'renew', 'retire'],
      ['edit', 'lift', 'renew', 'retire'],
    ],
    ['retired', { ...published, state: 'retired' }, ['renew'], ['renew']],
  ])('that is %s is moved so', (_what, standing, mine, others) => {
    expect(movesFrom(standing, true)).toEqual(mine);
    expect(movesFrom(standing, false)).toEqual(others);
  });

  it('moves where its list of moves says so, and is refused with that list otherwise', () => {
    for (const standing of all)
      for (const isAuthor of [true, false])
        for (const move of actionMoves) {
          const outcome = moved(move, standing, isAuthor);
          const moves = movesFrom(standing, isAuthor);
          expect(outcome.ok).toBe(moves.includes(move));
          if (!outcome.ok && outcome.refusal.kind === 'conflict') expect(outcome.refusal.moves).toEqual(moves);
        }
  });

  it('is reviewed by nobody who wrote it, and published by none of them before that', () => {
    const codeOf = (move: 'review' | 'publish') => {
      const outcome = moved(move, draft, true);
      return outcome.ok ? 'done' : [outcome.refusal.kind, outcome.refusal.code];
    };
    expect(codeOf('review')).toEqual(['forbidden', 'own_work']);
    expect(codeOf('publish')).toEqual(['conflict', 'not_reviewed']);
    expect(moved('publish', { ...draft, open: 'reviewed' }, true)).toEqual({ ok: true, value: 'published' });
  });

  it('comes back from where it was retired', () => {
    for (const isPublished of [true, false])
      expect(moved('renew', { state: 'retired', isPublished, open: null }, true)).toEqual({
        ok: true,
        value: isPublished ? 'published' : 'draft',
      });
  });

  it('reaches every state, and leaves every one', () => {
    const reached = new Set<ActionState>(['draft']);
    for (const state of reached)
      for (const move of actionMoves) {
        const to = actionRules[move].from[state];
        if (to !== undefined && to !== 'before') reached.add(to);
      }
    expect([...reached].sort()).toEqual([...actionStates].sort());
    for (const state of actionStates)
      expect(
        actionMoves.some((move) => ![undefined, state].includes(actionRules[move].from[state] as ActionState)),
      ).toBe(true);
  });

  it('is written in its draft, anew where somebody ran that, and as the next version where there is none', () => {
    const usedAt = new Date();
    expect(edited(undefined)).toBe('begin');
    expect(edited({ state: 'draft', usedAt: null })).toBe('write');
    expect(edited({ state: 'reviewed', usedAt: null })).toBe('write');
    expect(edited({ state: 'draft', usedAt })).toBe('supersede');
  });
});
