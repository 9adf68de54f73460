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
}

/** SHA-256 of what is decided on, in whatever order its lists come. */
export function digestOf(change: DecidedOn): Buffer {
  const { services, components, affected, ...rest } = change;
  const said = [
    ...Object.entries({
      ...rest,
      services: [...services].sort(),
      components: [...components].sort(),
      affected: [...affected].sort(),
    }).sort(([a], [b]) => (a < b ? -1 : 1)),
  ];
  return createHash('sha256').update(JSON.stringify(said)).digest();
}

/** The steps are the plan in its order: another step is another plan, another holder is not. */
export const planDigest = (
  { plan, tests }: Pick<DecidedOn, 'plan' | 'tests'>,
  steps: readonly { kind: string; title: string; minutes: number | null }[],
): string => sha256(JSON.stringify([plan, tests, steps.map(({ kind, title, minutes }) => [kind, title, minutes])]));

export const backOutDigest = ({ backoutPlan, backoutMinutes }: Pick<DecidedOn, 'backoutPlan' | 'backoutMinutes'>) =>
  sha256(JSON.stringify([backoutPlan, backoutMinutes]));
