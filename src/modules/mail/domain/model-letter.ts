import { cleanLine } from './clean.js';
import type { InstitutionName, Locale, Passage } from './letter-kinds.js';
import type { WrittenLetter } from './letter.js';
import { inFrame } from './letters/in-frame.js';

/** That somebody suspended a model of changes. */
export interface ModelLetter {
  title: string;
  service: InstitutionName;
  reason: string;
  /** Who did; undefined where the reader does not know them. */
  by: string | undefined;
  /** Whether the reader wrote on it, or may follow it. */
  reader: 'author' | 'team';
  readerName: string;
  url: string;
}

/** A mail for one reader, in their language. Pure; hostile texts come out harmless. */
export function writeModelLetter(letter: ModelLetter, locale: Locale): WrittenLetter {
  const french = locale === 'fr';
  const title = cleanLine(letter.title) || '…';
  const around = {
    readerName: letter.readerName,
    about: title,
    reference: letter.service.code,
    url: letter.url,
    facts: [
      { label: french ? 'Modèle' : 'Model', value: title },
      { label: 'Service', value: letter.service.name },
    ],
    link: french ? 'Ouvrir le modèle' : 'Open the model',
    cut: french ? '[La suite est à lire dans le modèle.]' : '[The rest is in the model.]',
    why: reasons[locale][letter.reader],
  };
  return inFrame(french ? inFrench(letter, title) : inEnglish(letter, title), around, locale);
}

const reasons: Record<Locale, Record<ModelLetter['reader'], string>> = {
  fr: {
    author: 'Vous recevez ce message parce que vous avez écrit ce modèle.',
    team: 'Vous recevez ce message parce que vous faites partie de l’équipe qui assure ce service.',
  },
  en: {
    author: 'You get this message because you wrote this model.',
    team: 'You get this message because you belong to the team that runs this service.',
  },
};

const inFrench = ({ by, reason }: ModelLetter, title: string): Passage => ({
  happened: 'Modèle suspendu',
  lead: `${(by && cleanLine(by)) || 'Quelqu’un'} a suspendu le modèle «\u00a0${title}\u00a0»\u00a0: tant qu’il n’est pas approuvé à nouveau, aucun changement n’est standard en le suivant, et ce qui est déjà planifié d’après lui ne commence pas.`,
  texts: [{ title: 'Raison', body: reason }],
});

const inEnglish = ({ by, reason }: ModelLetter, title: string): Passage => ({
  happened: 'Model suspended',
  lead: `${(by && cleanLine(by)) || 'Somebody'} suspended the model “${title}”: until it is approved anew, no change is standard by following it, and what is scheduled by it already does not begin.`,
  texts: [{ title: 'Reason', body: reason }],
});
