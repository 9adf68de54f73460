import { cleanLine, shorten } from './clean.js';
import type { Letter, Locale, Passage } from './letter-kinds.js';
import type { WrittenLetter } from './letter.js';
import { frameOf, whySentence } from './letters/frame.js';
import { html } from './letters/html.js';
import { passageOf } from './letters/passage.js';
import { plainText } from './letters/plain-text.js';

const LONGEST_SUBJECT = 160;
const MOST_LINES = 200;
const MOST_TEXTS = 5;

/**
 * One mail for several letters to the same reader, about tickets that were moved together: a line for each ticket with
 * its page, and the texts that were written on them, each once. At least one letter. Pure; hostile texts come out harmless.
 */
export function writeBulkLetter(letters: readonly Letter[], locale: Locale): WrittenLetter {
  const [first] = letters;
  if (!first) throw new Error('a mail about nothing');
  const french = locale === 'fr';
  const passages = letters.map((letter) => ({ letter, passage: passageOf(letter, locale) }));
  const items = passages.map(({ letter, passage }) => ({
    tag: `[${letter.reference}]`,
    text: `${cleanLine(letter.title) || '…'}\u00a0: ${passage.happened}${forWhom(letter, locale)}`,
    url: letter.url,
  }));
  const texts = new Map(passages.flatMap(({ passage }) => (passage.texts ?? []).map((text) => [text.body, text])));
  const count = new Set(letters.map(({ reference }) => reference)).size;
  const happened = french ? `${String(count)} demandes modifiées` : `${String(count)} tickets changed`;
  const passage: Passage = {
    happened,
    lead: french
      ? `${String(count)} demandes qui vous concernent ont été modifiées en une fois.`
      : `${String(count)} tickets that concern you were changed at once.`,
    list: {
      title: french ? 'Demandes' : 'Tickets',
      items: items.slice(0, MOST_LINES),
      isCut: items.length > MOST_LINES,
    },
    texts: [...texts.values()].slice(0, MOST_TEXTS),
  };
  const { greeting, colon, cut } = frameOf(first, passage, locale);
  const why = whySentence(letters, locale);
  const frame = { greeting, colon, cut, why, facts: [], link: french ? 'Ouvrir mes demandes' : 'Open the tickets' };
  const url = first.url.slice(0, first.url.lastIndexOf('/'));
  const subject = shorten(cleanLine(happened), LONGEST_SUBJECT);
  return { subject, text: plainText(passage, frame, url), html: html(passage, frame, { url, subject, locale }) };
}

/** Of a ticket that a deputy is told of: for whom. */
function forWhom({ insteadOf }: Letter, locale: Locale): string {
  const name = insteadOf && cleanLine(insteadOf.name);
  if (!name) return '';
  return locale === 'fr' ? ` (en remplacement de ${name})` : ` (in place of ${name})`;
}
