import { done, refused, type Outcome } from '../../../../kernel/index.js';
import type { Step } from '../../domain/action-document.js';

/*
 * The way through a run. It begins at the first step and goes on to the next one, or where a branch that was taken leads,
 * always forward. A step that leads to several places and is not ended yet hides what comes after it: so the way is known
 * from the first step up to and including that one. Whatever is known of it and not ended may be done, in any order, for two
 * people on one run share it; what is not on it may not. A step that was undone is open again.
 */

export const stepStates = ['done', 'skipped', 'failed'] as const;
export type StepState = (typeof stepStates)[number];

/** What somebody did with a step; the last one of a step holds. */
export interface StepAct {
  /** Of the step, from 1. */
  n: number;
  /** Of what was said of this step, from 1. */
  revision: number;
  state: StepState;
  /** The branch that was taken, from 1. */
  branch: number | null;
  /** The version of the run that this made. */
  madeVersion: number;
  /** The same of undoing it; null: it stands. */
  undoneVersion: number | null;
}

/** What the way depends on. */
export type WayStep = Pick<Step, 'id' | 'undo' | 'branches'>;

export interface Way {
  /** Of the steps, in order, as far as it is known. */
  path: number[];
  /** Those that may be done now. */
  open: number[];
  /** The first of these. */
  next: number | null;
  /** Whether the path is known to its end. */
  isWhole: boolean;
}

/** What was said last of each step. */
export function lastActs<A extends StepAct>(acts: readonly A[]): Map<number, A> {
  const last = new Map<number, A>();
  for (const act of acts) {
    const known = last.get(act.n);
    if (!known || known.revision < act.revision) last.set(act.n, act);
  }
  return last;
}

export function wayOf(steps: readonly WayStep[], acts: readonly StepAct[]): Way {
  const last = lastActs(acts);
  const path: number[] = [];
  let isWhole = true;
  for (let n = 1; n <= steps.length;) {
    path.push(n);
    const ended = endOf(last.get(n));
    const { branches } = steps[n - 1] ?? { branches: [] };
    if (!ended && branches.length > 0) {
      isWhole = false;
      break;
    }
    n = placeAfter(steps, n, ended?.branch ?? null);
  }
  const open = path.filter((n) => !endOf(last.get(n)));
  return { path, open, next: open[0] ?? null, isWhole };
}

/** Done steps that can be undone and stand, the last one first. Correcting what was seen does not make a step younger. */
export function undoPath(steps: readonly WayStep[], acts: readonly StepAct[]): number[] {
  const since = (n: number) => {
    const own = acts.filter((act) => act.n === n).sort((a, b) => b.revision - a.revision);
    const before = own.findIndex(({ state, undoneVersion }) => state !== 'done' || undoneVersion !== null);
    return (before === -1 ? own : own.slice(0, before)).at(-1)?.madeVersion ?? 0;
  };
  return [...lastActs(acts).values()]
    .filter(({ n, state, undoneVersion }) => state === 'done' && undoneVersion === null && steps[n - 1]?.undo != null)
    .map(({ n }) => ({ n, since: since(n) }))
    .sort((a, b) => b.since - a.since)
    .map(({ n }) => n);
}

/** What somebody says of a step. */
export interface SaidOfStep {
  state: StepState;
  reason: string | null;
  branch: number | null;
}

/**
 * Whether this may be said of step `n` now: it is open, or was ended before and is corrected. Refused: 422 for a skipped
 * step without a reason or with a branch, and for a branch that is not there; 409 `not_on_path`, with the steps that are open.
 */
export function admitStep(
  steps: readonly WayStep[],
  acts: readonly StepAct[],
  n: number,
  { state, reason, branch }: SaidOfStep,
): Outcome<{ corrects: boolean }> {
  if (state === 'skipped' && reason === null) return wrong('reason', 'required', 'A step is skipped for a reason.');
  if (state === 'skipped' && branch !== null)
    return wrong('branch', 'not_both', 'Of a step that was skipped nothing was seen: it takes no branch.');
  if (branch !== null && !steps[n - 1]?.branches[branch - 1])
    return wrong('branch', 'unknown_branch', 'The step has no such branch.');
  const corrects = endOf(lastActs(acts).get(n)) !== undefined;
  const { open } = wayOf(steps, acts);
  if (corrects || open.includes(n)) return done({ corrects });
  const detail = 'The step is not on the path that the run has taken.';
  return refused({ kind: 'conflict', code: 'not_on_path', detail, moves: open.map(moveOf) });
}

/** Refused (409) for what is not done, was undone, or cannot be undone. */
export function admitUndo(steps: readonly WayStep[], acts: readonly StepAct[], n: number): Outcome<true> {
  const path = undoPath(steps, acts);
  if (path.includes(n)) return done(true);
  const detail = 'There is nothing to undo of this step.';
  return refused({
    kind: 'conflict',
    code: 'nothing_to_undo',
    detail,
    moves: path.map((each) => `steps/${String(each)}/undo`),
  });
}

/**
 * Two people on one run must not make one another fail for nothing: a version that was read before holds as long as nothing
 * was said since of the step that it is about. Whether the step is still on the path is asked apart.
 */
export function isReadSince(version: number, runVersion: number, acts: readonly StepAct[], n: number): boolean {
  const last = lastActs(acts).get(n);
  return version <= runVersion && Math.max(last?.madeVersion ?? 0, last?.undoneVersion ?? 0) <= version;
}

export const moveOf = (n: number) => `steps/${String(n)}`;

/** An undone step is not ended. */
function endOf<A extends StepAct>(act: A | undefined): A | undefined {
  return act && act.undoneVersion === null ? act : undefined;
}

/** Behind the last step: past the end. A branch that does not lead forward, which no checked document has, is none. */
function placeAfter(steps: readonly WayStep[], n: number, branch: number | null): number {
  const taken = branch === null ? undefined : steps[n - 1]?.branches[branch - 1];
  if (!taken) return n + 1;
  if (taken.to === null) return steps.length + 1;
  const to = steps.findIndex(({ id }) => id === taken.to) + 1;
  return to > n ? to : n + 1;
}

function wrong(field: string, code: string, detail: string) {
  const errors = [{ pointer: `/${field}`, code, message: detail }];
  return refused({ kind: 'unprocessable', code, detail, errors });
}
