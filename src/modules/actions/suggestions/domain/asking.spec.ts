import { describe, expect, it } from '@jest/globals';
import { questionOf, similarEnough } from './asking.js';
import { synonymsBy, vocabulary } from './vocabulary.js';

const stems = new Map([
  ['vidéos', ['video']],
  ['vidéo', ['video']],
  ['lenteur', ['lenteur', 'lent']],
  ['slow', ['slow']],
  ['le', []],
]);

describe('what a ticket asks', () => {
  it('is each word once, in the title rather than in the text, and nothing without a stem', () => {
    const { words, terms } = questionOf(['vidéos', 'le'], ['vidéo', 'lenteur'], stems, new Map());
    expect(words.map(({ word, share }) => [word, share])).toEqual([
      ['vidéos', 1],
      ['lenteur', 0.6],
    ]);
    expect(terms).toEqual(['video', 'lenteur', 'lent']);
  });

  it('has what says the same beside each word, for less than the word itself', () => {
    const synonyms = new Map([['lent', new Set(['slow', 'lenteur'])]]);
    const { words, terms } = questionOf(['lenteur'], [], stems, synonyms);
    expect(words[0]?.terms.map(({ at, factor }) => [terms[at - 1], factor === 1])).toEqual([
      ['lenteur', true],
      ['lent', true],
      ['slow', false],
    ]);
  });

  it('is alike with three words of many in common, most of a few, none of none', () => {
    const least = (count: number) => {
      const many = Array.from({ length: count }, (_, k) => `mot${String(k)}`);
      return similarEnough(questionOf(many, [], new Map(many.map((word) => [word, [word]])), new Map())).least;
    };
    expect([0, 1, 3, 5, 40].map(least)).toEqual([0, 1, 2, 3, 3]);
  });
});

describe('the vocabulary', () => {
  it('leads from each word to those beside it, and not to itself', () => {
    const stemsOfAll = new Map(vocabulary.flat().map((word) => [word, [word]]));
    const synonyms = synonymsBy(stemsOfAll);
    expect(synonyms.get('backup')?.has('sauvegarde')).toBe(true);
    expect(synonyms.get('sauvegarde')?.has('backup')).toBe(true);
    for (const [word, others] of synonyms) expect(others.has(word)).toBe(false);
  });

  it('has no line of one word', () => {
    expect(vocabulary.filter(({ length }) => length < 2)).toEqual([]);
  });
});
