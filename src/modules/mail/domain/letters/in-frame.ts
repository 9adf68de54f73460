import { cleanLine, shorten } from '../clean.js';
import type { Locale, Passage } from '../letter-kinds.js';
import type { WrittenLetter } from '../letter.js';
import type { Frame } from './frame.js';
import { html } from './html.js';
import { plainText } from './plain-text.js';

const LONGEST_SUBJECT = 160;

/** What stands around a passage that belongs to no ticket's thread. */
export interface Around extends Pick<Frame, 'facts' | 'link' | 'more' | 'cut' | 'why'> {
  readerName: string;
  /** After what happened, in the subject. */
  about?: string;
  /** In brackets before it: what mail programs sort by. */
  reference?: string;
  url: string;
}

/** One passage as a mail to one reader, in their language. */
export function inFrame(passage: Passage, around: Around, locale: Locale): WrittenLetter {
  const { readerName, about, reference, url, ...rest } = around;
  const french = locale === 'fr';
  const colon = french ? '\u00a0:' : ':';
  const happened = reference === undefined ? passage.happened : `[${reference}] ${passage.happened}`;
  const subject = shorten(cleanLine(about === undefined ? happened : `${happened}${colon} ${about}`), LONGEST_SUBJECT);
  const frame = { ...rest, greeting: french ? `Bonjour ${readerName},` : `Hello ${readerName},`, colon };
  return { subject, text: plainText(passage, frame, url), html: html(passage, frame, { url, subject, locale }) };
}
