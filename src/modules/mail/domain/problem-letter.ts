import { cleanLine } from './clean.js';
import { localInstant } from './instants.js';
import type { InstitutionName, Locale } from './letter-kinds.js';
import type { WrittenLetter } from './letter.js';
import { inFrame } from './letters/in-frame.js';

/** What is told to somebody who asked to be told when a problem is fixed. */
export interface ProblemLetter {
  reference: string;
  /** What is published, in the reader's language. */
  title: string;
  body: string;
  service: InstitutionName;
  /** Who worked on it. */
  institution: InstitutionName;
  readerName: string;
  /** Where the reader is (IANA name). */
  timeZone: string;
  at: Date;
  url: string;
}

/** A mail for one reader, in their language and local time. Pure; hostile texts come out harmless. */
export function writeProblemLetter(given: ProblemLetter, locale: Locale): WrittenLetter {
  const letter = { ...given, title: cleanLine(given.title) || '…' };
  const french = locale === 'fr';
  const passage = {
    happened: french ? 'Problème corrigé' : 'Problem fixed',
    lead: french
      ? `Vous avez demandé à être prévenu\u00a0: le problème ${letter.reference} est corrigé.`
      : `You asked to be told: the problem ${letter.reference} is fixed.`,
    texts: [{ title: french ? 'Ce qui a été fait' : 'What was done', body: letter.body }],
  };
  const around = {
    readerName: letter.readerName,
    about: `${letter.title} (${letter.service.name})`,
    reference: letter.reference,
    url: letter.url,
    facts: [
      { label: french ? 'Problème' : 'Problem', value: letter.title },
      { label: 'Service', value: letter.service.name },
      { label: french ? 'Traité par' : 'Worked on by', value: letter.institution.name },
      { label: french ? 'Le' : 'On', value: localInstant(letter.at, letter.timeZone, locale) },
    ],
    link: french ? 'Ouvrir le problème' : 'Open the problem',
    cut: french ? '[La suite est à lire dans le problème.]' : '[The rest is in the problem.]',
    why: french
      ? 'Vous recevez ce message parce que vous avez demandé à être prévenu de la correction de ce problème.'
      : 'You get this message because you asked to be told when this problem is fixed.',
  };
  return inFrame(passage, around, locale);
}
