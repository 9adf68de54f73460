import type { Ranked } from './ranking.js';

/** Why an action is suggested, as data. */
export type Reason =
  /** A plan opened the ticket for it. */
  | { kind: 'planned' }
  | { kind: 'alert'; labels: Record<string, string> }
  | { kind: 'category'; category: string }
  | { kind: 'component'; component: string }
  /** Words of the ticket that the action says; those by which it was learned. */
  | { kind: 'word' | 'learned'; words: string[] }
  /** On how many tickets with the same words it worked. */
  | { kind: 'similar'; tickets: number }
  /** On this service it works; it is more likely to fail. */
  | { kind: 'success' | 'weak'; runs: number; worked: number };

/** From this share on, as surely as its runs allow to say, that an action works is a reason for it. */
const WORKS = 0.5;

/** @param similar on how many tickets with the same words it worked */
export function reasonsOf(
  { alerts, categories, components, words, learned, success, isWeak }: Ranked,
  similar: number,
): Reason[] {
  const { runs, worked, low } = success;
  return [
    ...alerts.map((labels): Reason => ({ kind: 'alert', labels })),
    ...categories.map((category): Reason => ({ kind: 'category', category })),
    ...components.map((component): Reason => ({ kind: 'component', component })),
    ...(words.length > 0 ? [{ kind: 'word', words } as const] : []),
    ...(learned.length > 0 ? [{ kind: 'learned', words: learned } as const] : []),
    ...(similar > 0 ? [{ kind: 'similar', tickets: similar } as const] : []),
    ...(!isWeak && runs > 0 && low >= WORKS ? [{ kind: 'success', runs, worked } as const] : []),
    ...(isWeak ? [{ kind: 'weak', runs, worked } as const] : []),
  ];
}
