import { createHash } from 'node:crypto';

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

/** What is decided on: whoever decides does so on this and nothing else. */
export interface DecidedOn {
  title: string;
  why: string;
  services: readonly string[];
  components: readonly string[];
  affected: readonly string[];
  plan: string;
  tests: string;
  backoutPlan: string;
  backoutMinutes: number | null;
  window: { from: number; to: number } | null;
  interruptionMinutes: number;
  risk: string;
  /** In their order. */
  steps: readonly Step[];
}

/** A step of the plan as it is decided on: who holds it may change. */
export interface Step {
  kind: string;
  title: string;
  minutes: number | null;
}

/** SHA-256 of what is decided on, in whatever order its lists come. */
export function digestOf(change: DecidedOn): Buffer {
  const { services, components, affected, steps, ...rest } = change;
  const fields = [
    ...Object.entries({
      ...rest,
      services: [...services].sort(),
      components: [...components].sort(),
      affected: [...affected].sort(),
      steps: said(steps),
    }).sort(([a], [b]) => (a < b ? -1 : 1)),
  ];
  return createHash('sha256').update(JSON.stringify(fields)).digest();
}

/** The steps are the plan in its order: another step is another plan, another holder is not. */
export const planDigest = ({ plan, tests }: Pick<DecidedOn, 'plan' | 'tests'>, steps: readonly Step[]): string =>
  sha256(JSON.stringify([plan, tests, said(steps)]));

const said = (steps: readonly Step[]) => steps.map(({ kind, title, minutes }) => [kind, title, minutes]);

export const backOutDigest = ({ backoutPlan, backoutMinutes }: Pick<DecidedOn, 'backoutPlan' | 'backoutMinutes'>) =>
  sha256(JSON.stringify([backoutPlan, backoutMinutes]));
