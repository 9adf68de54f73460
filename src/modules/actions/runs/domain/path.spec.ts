import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { admitStep, admitUndo, isReadSince, undoPath, wayOf, type StepAct, type WayStep } from './path.js';

// 1 look (goes on, or 4), 2, 3 (can be undone), 4 (can be undone; goes on, or the end), 5 (can be undone)
const steps: WayStep[] = [
  { id: 'look', undo: null, branches: [{ when: 'It is down', to: 'restart' }] },
  { id: 'two', undo: null, branches: [] },
  { id: 'three', undo: 'Put it back', branches: [] },
  { id: 'restart', undo: 'Stop it', branches: [{ when: 'It runs', to: null }] },
  { id: 'five', undo: 'Undo', branches: [] },
];

/** A run in which things are said one after the other, each making a version. */
function run() {
  const acts: StepAct[] = [];
  let version = 1;
  const last = (n: number) => acts.filter((act) => act.n === n).at(-1);
  const said = {
    acts,
    say: (n: number, state: StepAct['state'] = 'done', branch: number | null = null) => {
      acts.push({
        n,
        revision: (last(n)?.revision ?? 0) + 1,
        state,
        branch,
        madeVersion: ++version,
        undoneVersion: null,
      });
      return said;
    },
    undo: (n: number) => {
      last(n)!.undoneVersion = ++version;
      return said;
    },
  };
  return said;
}
const way = (acts: StepAct[]) => wayOf(steps, acts);
const codeOf = (outcome: ReturnType<typeof admitStep> | ReturnType<typeof admitUndo>) =>
  outcome.ok ? 'yes' : outcome.refusal.code;
const say = (acts: StepAct[], n: number, more: object = {}) =>
  admitStep(steps, acts, n, { state: 'done', reason: null, branch: null, ...more });

describe('the path of a run', () => {
  it('is known up to a step that leads to several places', () => {
    expect(way([])).toEqual({ path: [1], open: [1], next: 1, isWhole: false });
  });

  it('goes on to the next step, and up to the next that branches', () => {
    expect(way(run().say(1).acts)).toEqual({ path: [1, 2, 3, 4], open: [2, 3, 4], next: 2, isWhole: false });
  });

  it('goes where a branch leads', () => {
    expect(way(run().say(1, 'done', 1).acts)).toEqual({ path: [1, 4], open: [4], next: 4, isWhole: false });
  });

  it('ends where a branch ends it', () => {
    expect(way(run().say(1, 'done', 1).say(4, 'done', 1).acts)).toEqual({
      path: [1, 4],
      open: [],
      next: null,
      isWhole: true,
    });
  });

  it('goes on behind a step that failed or was skipped; of what failed a branch may be seen', () => {
    expect(way(run().say(1, 'failed').acts).next).toBe(2);
    expect(way(run().say(1, 'skipped').acts).next).toBe(2);
    expect(way(run().say(1, 'failed', 1).acts).next).toBe(4);
  });

  it('is another one when a step is corrected, or undone', () => {
    const told = run().say(1).say(2);
    expect(way(told.say(1, 'done', 1).acts)).toMatchObject({ path: [1, 4], open: [4] });
    const undone = run().say(1).say(4).undo(4);
    expect(way(undone.acts)).toMatchObject({ path: [1, 2, 3, 4], open: [2, 3, 4] });
  });

  it('always goes forward and ends, whatever a document and its readers say', () => {
    const ids = ['a', 'b', 'c', 'd', 'nowhere'];
    const branch = fc.record({ when: fc.constant('x'), to: fc.option(fc.constantFrom(...ids)) });
    const anything = fc.tuple(
      fc.array(fc.array(branch, { maxLength: 2 }), { minLength: 1, maxLength: 4 }),
      fc.array(fc.tuple(fc.integer({ min: 1, max: 4 }), fc.constantFrom(null, 1, 2)), { maxLength: 12 }),
    );
    fc.assert(
      fc.property(anything, ([branches, said]) => {
        const some = branches.map((each, index) => ({ id: ids[index]!, undo: null, branches: each }));
        const told = run();
        for (const [n, taken] of said) told.say(n, 'done', taken);
        const { path, open, next } = wayOf(some, told.acts);
        expect(path).toEqual([...new Set(path)].sort((a, b) => a - b));
        expect(path[0]).toBe(1);
        for (const n of open)
          expect(codeOf(admitStep(some, told.acts, n, { state: 'done', reason: null, branch: null }))).toBe('yes');
        expect(next).toBe(open[0] ?? null);
      }),
    );
  });
});

describe('what is said of a step', () => {
  it('is taken of what is open and of what is corrected', () => {
    const told = run().say(1).say(3);
    expect([2, 4, 1, 3].map((n) => codeOf(say(told.acts, n)))).toEqual(['yes', 'yes', 'yes', 'yes']);
    expect(say(told.acts, 3)).toEqual({ ok: true, value: { corrects: true } });
    expect(say(told.acts, 2)).toEqual({ ok: true, value: { corrects: false } });
  });

  it('is refused of what is not on the path, with what may be done', () => {
    expect(say([], 2)).toMatchObject({ refusal: { kind: 'conflict', code: 'not_on_path', moves: ['steps/1'] } });
    const told = run().say(1, 'done', 1);
    expect(say(told.acts, 3)).toMatchObject({ refusal: { code: 'not_on_path', moves: ['steps/4'] } });
  });

  it('is taken of a step that the path has left, once something was said of it, unless it was undone', () => {
    const left = run().say(1).say(3).say(1, 'done', 1);
    expect(codeOf(say(left.acts, 3))).toBe('yes');
    expect(codeOf(say(left.undo(3).acts, 3))).toBe('not_on_path');
  });

  it('needs a reason to be skipped, takes no branch then, and only branches that are there', () => {
    const skipped = (more: object) => say([], 1, { state: 'skipped', ...more });
    expect(codeOf(skipped({}))).toBe('required');
    expect(codeOf(skipped({ reason: 'x' }))).toBe('yes');
    expect(codeOf(skipped({ reason: 'x', branch: 1 }))).toBe('not_both');
    expect([1, 2, 0].map((branch) => codeOf(say([], 1, { branch })))).toEqual([
      'yes',
      'unknown_branch',
      'unknown_branch',
    ]);
  });
});

describe('the undo path', () => {
  it('is what was done and can be undone, the last first, in the order of doing', () => {
    const told = run().say(1).say(4).say(5).say(3).say(2);
    expect(undoPath(steps, told.acts)).toEqual([3, 5, 4]);
  });

  it('leaves out what was skipped, failed or undone, and keeps what the path has left', () => {
    const told = run().say(1).say(3).say(4, 'failed').say(5, 'skipped');
    expect(undoPath(steps, told.say(1, 'done', 1).acts)).toEqual([3]);
    expect(undoPath(steps, told.undo(3).acts)).toEqual([]);
  });

  it('does not move a step whose text is corrected, and moves one that is done anew', () => {
    const told = run().say(1).say(3).say(4).say(3);
    expect(undoPath(steps, told.acts)).toEqual([4, 3]);
    expect(undoPath(steps, told.undo(3).say(3).acts)).toEqual([3, 4]);
    expect(undoPath(steps, run().say(1).say(3, 'failed').say(4).say(3).acts)).toEqual([3, 4]);
  });

  it('is what may be undone, nothing else', () => {
    const told = run().say(1).say(3).say(2);
    expect([1, 2, 3, 4].map((n) => codeOf(admitUndo(steps, told.acts, n)))).toEqual([
      'nothing_to_undo',
      'nothing_to_undo',
      'yes',
      'nothing_to_undo',
    ]);
    expect(codeOf(admitUndo(steps, told.undo(3).acts, 3))).toBe('nothing_to_undo');
  });
});

describe('a version that was read before', () => {
  it('holds for a step of which nothing was said since', () => {
    const told = run().say(1).say(3);
    // 1 was said by version 2, 3 by version 3
    expect(isReadSince(2, 3, told.acts, 2)).toBe(true);
    expect(isReadSince(2, 3, told.acts, 1)).toBe(true);
    expect(isReadSince(2, 3, told.acts, 3)).toBe(false);
    expect(isReadSince(3, 4, told.undo(3).acts, 3)).toBe(false);
    expect(isReadSince(4, 4, told.acts, 3)).toBe(true);
  });

  it('does not hold when there never was one', () => {
    expect(isReadSince(9, 3, run().say(1).acts, 2)).toBe(false);
  });
});
