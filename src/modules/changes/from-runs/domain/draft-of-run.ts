/** What an action says, as far as a change takes it over; its texts are filled in. */
export interface FollowedAction {
  title: { fr: string };
  summary: string;
  prerequisites: readonly string[];
  steps: readonly {
    id: string;
    title: string;
    do: string;
    expect: string | null;
    undo: string | null;
    branches: readonly { when: string; to: string | null }[];
  }[];
  verification: string;
  minutes: number;
}

/** What a change is drafted with; whoever makes it writes on from there. */
export interface DraftTexts {
  title: string;
  why: string;
  plan: string;
  tests: string;
  backoutPlan: string;
  /** Null: not every step can be undone. */
  backoutMinutes: number | null;
}

const LONGEST_TITLE = 200;
const LONGEST = 20_000;
const CUT = '\n\n[La suite est dans l’action.]';

/**
 * A run as the draft of a change: its steps are the plan, what undoes them, the last one first, the backout plan, and its
 * verification the tests. Why it is made is told to those affected, so the summary, which is for whoever works, is not in it.
 */
export function draftOfRun(
  action: FollowedAction,
  { reference, number }: { reference: string | null; number: number },
): DraftTexts {
  const { steps } = action;
  const title = whole(action.title.fr.slice(0, LONGEST_TITLE));
  const named = reference === null ? 'une action du catalogue' : `l’action ${reference}, version ${String(number)}`;
  return {
    title,
    why: `Exécution de ${named}\u00a0: ${title}.`,
    plan: cut(planOf(action)),
    tests: cut(action.verification),
    backoutPlan: cut(backoutOf(steps)),
    backoutMinutes: steps.every(({ undo }) => undo !== null) ? action.minutes : null,
  };
}

function planOf({ summary, prerequisites, steps }: FollowedAction): string {
  const before =
    prerequisites.length === 0 ? [] : [`Prérequis\u00a0:\n\n${prerequisites.map((one) => `- ${one}`).join('\n')}`];
  return [summary, ...before, ...steps.map((step, index) => stepOf(step, index + 1, steps))].join('\n\n');
}

function stepOf(step: FollowedAction['steps'][number], n: number, steps: FollowedAction['steps']): string {
  const place = (to: string | null) =>
    to === null ? 'fin' : `étape ${String(steps.findIndex(({ id }) => id === to) + 1)}`;
  return [
    `${String(n)}. ${step.title}`,
    step.do,
    ...(step.expect === null ? [] : [`Attendu\u00a0: ${step.expect}`]),
    ...step.branches.map(({ when, to }) => `Si ${when}\u00a0: ${place(to)}.`),
  ].join('\n\n');
}

function backoutOf(steps: FollowedAction['steps']): string {
  const numbered = steps.map((step, index) => ({ ...step, n: index + 1 }));
  const undone = numbered.filter(({ undo }) => undo !== null).reverse();
  const final = numbered.filter(({ undo }) => undo === null).map(({ n }) => String(n));
  const texts = undone.map(({ n, title, undo }) => `Étape ${String(n)}, ${title}\n\n${undo ?? ''}`);
  const rest =
    final.length === 0
      ? []
      : [`Sans retour prévu\u00a0: ${final.length === 1 ? 'étape' : 'étapes'} ${final.join(', ')}.`];
  return [...texts, ...rest].join('\n\n');
}

const cut = (text: string): string =>
  text.length <= LONGEST ? text : whole(text.slice(0, LONGEST - CUT.length)) + CUT;

/** Without the half of a character that was cut in two. */
const whole = (text: string): string => text.replace(/[\uD800-\uDBFF]$/, '');
