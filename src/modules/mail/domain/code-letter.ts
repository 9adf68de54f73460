import { localInstant } from './instants.js';
import type { Locale, Passage } from './letter-kinds.js';
import type { WrittenLetter } from './letter.js';
import { inFrame } from './letters/in-frame.js';

/** The code that somebody asked for on the page of a decision. It tells nothing of what is decided on. */
export interface CodeLetter {
  code: string;
  expiresAt: Date;
  readerName: string;
  /** Where the reader is (IANA name). */
  timeZone: string;
  /** Of the program, not of the decision. */
  url: string;
}

/** A mail for one reader, in their language. The subject leaves the code out: it shows on locked screens. Pure. */
export function writeCodeLetter(letter: CodeLetter, locale: Locale): WrittenLetter {
  const french = locale === 'fr';
  const passage = french ? inFrench : inEnglish;
  const around = {
    readerName: letter.readerName,
    url: letter.url,
    facts: [
      { label: 'Code', value: letter.code },
      {
        label: french ? 'Valable jusqu’à' : 'Valid until',
        value: localInstant(letter.expiresAt, letter.timeZone, locale),
      },
    ],
    link: 'Guichet',
    cut: '',
    why: french
      ? 'Vous recevez ce message parce que ce code a été demandé sur la page d’une décision qui vous revient.'
      : 'You get this message because this code was asked for on the page of a decision that is yours.',
  };
  return inFrame(passage, around, locale);
}

const inFrench: Passage = {
  happened: 'Votre code pour décider',
  lead: 'Voici le code à saisir sur la page que vous avez ouverte. Il sert une fois, et à cette page seulement.',
  after: [
    'Si vous n’avez rien demandé, ne faites rien\u00a0: sans ce code, rien n’est décidé. Ne le donnez à personne.',
  ],
};

const inEnglish: Passage = {
  happened: 'Your code to decide',
  lead: 'Here is the code to type on the page that you opened. It works once, and on that page only.',
  after: ['If you did not ask for it, do nothing: without this code nothing is decided. Give it to nobody.'],
};
