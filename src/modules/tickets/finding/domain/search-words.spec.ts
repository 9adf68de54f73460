import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { orThrow } from '../../../../kernel/index.js';
import { beginningsOf, mayHold, searchClauses, tellingWords, wordsToMark } from './search-words.js';

/** As it is read: =exact, * goes on, - not. */
function read(typed: string): string[] | string {
  const outcome = searchClauses(typed);
  if (!outcome.ok) return outcome.refusal.code;
  return outcome.value.map(
    ({ words, exact, prefix, without }) => `${without ? '-' : ''}${exact ? '=' : ''}${words}${prefix ? '*' : ''}`,
  );
}

describe('what somebody types', () => {
  it.each([
    ['page blanche ', ['page', 'blanche']],
    ['page blanche', ['page', 'blanche*']],
    ['pa', ['pa']],
    ['inscri* cours ', ['inscri**', 'cours']],
    ['"page blanche" cours ', ['=page blanche', 'cours']],
    ['« page blanche »', ['= page blanche ']],
    ['"jamais fermée', ['=jamais fermée']],
    ['cours -moodle ', ['cours', '-moodle']],
    ['cours -"page blanche"', ['cours', '-=page blanche']],
    ['l’écran d’accueil ', ['écran', 'accueil']],
    ["qu'il aujourd'hui ", ["aujourd'hui"]],
    ['ORA-00942 jean.dupont@ulco.example ', ['ORA-00942', 'jean.dupont@ulco.example']],
    ['le serveur de la fac ', ['serveur', 'fac']],
    ['le la ', ['le', 'la']],
    ['pas de son ', ['pas', 'son']],
    ['-moodle', ['-moodle']],
    ['a & b | !c:* <-> (d) ', ['b', 'c:**', 'd)']],
  ])('%p is read as clauses', (typed, clauses) => {
    expect(read(typed)).toEqual(clauses);
  });

  it.each(['', '   ', '*', '!!! ... ---', '""', '-', '« »'])('%p has no word in it', (typed) => {
    expect(read(typed)).toBe('search_without_words');
  });

  it.each([
    ['10,000 words', 'mot '.repeat(10_000)],
    ['4,000 characters', 'x'.repeat(4000)],
    ['21 words', 'ab '.repeat(21)],
  ])('%s are too many', (_, typed) => {
    expect(read(typed)).toBe('search_too_long');
  });

  it('gives clauses with a word in each, or says why not, whatever it is', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 60, unit: 'grapheme' }), (typed) => {
        const outcome = searchClauses(typed);
        if (outcome.ok) {
          expect(outcome.value.length).toBeGreaterThan(0);
          for (const { words } of outcome.value) expect(words).toMatch(/[\p{L}\p{N}]/u);
        }
      }),
    );
  });
});

it('marks the words of phrases one by one, and nothing that is excluded', () => {
  const outcome = searchClauses('"page blanche" -moodle inscri');
  expect(outcome.ok && wordsToMark(outcome.value).map(({ words, exact, prefix }) => [words, exact, prefix])).toEqual([
    ['page', true, false],
    ['blanche', true, false],
    ['inscri', false, true],
  ]);
});

it('finds what a text is about, each word once, without what every ticket says', () => {
  expect(tellingWords('Bonjour, la page « Écran » reste blanche. ECRAN, page ; merci ! ORA-00942', 5)).toEqual([
    'page',
    'Écran',
    'reste',
    'blanche',
    'ORA',
  ]);
});

describe('texts that may hold a word', () => {
  const may = (typed: string, text: string) =>
    new RegExp(mayHold(beginningsOf(wordsToMark(orThrow(searchClauses(`${typed} `)))))).test(text);

  it.each([
    ['evenement', 'un Événement', true],
    ['événement', 'UN EVENEMENT', true],
    ['evenement', 'un e\u0301ve\u0301nement', true],
    ['coeur', 'le cœur', true],
    ['œuvre', 'une oeuvre', true],
    ['oeuvre', 'une Œuvre', true],
    ['æther', 'aether', true],
    ['page', 'des pages', true],
    ['page', 'un cours', false],
    ['12', 'le 12 mars', true],
    ['"page blanche"', 'blanche', true],
    ['привет', 'Привет', true],
  ])('%s: %s', (typed, text, expected) => {
    expect(may(typed, text)).toBe(expected);
  });

  it('are looked for by letters alone: nothing typed is an operator of the expression', () => {
    expect(beginningsOf([{ words: '...', exact: false, prefix: false, without: false }])).toEqual(['...']);
    expect(new RegExp(mayHold(['...'])).test('abc')).toBe(true);
  });
});
