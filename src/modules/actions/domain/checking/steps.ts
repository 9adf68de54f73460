import type { Step } from '../action-document.js';
import type { Reading } from './reading.js';

const MOST_STEPS = 60;
const MOST_BRANCHES = 10;
const ID = /^[a-z][a-z0-9-]{0,39}$/;

/**
 * Steps in order, with ids of their own. Each is reached from the one before; a branch leads on, to a later step or to the
 * end, so that whoever follows them comes to an end.
 */
export function readSteps(reading: Reading, value: unknown): Step[] {
  const steps = reading.each(value, '/steps', { least: 1, most: MOST_STEPS }, (item, pointer, index) =>
    readStep(reading, item, pointer, index),
  );
  const ids = steps.map(({ id }) => id);
  reading.unique(ids, (index) => `/steps/${String(index)}/id`, 'step_twice');
  steps.forEach(({ branches }, from) => {
    branches.forEach(({ to }, nth) => {
      if (to === null || to === '') return;
      const pointer = `/steps/${String(from)}/branches/${String(nth)}/to`;
      const target = ids.lastIndexOf(to);
      if (target === -1) reading.wrong(pointer, 'step_unknown', 'No step has this id.');
      else if (target <= from) reading.wrong(pointer, 'step_loop', 'A branch leads to a later step or to the end.');
    });
  });
  return steps;
}

function readStep(reading: Reading, value: unknown, pointer: string, index: number): Step {
  const said = reading.members(value, pointer, ['id', 'title', 'do', 'expect', 'undo', 'branches']);
  return {
    id:
      said['id'] === undefined
        ? `step-${String(index + 1)}`
        : reading.named(said['id'], `${pointer}/id`, ID, 'Small letters, digits and hyphens, at most 40.'),
    title: reading.line(said['title'], `${pointer}/title`),
    do: reading.markdown(said['do'], `${pointer}/do`, true),
    expect: reading.perhaps(said['expect'], (text) => reading.markdown(text, `${pointer}/expect`, true)),
    undo: reading.perhaps(said['undo'], (text) => reading.markdown(text, `${pointer}/undo`, true)),
    branches: reading.each(said['branches'], `${pointer}/branches`, { most: MOST_BRANCHES }, (branch, place) => {
      const { when, to } = reading.members(branch, place, ['when', 'to']);
      return {
        when: reading.markdown(when, `${place}/when`, true, 500),
        to: to === null ? null : reading.named(to, `${place}/to`, ID, 'The id of a later step, or null: the end.'),
      };
    }),
  };
}
