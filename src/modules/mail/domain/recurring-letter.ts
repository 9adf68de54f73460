import { cleanLine } from './clean.js';
import type { InstitutionName, Locale, Passage } from './letter-kinds.js';
import type { WrittenLetter } from './letter.js';
import { inFrame } from './letters/in-frame.js';

/** What the SPOCs are told of a recurring ticket that could not be opened any more. */
export interface RecurringLetter {
  why: 'maker_left' | 'rights_lost' | 'refused';
  title: string;
  service: InstitutionName;
  /** In whose name it was opened, as far as they are known. */
  makerName: string;
  /** The local date that was not opened; null where none is known. */
  date: string | null;
  readerName: string;
  url: string;
}

/** A mail for one reader, in their language. Pure; hostile texts come out harmless. */
export function writeRecurringLetter(given: RecurringLetter, locale: Locale): WrittenLetter {
  const letter = { ...given, title: cleanLine(given.title) || '…', makerName: cleanLine(given.makerName) || '…' };
  const french = locale === 'fr';
  const passage = french ? inFrench(letter) : inEnglish(letter);
  const around = {
    readerName: letter.readerName,
    about: letter.title,
    url: letter.url,
    facts: [
      { label: french ? 'Objet' : 'Title', value: letter.title },
      { label: 'Service', value: letter.service.name },
      ...(letter.date === null ? [] : [{ label: french ? 'Date non ouverte' : 'Date not opened', value: letter.date }]),
    ],
    link: french ? 'Ouvrir la demande récurrente' : 'Open the recurring ticket',
    cut: '',
    why: french
      ? 'Vous recevez ce message parce que vous êtes SPOC (point de contact unique) de votre établissement pour ce service.'
      : 'You get this message because you are a SPOC (single point of contact) of your institution for this service.',
  };
  return inFrame(passage, around, locale);
}

function inFrench({ why, makerName }: RecurringLetter): Passage {
  const because = {
    maker_left: `${makerName}, au nom de qui elle s’ouvrait, n’est plus dans votre établissement`,
    rights_lost: `${makerName}, au nom de qui elle s’ouvrait, n’a plus le droit de l’ouvrir`,
    refused: 'elle ne peut plus être ouverte telle qu’elle est écrite',
  };
  return {
    happened: 'Demande récurrente suspendue',
    lead: `Cette demande récurrente ne s’ouvre plus\u00a0: ${because[why]}. Corrigez-la s’il le faut et reprenez-la\u00a0: elle s’ouvrira alors en votre nom.`,
  };
}

function inEnglish({ why, makerName }: RecurringLetter): Passage {
  const because = {
    maker_left: `${makerName}, in whose name it was opened, is no longer at your institution`,
    rights_lost: `${makerName}, in whose name it was opened, may not open it any more`,
    refused: 'it cannot be opened any more as it is written',
  };
  return {
    happened: 'Recurring ticket paused',
    lead: `This recurring ticket opens no more: ${because[why]}. Correct it if need be and resume it: it will be opened in your name then.`,
  };
}
