import { describe, expect, it } from '@jest/globals';
import { mayBeMade, mayEnd, type Task, type TaskKind } from './tasks.js';

type Step = Pick<Task, 'position' | 'kind' | 'state'>;
const steps = (...said: [TaskKind, Task['state']][]): Step[] =>
  said.map(([kind, state], place) => ({ position: place + 1, kind, state }));
const codeOf = (outcome: ReturnType<typeof mayEnd>) => (outcome.ok ? 'ok' : outcome.refusal.code);
const done = { state: 'done', note: null } as const;

describe('a step', () => {
  it('ends once everything before it has', () => {
    const tasks = steps(['task', 'open'], ['test', 'open']);
    expect([codeOf(mayEnd(tasks, 1, done)), codeOf(mayEnd(tasks, 2, done))]).toEqual(['ok', 'out_of_order']);
    expect(codeOf(mayEnd(steps(['task', 'skipped'], ['test', 'open']), 2, done))).toBe('ok');
  });

  it('ends once', () => {
    expect(codeOf(mayEnd(steps(['task', 'done']), 1, done))).toBe('ended_already');
  });

  it('that is not there is not found', () => {
    expect(codeOf(mayEnd(steps(['task', 'open']), 2, done))).toBe('not_found');
  });

  it.each(['failed', 'skipped'] as const)('that was %s says why', (state) => {
    expect(codeOf(mayEnd(steps(['task', 'open']), 1, { state, note: null }))).toBe('note_required');
    expect(codeOf(mayEnd(steps(['task', 'open']), 1, { state, note: 'Le disque est plein.' }))).toBe('ok');
  });

  it('after a no-go is one of undoing', () => {
    const tasks = steps(['go_no_go', 'failed'], ['task', 'open'], ['backout', 'open']);
    expect([codeOf(mayEnd(tasks, 2, done)), codeOf(mayEnd(tasks, 3, done))]).toEqual(['no_go', 'ok']);
  });
});

describe('a change', () => {
  it.each<[string, Step[], string]>([
    ['without steps', [], 'ok'],
    ['whose steps have ended', steps(['task', 'done'], ['test', 'skipped'], ['task', 'failed']), 'ok'],
    ['whose steps of undoing have not', steps(['task', 'done'], ['backout', 'open']), 'ok'],
    ['with a step that has not', steps(['task', 'done'], ['test', 'open']), 'steps_open'],
    ['with a no-go', steps(['go_no_go', 'failed'], ['task', 'skipped']), 'no_go'],
  ])('%s: %s', (_, tasks, code) => {
    expect(codeOf(mayBeMade(tasks))).toBe(code);
  });
});
