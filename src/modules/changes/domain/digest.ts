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

export const planDigest = ({ plan, tests }: Pick<DecidedOn, 'plan' | 'tests'>): string =>
  sha256(JSON.stringify([plan, tests]));

export const backOutDigest = ({ backoutPlan, backoutMinutes }: Pick<DecidedOn, 'backoutPlan' | 'backoutMinutes'>) =>
  sha256(JSON.stringify([backoutPlan, backoutMinutes]));
