import { cleanLine, shorten } from './clean.js';
import type { Letter, Locale } from './letter-kinds.js';
import { frameOf } from './letters/frame.js';
import { html } from './letters/html.js';
import { passageOf } from './letters/passage.js';
import { plainText } from './letters/plain-text.js';

export interface WrittenLetter {
  subject: string;
  text: string;
  html: string;
}

const LONGEST_SUBJECT = 160;

/**
 * A mail for one reader, in their language and their local time. Its first sentences say what happened and what is
 * expected; then comes what people wrote, the facts, the link, and why this reader gets it. The subject holds the stable
 * tag `[reference]`. Pure; refuses nothing: hostile names, titles and texts come out harmless.
 */
export function writeLetter(given: Letter, locale: Locale): WrittenLetter {
  const letter = { ...given, title: cleanLine(given.title) || '…' };
  const passage = passageOf(letter, locale);
  const frame = frameOf(letter, passage, locale);
  const subject = subjectOf(letter, passage.happened, locale);
  return {
    subject,
    text: plainText(passage, frame, letter.url),
    html: html(passage, frame, { url: letter.url, subject, locale }),
  };
}

function subjectOf(letter: Letter, happened: string, locale: Locale): string {
  const colon = locale === 'fr' ? '\u00a0: ' : ': ';
  return shorten(cleanLine(`[${letter.reference}] ${happened}${colon}${letter.title}`), LONGEST_SUBJECT);
}
