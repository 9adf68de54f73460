import { cleanLine } from './clean.js';
import { localInstant } from './instants.js';
import type { InstitutionName, Locale, Passage } from './letter-kinds.js';
import type { WrittenLetter } from './letter.js';
import { inFrame } from './letters/in-frame.js';

/** What is told of a major incident, to level 1 of every institution to which it was announced. */
export interface MajorLetter {
  what: 'declared' | 'updated' | 'ended';
  title: string;
  body: string;
  service: InstitutionName;
  /** Who leads it. */
  institution: InstitutionName;
  readerName: string;
  /** Where the reader is (IANA name). */
  timeZone: string;
  at: Date;
  url: string;
}

/** A mail for one reader, in their language and local time. Pure; hostile texts come out harmless. */
export function writeMajorLetter(given: MajorLetter, locale: Locale): WrittenLetter {
  const letter = { ...given, title: cleanLine(given.title) || '…' };
  const french = locale === 'fr';
  const passage = passageOf(letter, french);
  const around = {
    readerName: letter.readerName,
    about: `${letter.title} (${letter.service.name})`,
    url: letter.url,
    facts: [
      { label: french ? 'Objet' : 'Title', value: letter.title },
      { label: 'Service', value: letter.service.name },
      { label: french ? 'Conduit par' : 'Led by', value: letter.institution.name },
      { label: french ? 'Le' : 'On', value: localInstant(letter.at, letter.timeZone, locale) },
    ],
    link: french ? 'Ouvrir l’incident majeur' : 'Open the major incident',
    cut: french ? '[La suite est à lire dans l’incident majeur.]' : '[The rest is in the major incident.]',
    why: french
      ? 'Vous recevez ce message parce que vous faites partie du niveau 1 de votre établissement pour ce service.'
      : 'You get this message because you are level 1 of your institution for this service.',
  };
  return inFrame(passage, around, locale);
}

function passageOf({ what, body, institution }: MajorLetter, french: boolean): Passage {
  const texts = [{ title: french ? 'Message' : 'Message', body }];
  switch (what) {
    case 'declared':
      return french
        ? {
            happened: 'Incident majeur',
            lead: `${institution.name} déclare un incident majeur. Rattachez-y les demandes de vos utilisateurs qui en relèvent\u00a0: elles seront tenues au courant, et résolues avec lui.`,
            texts,
          }
        : {
            happened: 'Major incident',
            lead: `${institution.name} declares a major incident. Attach your users’ tickets that are part of it: they will be kept informed, and resolved with it.`,
            texts,
          };
    case 'updated':
      return french
        ? {
            happened: 'Incident majeur, nouvelles',
            lead: `${institution.name} dit où en est l’incident majeur.`,
            texts,
          }
        : {
            happened: 'Major incident, news',
            lead: `${institution.name} says where the major incident stands.`,
            texts,
          };
    case 'ended':
      return french
        ? {
            happened: 'Incident majeur terminé',
            lead: 'L’incident majeur est terminé. Les demandes qui y étaient rattachées sont résolues avec ce texte\u00a0; celles dont une escalade est ouverte restent à traiter.',
            texts,
          }
        : {
            happened: 'Major incident over',
            lead: 'The major incident is over. The tickets that hung on it are resolved with this text; those with an open escalation are left to you.',
            texts,
          };
  }
}
