import type { ActionDocument } from './action-document.js';

/** Everything in a document by whose words it may be found. */
export function textOf({ title, summary, triggers, prerequisites, steps, verification }: ActionDocument): string {
  const ofSteps = steps.flatMap((step) => [
    step.title,
    step.do,
    step.expect,
    step.undo,
    ...step.branches.map(({ when }) => when),
  ]);
  return [
    title.fr,
    title.en,
    ...triggers.words,
    ...triggers.categories,
    summary,
    ...prerequisites,
    ...ofSteps,
    verification,
  ]
    .filter((text) => text !== null)
    .join('\n');
}
