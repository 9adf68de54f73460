import { done, refused, type Outcome } from '../../../../kernel/index.js';

export const taskKinds = ['task', 'test', 'go_no_go', 'backout'] as const;
/** go_no_go: somebody looks whether to go on; backout: a step of undoing, which only a change that is undone takes. */
export type TaskKind = (typeof taskKinds)[number];
export const taskEnds = ['done', 'failed', 'skipped'] as const;
export type TaskEnd = (typeof taskEnds)[number];

export interface PlannedTask {
  kind: TaskKind;
  title: string;
  holderId: string | null;
  minutes: number | null;
}

export interface Task extends PlannedTask {
  /** From 1. */
  position: number;
  holder: string | null;
  state: 'open' | TaskEnd;
  endedAt: Date | null;
  endedBy: string | null;
  note: string | null;
}

/**
 * Whether a step may end so, now. Steps are taken in their order, so that a go/no-go stands before what follows it: a step
 * is ended once every one before it is. After a no-go nothing but undoing follows. What failed or was skipped says why.
 */
export function mayEnd(
  tasks: readonly Pick<Task, 'position' | 'kind' | 'state'>[],
  position: number,
  { state, note }: { state: TaskEnd; note: string | null },
): Outcome<true> {
  const task = tasks.find((one) => one.position === position);
  if (!task) return refused({ kind: 'not_found', code: 'not_found', detail: 'There is nothing here for you.' });
  if (task.state !== 'open') return conflict('ended_already', 'This step has ended.');
  if (state !== 'done' && note === null)
    return refused({
      kind: 'unprocessable',
      code: 'note_required',
      detail: 'What was not done says why.',
      errors: [{ pointer: '/note', code: 'note_required', message: 'What was not done says why.' }],
    });
  if (task.kind === 'backout') return done(true);
  const before = tasks.filter((one) => one.kind !== 'backout' && one.position < position);
  if (isStopped(before)) return conflict('no_go', 'A go/no-go said no: the change is backed out.');
  const open = before.find((one) => one.state === 'open');
  return open ? conflict('out_of_order', `Step ${String(open.position)} comes first.`) : done(true);
}

/** A go/no-go that said no. */
export const isStopped = (tasks: readonly Pick<Task, 'kind' | 'state'>[]): boolean =>
  tasks.some(({ kind, state }) => kind === 'go_no_go' && state === 'failed');

/** Whether a change may be said to be made: every step but those of undoing has ended, and none said no. */
export function mayBeMade(tasks: readonly Pick<Task, 'position' | 'kind' | 'state'>[]): Outcome<true> {
  if (isStopped(tasks)) return conflict('no_go', 'A go/no-go said no: the change is backed out.');
  const open = tasks.find(({ kind, state }) => kind !== 'backout' && state === 'open');
  return open ? conflict('steps_open', `Step ${String(open.position)} has not ended.`) : done(true);
}

const conflict = (code: string, detail: string) => refused({ kind: 'conflict', code, detail });
