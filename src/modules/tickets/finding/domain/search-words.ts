import { done, refused, type Outcome } from '../../../../kernel/index.js';

/** One thing that is looked for. Whatever `words` holds is words; the database folds it and finds its stems. */
export interface Clause {
  words: string;
  /** As it is spelt, accents and case aside: no stems. */
  exact: boolean;
  /** The last word goes on. */
  prefix: boolean;
  without: boolean;
}

const LONGEST = 500;
const MOST_CLAUSES = 20;
/** Shorter beginnings are words of their own. */
const SHORTEST_TYPED = 3;

const WORD = /[\p{L}\p{M}\p{N}]+/gu;
const ELISION = /^(?:[ldjmtscn]|qu|jusqu|lorsqu|puisqu|quoiqu|presqu)['’ʼ`´](?=[\p{L}\p{N}])/iu;

/** Words that carry no meaning in either language. Not "son", "est", "it" or "pas", which do. */
const FILLING = new Set(
  (
    'le la les l un une des du de d au aux et ou en dans sur pour par ce cet cette ces qui que qu se ne je j tu il elle ' +
    'on nous vous ils elles a the an of to in on for is are and or at by with this that i'
  ).split(' '),
);

/**
 * What somebody typed, as clauses that all have to hold. Quotes hold a phrase together, a minus excludes, a star at the
 * end of a word lets it go on; so does the last word, which may not be typed to its end yet, unless a space follows it.
 * Nothing else is an operator. Words without meaning are left out, unless there is nothing else.
 * Refused: more than 500 characters, more than 20 things, no word at all.
 */
export function searchClauses(typed: string): Outcome<Clause[]> {
  if (typed.length > LONGEST)
    return refuse(
      'search_too_long',
      `A search has at most ${String(LONGEST)} characters and ${String(MOST_CLAUSES)} words.`,
    );
  const clauses = [...typed.matchAll(/(?<=^|\s)(-?)["“”«]([^"“”»]*)["“”»]?|(\S+)/gu)].flatMap((match) => {
    const [all, minus, phrase, piece] = match;
    if (phrase !== undefined) return of(phrase, { exact: true, without: minus === '-' });
    const isLast = match.index + all.length === typed.length;
    return of(...pieceOf(piece ?? '', isLast));
  });
  if (clauses.length === 0) return refuse('search_without_words', 'There is no word in this search.');
  if (clauses.length > MOST_CLAUSES)
    return refuse(
      'search_too_long',
      `A search has at most ${String(LONGEST)} characters and ${String(MOST_CLAUSES)} words.`,
    );
  const telling = clauses.filter((clause) => clause.exact || clause.without || !FILLING.has(foldWord(clause.words)));
  return done(telling.some(({ without }) => !without) || clauses.every(({ without }) => without) ? telling : clauses);
}

/** The words of clauses one by one, as they make a text match: what is to be marked in it. */
export function wordsToMark(clauses: readonly Clause[]): Clause[] {
  return clauses
    .filter(({ without }) => !without)
    .flatMap(({ words, exact, prefix }) => {
      const single = wordsIn(words);
      return single.map((word, place) => ({
        words: word,
        exact: exact || single.length > 1,
        prefix: prefix && place === single.length - 1,
        without: false,
      }));
    });
}

/** Letters and digits without accents and case, as the database compares them. */
export function foldWord(text: string): string {
  return text
    .replaceAll(/[œŒ]/g, 'oe')
    .replaceAll(/[æÆ]/g, 'ae')
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase();
}

export function wordsIn(text: string): string[] {
  return text.match(WORD) ?? [];
}

/** Stems end differently; two words with one stem begin alike. */
const ALIKE = 3;

/** How words begin that may match one of these; in letters without accents and case. */
export function beginningsOf(clauses: readonly Clause[]): string[] {
  return [...new Set(clauses.map(({ words }) => foldWord(words).slice(0, ALIKE)))].filter((one) => one !== '');
}

/**
 * A regular expression of PostgreSQL that every text matches in which a word begins so, however it is accented; others may
 * too. It looks at characters and not at rules of a language, so it is quick: it says which texts are worth reading.
 */
export function mayHold(beginnings: readonly string[]): string {
  return beginnings
    .map((beginning) => {
      const letters = Array.from(beginning, (letter, place) => {
        // written as one with the letter before: œ, æ
        const isOptional = letter === 'e' && place > 0;
        return `${classOf(letter)}${isOptional ? '?' : ''}${MARKS}`;
      });
      return letters.join('');
    })
    .join('|');
}

const MARKS = '[\\u0300-\\u036F]*';

/** The letters that are this one when accents and case are aside. */
function classOf(letter: string): string {
  if (!/[\p{L}\p{N}]/u.test(letter)) return '.';
  const variants = VARIANTS.get(letter) ?? '';
  return `[${letter}${letter.toUpperCase()}${variants}]`;
}

const VARIANTS: ReadonlyMap<string, string> = variantsOf([0xc0, 0x24f], [0x1e00, 0x1eff]);

function variantsOf(...ranges: readonly (readonly [number, number])[]): Map<string, string> {
  const variants = new Map<string, string>();
  for (const [first, last] of ranges) {
    for (let code = first; code <= last; code += 1) {
      const character = String.fromCodePoint(code);
      // œ and æ count as what they begin with
      const [folded = ''] = foldWord(character);
      if (/[a-z]/.test(folded)) variants.set(folded, `${variants.get(folded) ?? ''}${character}`);
    }
  }
  return variants;
}

/** The words of a text that say what it is about, each once: at most `most`, in their order. */
export function tellingWords(text: string, most: number): string[] {
  const words = new Map<string, string>();
  for (const word of wordsIn(text)) {
    const folded = foldWord(word);
    if (folded.length >= SHORTEST_TYPED && !COMMON.has(folded) && !words.has(folded)) words.set(folded, word);
    if (words.size === most) break;
  }
  return [...words.values()];
}

/** Of nearly every ticket: they make no two alike. */
const COMMON = new Set([
  ...FILLING,
  ...(
    'bonjour merci cordialement pas plus est sont etait etre avoir avons avez ont ai suis sommes avec sans mais donc ' +
    'car depuis quand tout tous toute toutes leur leurs notre votre mon mes son ses nos vos meme aussi tres bien fait ' +
    'faire peut peux hello thanks thank please regards not have has was were been from but can cannot our your you we they'
  ).split(' '),
]);

function of(words: string, rest: Partial<Clause>): Clause[] {
  return wordsIn(words).length === 0 ? [] : [{ words, exact: false, prefix: false, without: false, ...rest }];
}

function pieceOf(typed: string, isLast: boolean): [string, Partial<Clause>] {
  const without = typed.startsWith('-') && typed.length > 1;
  const bare = (without ? typed.slice(1) : typed).replace(/^[^\p{L}\p{N}]+/u, '').replace(ELISION, '');
  const star = /\*[^\p{L}\p{N}]*$/u.test(bare);
  const last = wordsIn(bare).at(-1) ?? '';
  const isUnfinished = isLast && !without && /[\p{L}\p{N}]$/u.test(bare) && last.length >= SHORTEST_TYPED;
  return [bare, { without, prefix: star || isUnfinished }];
}

function refuse(code: string, message: string): Outcome<never> {
  const detail = message;
  return refused({ kind: 'unprocessable', code, detail, errors: [{ pointer: '/q', code, message }] });
}
