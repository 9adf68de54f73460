import type { TicketState } from '../../timers/index.js';

/** How the question stands after a resolution. */
export type Answered = 'open' | 'settled' | 'reopened' | 'over';

/** From the state of the ticket and the types of what was recorded after the resolution; only the answers count. */
export function answeredBy(state: TicketState, types: readonly string[]): Answered {
  if (types.includes('ticket.reopened')) return 'reopened';
  if (types.includes('ticket.settled')) return 'settled';
  return state === 'resolved' ? 'open' : 'over';
}

/** What the page says that the mail of a resolution links to. It names no ticket: whoever has the link may read it. */
export const settledWords = {
  fr: {
    heading: 'Votre demande est-elle réglée\u00a0?',
    settled: 'Oui, c’est réglé',
    notSettled: 'Non, ce n’est pas réglé (dites ce qui ne va pas encore)',
    form: {
      legend: 'Votre réponse',
      reason: 'Ce qui ne va pas encore (4\u00a0000 caractères au plus)',
      hint: 'Votre demande sera reprise, et ce texte lu par ceux qui s’en occupent. Ouvrir cette page n’a rien enregistré.',
      record: 'Envoyer ma réponse',
    },
    outcomes: {
      settled: 'Merci\u00a0: il est noté que c’est réglé. La demande sera close d’elle-même.',
      reopened: 'La demande est rouverte\u00a0: elle est reprise.',
      over: 'La demande est close\u00a0: il n’y a plus de réponse à donner ici.',
    },
  },
  en: {
    heading: 'Is your ticket settled?',
    settled: 'Yes, it is settled',
    notSettled: 'No, it is not settled (say what is still wrong)',
    form: {
      legend: 'Your answer',
      reason: 'What is still wrong (4,000 characters at most)',
      hint: 'Your ticket will be taken up again, and this text read by those who work on it. Opening this page has recorded nothing.',
      record: 'Send my answer',
    },
    outcomes: {
      settled: 'Thank you: it is noted that this is settled. The ticket will be closed by itself.',
      reopened: 'The ticket is open again: it is being taken up.',
      over: 'The ticket is closed: there is no answer to give here any more.',
    },
  },
} as const;
