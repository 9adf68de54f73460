/** A ticket with the words that it has of those looked for: positions, from 1. */
export interface Having {
  ticketId: string;
  words: readonly number[];
}

export interface Alike {
  ticketId: string;
  /** Of the weight of all words looked for, how much it has: 0 to 1. */
  likeness: number;
  words: readonly number[];
}

const LEAST = 0.35;

/**
 * Which tickets are like the one whose words were looked for. A word weighs the more, the fewer of the `seen` tickets
 * have it. At least two words in common (or the only one), and a third of the weight. The most alike first; among equals
 * in the order given.
 */
export function mostAlike(having: readonly Having[], seen: number, count: number): Alike[] {
  const frequency = Array.from(
    { length: count },
    (_, place) => having.filter(({ words }) => words.includes(place + 1)).length,
  );
  const weights = frequency.map((one) => Math.log(1 + (seen + 1) / (one + 1)));
  const total = weights.reduce((sum, one) => sum + one, 0);
  return having
    .map(({ ticketId, words }) => ({
      ticketId,
      words,
      likeness: total === 0 ? 0 : words.reduce((sum, place) => sum + (weights[place - 1] ?? 0), 0) / total,
    }))
    .filter(({ words, likeness }) => words.length >= Math.min(2, count) && likeness >= LEAST)
    .sort((a, b) => b.likeness - a.likeness);
}

/** The words that hardly any of the tickets seen has: cheap to look for everywhere, and telling. */
export function rareWords(having: readonly Having[], seen: number, count: number): number[] {
  return Array.from({ length: count }, (_, place) => place + 1).filter(
    (place) => having.filter(({ words }) => words.includes(place)).length <= seen / 100,
  );
}
