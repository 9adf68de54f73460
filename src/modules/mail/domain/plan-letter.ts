import { cleanLine } from './clean.js';
import type { InstitutionName, Locale, Passage } from './letter-kinds.js';
import type { WrittenLetter } from './letter.js';
import { inFrame } from './letters/in-frame.js';

export const planNews = ['skipped', 'overdue', 'paused', 'rests'] as const;

/** What is told of a plan of a control or a preventive action. */
export interface PlanLetter {
  what: (typeof planNews)[number];
  title: string;
  service: InstitutionName;
  /** Reference of its action; null when it is no longer shared. */
  action: string | null;
  /** Reference of the ticket of that date. */
  ticket: string | null;
  date: string | null;
  /** Who left it out, and why; why it is paused: a code. */
  byName: string | null;
  reason: string | null;
  readerName: string;
  url: string;
}

/** A mail for one reader, in their language. Pure; hostile texts come out harmless. */
export function writePlanLetter(given: PlanLetter, locale: Locale): WrittenLetter {
  const letter = { ...given, title: cleanLine(given.title) || '…', byName: cleanLine(given.byName ?? '') || '…' };
  const french = locale === 'fr';
  const passage = french ? inFrench(letter) : inEnglish(letter);
  const fact = (label: string, value: string | null) => (value === null ? [] : [{ label, value }]);
  const around = {
    readerName: letter.readerName,
    about: letter.title,
    url: letter.url,
    facts: [
      { label: french ? 'Objet' : 'Title', value: letter.title },
      { label: 'Service', value: letter.service.name },
      ...fact('Action', letter.action),
      ...fact('Date', letter.date),
      ...fact(french ? 'Demande' : 'Ticket', letter.ticket),
      ...(letter.what === 'skipped' ? fact(french ? 'Motif' : 'Reason', cleanLine(letter.reason ?? '') || '…') : []),
    ],
    link: french ? 'Ouvrir la planification' : 'Open the plan',
    cut: '',
    why: french
      ? 'Vous recevez ce message parce que vous répondez de cette planification dans votre établissement.'
      : 'You get this message because you answer for this plan at your institution.',
  };
  return inFrame(passage, around, locale);
}

function inFrench({ what, byName, reason }: PlanLetter): Passage {
  switch (what) {
    case 'skipped':
      return {
        happened: 'Échéance écartée',
        lead: `${byName ?? ''} a écarté cette échéance\u00a0: elle ne sera pas exécutée. Le motif est indiqué ci-dessous.`,
      };
    case 'overdue':
      return {
        happened: 'Échéance en retard',
        lead: 'Cette action planifiée n’a pas été exécutée dans le délai prévu. Exécutez-la, ou écartez-la avec un motif.',
      };
    case 'rests':
      return {
        happened: 'Planification en pause',
        lead: `L’action de cette planification ${resting.fr[reason ?? ''] ?? resting.fr.out_of_sight ?? ''}. La planification reprendra d’elle-même quand l’action pourra de nouveau être exécutée.`,
      };
    case 'paused':
      return {
        happened: 'Planification suspendue',
        lead: `Cette planification n’ouvre plus de demande\u00a0: ${pausing.fr[reason ?? ''] ?? pausing.fr.refused ?? ''}. Corrigez-la s’il le faut et reprenez-la\u00a0: elle s’ouvrira alors en votre nom.`,
      };
  }
}

function inEnglish({ what, byName, reason }: PlanLetter): Passage {
  switch (what) {
    case 'skipped':
      return {
        happened: 'Date left out',
        lead: `${byName ?? ''} left out this date: nothing will be run on it. The reason stands below.`,
      };
    case 'overdue':
      return {
        happened: 'Planned action overdue',
        lead: 'This planned action was not run in the time that it has. Run it, or leave it out with a reason.',
      };
    case 'rests':
      return {
        happened: 'Plan at rest',
        lead: `The action of this plan ${resting.en[reason ?? ''] ?? resting.en.out_of_sight ?? ''}. The plan goes on by itself when the action can be run again.`,
      };
    case 'paused':
      return {
        happened: 'Plan paused',
        lead: `This plan opens no more tickets: ${pausing.en[reason ?? ''] ?? pausing.en.refused ?? ''}. Correct it if need be and resume it: it will be opened in your name then.`,
      };
  }
}

const resting: Record<Locale, Readonly<Record<string, string>>> = {
  fr: {
    suspended: 'est suspendue',
    retired: 'est retirée',
    out_of_sight: 'n’est plus publiée pour ce service dans votre établissement',
  },
  en: {
    suspended: 'is suspended',
    retired: 'is retired',
    out_of_sight: 'is no longer published for this service at your institution',
  },
};
const pausing: Record<Locale, Readonly<Record<string, string>>> = {
  fr: {
    keeper_left: 'la personne au nom de qui elle s’ouvrait n’est plus dans votre établissement',
    rights_lost: 'la personne au nom de qui elle s’ouvrait n’en a plus le droit',
    refused: 'elle ne peut plus être ouverte telle qu’elle est écrite',
  },
  en: {
    keeper_left: 'whoever it was opened in the name of is no longer at your institution',
    rights_lost: 'whoever it was opened in the name of may not open it any more',
    refused: 'it cannot be opened any more as it is written',
  },
};
