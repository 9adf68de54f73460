import type { Locale } from '../../../../kernel/index.js';

/** What an action says, as far as a change takes it over; its texts are filled in. */
export interface FollowedAction {
  title: { fr: string; en?: string | null };
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

/** The words around what the action says. */
interface Wording {
  why: (action: { reference: string; number: number } | null, title: string) => string;
  prerequisites: string;
  expected: (text: string) => string;
  branch: (when: string, to: number | null) => string;
  undone: (n: number, title: string) => string;
  final: (steps: readonly number[]) => string;
  cut: string;
}

const wordings: Readonly<Record<Locale, Wording>> = {
  fr: {
    why: (action, title) => {
      const named = action
        ? `l’action ${action.reference}, version ${String(action.number)}`
        : 'une action du catalogue';
      return `Exécution de ${named}\u00a0: ${title}.`;
    },
    prerequisites: 'Prérequis\u00a0:',
    expected: (text) => `Attendu\u00a0: ${text}`,
    branch: (when, to) => `Si ${when}\u00a0: ${to === null ? 'fin' : `étape ${String(to)}`}.`,
    undone: (n, title) => `Étape ${String(n)}, ${title}`,
    final: (steps) => `Sans retour prévu\u00a0: ${steps.length === 1 ? 'étape' : 'étapes'} ${steps.join(', ')}.`,
    cut: 'La suite est dans l’action.',
  },
  en: {
    why: (action, title) => {
      const named = action
        ? `action ${action.reference}, version ${String(action.number)}`
        : 'an action of the catalogue';
      return `Carries out ${named}: ${title}.`;
    },
    prerequisites: 'Prerequisites:',
    expected: (text) => `Expect: ${text}`,
    branch: (when, to) => `If ${when}: ${to === null ? 'end' : `step ${String(to)}`}.`,
    undone: (n, title) => `Step ${String(n)}, ${title}`,
    final: (steps) => `Nothing undoes ${steps.length === 1 ? 'step' : 'steps'} ${steps.join(', ')}.`,
    cut: 'The rest is in the action.',
  },
};

/**
 * A run as the draft of a change: its steps are the plan, what undoes them, the last one first, the backout plan, and its
 * verification the tests. Why it is made is told to those affected, so the summary, which is for whoever works, is not in it.
 * The words around it are of `locale`, the language of the institution that makes the change; what the action says stays as it
 * was written, but for a title that there is in both.
 */
export function draftOfRun(
  action: FollowedAction,
  { reference, number }: { reference: string | null; number: number },
  locale: Locale,
): DraftTexts {
  const { steps } = action;
  const wording = wordings[locale];
  const ownTitle = locale === 'en' ? (action.title.en ?? action.title.fr) : action.title.fr;
  const title = whole(ownTitle.slice(0, LONGEST_TITLE));
  const cut = (text: string) => shortened(text, `\n\n[${wording.cut}]`);
  return {
    title,
    why: wording.why(reference === null ? null : { reference, number }, title),
    plan: cut(planOf(action, wording)),
    tests: cut(action.verification),
    backoutPlan: cut(backoutOf(steps, wording)),
    backoutMinutes: steps.every(({ undo }) => undo !== null) ? action.minutes : null,
  };
}

function planOf({ summary, prerequisites, steps }: FollowedAction, wording: Wording): string {
  const before =
    prerequisites.length === 0
      ? []
      : [`${wording.prerequisites}\n\n${prerequisites.map((one) => `- ${one}`).join('\n')}`];
  return [summary, ...before, ...steps.map((step, index) => stepOf(step, index + 1, steps, wording))].join('\n\n');
}

function stepOf(
  step: FollowedAction['steps'][number],
  n: number,
  steps: FollowedAction['steps'],
  { expected, branch }: Wording,
): string {
  const place = (to: string | null) => (to === null ? null : steps.findIndex(({ id }) => id === to) + 1);
  return [
    `${String(n)}. ${step.title}`,
    step.do,
    ...(step.expect === null ? [] : [expected(step.expect)]),
    ...step.branches.map(({ when, to }) => branch(when, place(to))),
  ].join('\n\n');
}

function backoutOf(steps: FollowedAction['steps'], wording: Wording): string {
  const numbered = steps.map((step, index) => ({ ...step, n: index + 1 }));
  const undone = numbered.filter(({ undo }) => undo !== null).reverse();
  const final = numbered.filter(({ undo }) => undo === null).map(({ n }) => n);
  const texts = undone.map(({ n, title, undo }) => `${wording.undone(n, title)}\n\n${undo ?? ''}`);
  return [...texts, ...(final.length === 0 ? [] : [wording.final(final)])].join('\n\n');
}

const shortened = (text: string, end: string): string =>
  text.length <= LONGEST ? text : whole(text.slice(0, LONGEST - end.length)) + end;

/** Without the half of a character that was cut in two. */
const whole = (text: string): string => text.replace(/[\uD800-\uDBFF]$/, '');
