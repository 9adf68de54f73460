import { isWeak, trust, type Success } from '../../domain/success.js';

/** A word of a ticket, and the terms by which it is found: its stems, and those of words that say the same. */
export interface AskedWord {
  word: string;
  /** How much it says: a word of the title more than one of the text. */
  share: number;
  /** Positions among the terms that were looked up, from 1; how much of the word each is. */
  terms: { at: number; factor: number }[];
}

/** What speaks for one action, as the index answers it. */
export interface Candidate {
  actionId: string;
  isPublished: boolean;
  /** Sets of labels of its triggers that the alert has. */
  alerts: Record<string, string>[];
  /** `category:...` and `component:...` that it names and the ticket has. */
  marks: string[];
  /** Of how many tickets one learned that it worked, and that it did not. */
  taught: [worked: number, failed: number];
  /** Of the terms that it has: position, how much it says of the action, on how many tickets it stood that were learned of. */
  terms: [at: number, weight: number, worked: number, failed: number][];
}

export interface Evidence {
  /** How many actions there are to choose from. */
  actions: number;
  /** In how many of them each term stands, in their order. */
  frequency: number[];
  candidates: Candidate[];
}

export interface Ranked {
  actionId: string;
  isPublished: boolean;
  /** For comparing within one list. */
  score: number;
  success: Success;
  isWeak: boolean;
  alerts: Candidate['alerts'];
  categories: string[];
  components: string[];
  /** Words of the ticket that the action says; those by which it was learned. The most telling first. */
  words: string[];
  learned: string[];
}

/** How much of a score each comes to; found on incidents of our own making, not on those that measure it. */
export const shares = {
  said: 1,
  learned: 2,
  failed: 1.5,
  /** Lessons that nobody has yet learned: a few say less than many. */
  doubt: 1.5,
  /** Of a score, however little an action is to be trusted. */
  trust: 0.7,
  component: 1.2,
  weak: 0.25,
} as const;

/** What has less of a score than this, compared with the best, is not worth a look. */
const LEAST = 0.1;
const SHOWN_WORDS = 6;

/**
 * Actions in the order in which they are suggested. First those that a trigger calls for exactly, then those that the words
 * speak for; at home, after all that is published, drafts. A word that hardly any other action has says most; what was learned
 * on tickets counts beside what the action says, a ticket on which it did not help against it. The whole is tempered by the
 * lower bound of its success on the service; an action that failed more often than not is ranked down and called for by nothing.
 */
export function ranked(
  words: readonly AskedWord[],
  { actions, frequency, candidates }: Evidence,
  successes: ReadonlyMap<string, Success>,
): Ranked[] {
  const rarity = frequency.map((often) => Math.log(1 + (actions + 0.5) / (often + 0.5)));
  const found = candidates.map((candidate) => {
    const success = successes.get(candidate.actionId) ?? NONE;
    const weak = isWeak(success);
    const has = new Map(candidate.terms.map((term) => [term[0], term]));
    const lessons = candidate.taught[0] + candidate.taught[1] + shares.doubt;
    const spoken = words.map((word) => ({ word, ...spokenFor(word, has, lessons, rarity) }));
    const components = marksOf(candidate, 'component');
    const tempered = shares.trust + (1 - shares.trust) * trust(success);
    const sum = spoken.reduce((total, { said, learned }) => total + said + learned, 0);
    const score =
      Math.max(0, sum) * tempered * (components.length > 0 ? shares.component : 1) * (weak ? shares.weak : 1);
    const isExact = candidate.alerts.length > 0 || candidate.marks.some(isCategory);
    const isCalled = isExact && !weak;
    return {
      rank: (candidate.isPublished ? 2 : 0) + (isCalled ? 1 : 0),
      precision: isCalled ? Math.max(0, ...candidate.alerts.map((labels) => Object.keys(labels).length)) : 0,
      isExact,
      one: {
        actionId: candidate.actionId,
        isPublished: candidate.isPublished,
        score,
        success,
        isWeak: weak,
        alerts: candidate.alerts,
        categories: marksOf(candidate, 'category'),
        components,
        words: tellingOf(spoken.map(({ word, said }) => [word.word, said])),
        learned: tellingOf(spoken.map(({ word, learned }) => [word.word, learned])),
      },
    };
  });
  const best = Math.max(0, ...found.map(({ one }) => one.score));
  return found
    .filter(({ isExact, one: { score } }) => isExact || (score > 0 && score >= LEAST * best))
    .sort(
      (a, b) =>
        b.rank - a.rank ||
        b.precision - a.precision ||
        b.one.score - a.one.score ||
        b.one.success.low - a.one.success.low ||
        (a.one.actionId < b.one.actionId ? -1 : 1),
    )
    .map(({ one }) => one);
}

const NONE: Success = { runs: 0, worked: 0, low: 0, high: 1 };

/** What one word says for an action: the best of its terms, for they are one word. */
function spokenFor(
  { share, terms }: AskedWord,
  has: ReadonlyMap<number, Candidate['terms'][number]>,
  lessons: number,
  rarity: readonly number[],
) {
  let best = { said: 0, learned: 0 };
  let most = -Infinity;
  for (const { at, factor } of terms) {
    const one = has.get(at);
    if (!one) continue;
    const [, weight, worked, failed] = one;
    const telling = share * factor * (rarity[at - 1] ?? 0);
    const said = shares.said * telling * weight;
    const learned = (telling * (shares.learned * worked - shares.failed * failed)) / lessons;
    if (said + learned > most) {
      most = said + learned;
      best = { said, learned };
    }
  }
  return best;
}

const isCategory = (mark: string): boolean => mark.startsWith('category:');

const marksOf = ({ marks }: Candidate, of: 'category' | 'component'): string[] =>
  marks.filter((mark) => mark.startsWith(`${of}:`)).map((mark) => mark.slice(of.length + 1));

function tellingOf(words: readonly (readonly [string, number])[]): string[] {
  return words
    .filter(([, telling]) => telling > 0)
    .sort(([, a], [, b]) => b - a)
    .slice(0, SHOWN_WORDS)
    .map(([word]) => word);
}
