import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { saidDocument } from '../document.spec-support.js';
import type { ActionDocument, Step } from './action-document.js';
import { checkDocument } from './checking.js';
import { differenceOf, differingFields } from './difference.js';

const document = (more: object = {}): ActionDocument => {
  const checked = checkDocument(saidDocument(more));
  if (!checked.ok) throw new Error(JSON.stringify(checked.refusal));
  return checked.value;
};
const step = (id: string, title = id): Step => ({ id, title, do: 'x', expect: null, undo: null, branches: [] });
const withSteps = (...steps: Step[]): ActionDocument => ({ ...document(), steps });
const stepsOf = (before: Step[], after: Step[]) =>
  differenceOf(withSteps(...before), withSteps(...after)).steps.map(
    ({ id, change, from, to }) => `${id} ${change} ${String(from)} ${String(to)}`,
  );

describe('the difference of two versions', () => {
  it('is nothing of the same, in whatever order its members come', () => {
    const one = document();
    const { fr, en } = one.title;
    expect(differenceOf(one, { ...one, title: { en, fr } })).toEqual({ fields: [], steps: [] });
    expect(differingFields(one, { ...one, title: { en, fr } })).toEqual([]);
  });

  it('names fields with what stood before and after', () => {
    expect(differenceOf(document(), document({ minutes: 45, services: ['OAE'] })).fields).toEqual([
      { field: 'services', before: ['FUNCAMPUS'], after: ['OAE'] },
      { field: 'minutes', before: 20, after: 45 },
    ]);
  });

  it('follows steps by their ids', () => {
    const [a, b, c, d] = ['a', 'b', 'c', 'd'].map((id) => step(id)) as [Step, Step, Step, Step];
    expect(stepsOf([a, b, c], [a, b, c])).toEqual([]);
    expect(stepsOf([a, b], [a, d, b])).toEqual(['d added null 2']);
    expect(stepsOf([a, b, c], [a, c])).toEqual(['b removed 2 null']);
    expect(stepsOf([a, b, c], [c, a, b])).toEqual(['c moved 3 1']);
    expect(stepsOf([a, b], [b, { ...a, title: 'z' }])).toEqual(['a moved 1 2', 'a changed 1 2']);
    const changed = differenceOf(withSteps(a), withSteps(step('a', 'Autre'))).steps[0];
    expect(changed?.fields).toEqual([{ field: 'title', before: 'a', after: 'Autre' }]);
  });

  it('leads from one to the other: taken out, put in and moved, the steps are those of the other', () => {
    const ids = fc.shuffledSubarray(['a', 'b', 'c', 'd', 'e', 'f']);
    fc.assert(
      fc.property(ids, ids, (before, after) => {
        const { steps } = differenceOf(
          withSteps(...before.map((id) => step(id))),
          withSteps(...after.map((id) => step(id))),
        );
        const of = (change: string) => steps.filter((one) => one.change === change);
        const stayed = before.filter((id) => !steps.some((one) => one.id === id));
        // what nobody touched stands in the same order in both
        expect(after.filter((id) => stayed.includes(id))).toEqual(stayed);
        const rebuilt: string[] = [...stayed];
        for (const { id, to } of [...of('added'), ...of('moved')].sort((x, y) => (x.to ?? 0) - (y.to ?? 0)))
          rebuilt.splice((to ?? 1) - 1, 0, id);
        expect(rebuilt).toEqual(after);
      }),
      { numRuns: 300 },
    );
  });
});
