import { describe, expect, it } from '@jest/globals';
import { moved, movesFrom, problemMoves, problemRules, problemStates, type ProblemStanding } from './moves.js';

const everywhere: ProblemStanding[] = problemStates.flatMap((state) =>
  [true, false].map((isPublished) => ({ state, isPublished })),
);
/** Where a problem can really stand: reached from an open one that nobody knows. */
function reached(): ProblemStanding[] {
  const found: ProblemStanding[] = [{ state: 'open', isPublished: false }];
  for (const standing of found)
    for (const move of problemMoves) {
      const outcome = moved(move, standing, true);
      if (outcome.ok && !found.some((one) => same(one, outcome.value))) found.push(outcome.value);
    }
  return found;
}
const same = (a: ProblemStanding, b: ProblemStanding) => a.state === b.state && a.isPublished === b.isPublished;
const codeOf = (outcome: ReturnType<typeof moved>) => (outcome.ok ? undefined : outcome.refusal.code);

describe('a problem', () => {
  it('reaches every state, and a known error is always published, an open one never', () => {
    const standings = reached();
    expect([...new Set(standings.map(({ state }) => state))].sort()).toEqual([...problemStates].sort());
    for (const { state, isPublished } of standings) {
      if (state === 'known_error' || state === 'fixed') expect([state, isPublished]).toEqual([state, true]);
      if (state === 'open') expect(isPublished).toBe(false);
    }
  });

  it('can be left wherever it stands', () => {
    for (const standing of reached())
      expect(
        movesFrom(standing, true).some((move) => {
          const outcome = moved(move, standing, true);
          return outcome.ok && !same(outcome.value, standing);
        }),
      ).toBe(true);
  });

  it.each(everywhere.flatMap((standing) => problemMoves.map((move) => [move, standing] as const)))(
    '%s from %p: what is offered is what is allowed',
    (move, standing) => {
      const outcome = moved(move, standing, true);
      expect(outcome.ok).toBe(movesFrom(standing, true).includes(move));
      if (outcome.ok) expect(outcome.value.isPublished).toBe(isPublishedAfter(move, standing));
      else expect(outcome.refusal).toMatchObject({ kind: 'conflict', moves: movesFrom(standing, true) });
    },
  );

  it('is shipped once, and only when it was told of', () => {
    expect(codeOf(moved('ship', { state: 'fixed', isPublished: true }, true))).toBe('not_possible_now');
    expect(codeOf(moved('ship', { state: 'fixing', isPublished: false }, true))).toBe('not_published');
    expect(codeOf(moved('ship', { state: 'closed', isPublished: true }, true))).toBe('not_possible_now');
  });

  it('goes back to where it was before: known while it is published, else open', () => {
    for (const [move, from, isPublished, to] of [
      ['halt', 'fixing', true, 'known_error'],
      ['halt', 'fixing', false, 'open'],
      ['reopen', 'closed', true, 'known_error'],
      ['reopen', 'closed', false, 'open'],
    ] as const)
      expect(moved(move, { state: from, isPublished }, true)).toEqual({ ok: true, value: { state: to, isPublished } });
    expect(moved('withdraw', { state: 'known_error', isPublished: true }, true)).toEqual({
      ok: true,
      value: { state: 'open', isPublished: false },
    });
  });

  it('of an institution that no longer runs the service comes to an end, and to nothing else', () => {
    for (const standing of reached())
      for (const move of movesFrom(standing, true)) {
        const isEnding = move === 'close' || move === 'withdraw';
        expect([move, codeOf(moved(move, standing, false))]).toEqual([move, isEnding ? undefined : 'function_lost']);
      }
  });

  it('has a rule for each move', () => {
    expect(Object.keys(problemRules).sort()).toEqual([...problemMoves].sort());
  });
});

/** Said once more, in other words. */
function isPublishedAfter(move: string, { isPublished }: ProblemStanding): boolean {
  if (move === 'publish') return true;
  return move === 'withdraw' ? false : isPublished;
}
