import type { AskedWord } from './ranking.js';

/** Of a word of the text, beside one of the title. */
const IN_TEXT = 0.6;
/** Of a word that says the same, beside the word itself. */
const SYNONYM = 0.6;
const MOST_TERMS = 160;

/** What is looked up in the index, and which word of the ticket each term stands for. */
export interface Question {
  words: AskedWord[];
  /** Each once. */
  terms: string[];
}

/**
 * The words of a title and of texts, in the terms by which an action would be found. `stems`: of a word, its stems; `synonyms`:
 * of a stem, those of words that say the same. Words without stems, and those that were said before, are left out.
 */
export function questionOf(
  title: readonly string[],
  texts: readonly string[],
  stems: ReadonlyMap<string, readonly string[]>,
  synonyms: ReadonlyMap<string, ReadonlySet<string>>,
): Question {
  const terms = new Map<string, number>();
  const placeOf = (term: string): number => {
    const place = terms.get(term) ?? terms.size + 1;
    terms.set(term, place);
    return place;
  };
  const said = new Set<string>();
  const words: (AskedWord & { own: readonly string[] })[] = [];
  for (const [list, share] of [
    [title, 1],
    [texts, IN_TEXT],
  ] as const) {
    for (const word of list) {
      const own = stems.get(word) ?? [];
      const [first] = own;
      if (first === undefined || said.has(first)) continue;
      said.add(first);
      words.push({ word, share, own, terms: own.map((term) => ({ at: placeOf(term), factor: 1 })) });
    }
  }
  // what stands there comes first, and of what says the same so much as there is room for
  for (const { own, terms: found } of words)
    for (const other of new Set(own.flatMap((stem) => [...(synonyms.get(stem) ?? [])])))
      if (!own.includes(other) && (terms.has(other) || terms.size < MOST_TERMS))
        found.push({ at: placeOf(other), factor: SYNONYM });
  return {
    words: words.map(({ word, share, terms: found }) => ({ word, share, terms: found })),
    terms: [...terms.keys()],
  };
}

/** Words that a ticket must have in common with another one to be like it: three of many, most of a few. */
export function similarEnough({ words, terms }: Question): { terms: string[]; least: number } {
  const own = words.flatMap((word) => {
    const term = terms[(word.terms[0]?.at ?? 0) - 1];
    return term === undefined ? [] : [term];
  });
  return { terms: own, least: Math.min(3, Math.ceil(own.length / 2)) };
}
