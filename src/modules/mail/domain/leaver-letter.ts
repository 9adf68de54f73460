import { cleanLine } from './clean.js';
import type { Locale } from './letter-kinds.js';
import type { WrittenLetter } from './letter.js';
import { inFrame } from './letters/in-frame.js';

/** What an admin is told of somebody who has left: what is to be handed over. References and ids, no titles. */
export interface LeaverLetter {
  name: string;
  work: readonly { kind: string; ref: string }[];
  readerName: string;
  url: string;
}

const MOST_OF_A_KIND = 30;

/** A mail for one reader, in their language. Pure; hostile texts come out harmless. */
export function writeLeaverLetter(given: LeaverLetter, locale: Locale): WrittenLetter {
  const french = locale === 'fr';
  const name = cleanLine(given.name) || '…';
  const kinds = [...new Set(given.work.map(({ kind }) => kind))];
  const facts = kinds.map((kind) => {
    const refs = given.work.filter((one) => one.kind === kind).map(({ ref }) => ref);
    const rest = refs.length > MOST_OF_A_KIND ? [`… (+${String(refs.length - MOST_OF_A_KIND)})`] : [];
    return { label: labels[locale][kind] ?? kind, value: [...refs.slice(0, MOST_OF_A_KIND), ...rest].join(', ') };
  });
  const nothing = given.work.length === 0;
  const passage = french
    ? {
        happened: 'Départ',
        lead: nothing
          ? `${name} a quitté votre établissement. Rien ne reste à reprendre.`
          : `${name} a quitté votre établissement. Voici ce qui lui était confié et reste à reprendre\u00a0: chacun le voit dans ses listes comme n’étant plus à personne.`,
      }
    : {
        happened: 'Somebody has left',
        lead: nothing
          ? `${name} has left your institution. Nothing remains to be handed over.`
          : `${name} has left your institution. This was theirs and remains to be handed over: lists show it to everybody as nobody’s.`,
      };
  const around = {
    readerName: given.readerName,
    about: name,
    url: given.url,
    facts,
    link: 'Guichet',
    cut: '',
    why: french
      ? 'Vous recevez ce message parce que vous êtes administrateur de votre établissement.'
      : 'You get this message because you are an admin of your institution.',
  };
  return inFrame(passage, around, locale);
}

const labels: Record<Locale, Record<string, string>> = {
  fr: {
    ticket: 'Demandes',
    task: 'Tâches',
    approval: 'Approbations',
    change: 'Changements',
    change_task: 'Tâches de changements',
    vote: 'Votes ouverts',
    seat: 'Sièges au comité',
    run: 'Exécutions',
    improvement: 'Plans d’action',
    action: 'Actions du catalogue',
    action_plan: 'Actions planifiées',
    recurring_ticket: 'Demandes récurrentes',
    deputy: 'Suppléances terminées',
    team: 'Équipes',
  },
  en: {
    ticket: 'Tickets',
    task: 'Tasks',
    approval: 'Approvals',
    change: 'Changes',
    change_task: 'Tasks of changes',
    vote: 'Open votes',
    seat: 'Seats on boards',
    run: 'Runs',
    improvement: 'Improvements',
    action: 'Actions of the catalogue',
    action_plan: 'Plans of actions',
    recurring_ticket: 'Recurring tickets',
    deputy: 'Stood in for',
    team: 'Teams',
  },
};
