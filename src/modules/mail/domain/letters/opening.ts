import type { Wording } from '../letter-kinds.js';
import { titled, when, who } from './words.js';

export const opened: Wording<'opened'> = {
  fr: (letter) => {
    const title = titled(letter, 'fr');
    if (letter.for === 'staff') {
      return {
        happened: letter.ticketKind === 'incident' ? 'Nouvel incident' : 'Nouvelle demande',
        lead: `${letter.requesterName} a fait la demande ${title} sur ${letter.service.name}. Elle attend sa prise en compte\u00a0: qualifiez-la et prenez-la.`,
        texts: [{ title: 'Description', body: letter.description }],
      };
    }
    const what = letter.openedBy
      ? `${letter.openedBy} a enregistré pour vous la demande ${title}, sous la référence ${letter.reference}.`
      : `Votre demande ${title} est enregistrée sous la référence ${letter.reference}.`;
    return {
      happened: 'Demande enregistrée',
      lead: `${what} Vous n’avez rien à faire pour l’instant\u00a0: nous vous écrirons dès qu’elle avance.`,
      texts: [{ title: 'Description', body: letter.description }],
    };
  },
  en: (letter) => {
    const title = titled(letter, 'en');
    if (letter.for === 'staff') {
      return {
        happened: letter.ticketKind === 'incident' ? 'New incident' : 'New request',
        lead: `${letter.requesterName} asked for help with ${letter.service.name}: ${title}. It waits for a first response: qualify it and take it.`,
        texts: [{ title: 'Description', body: letter.description }],
      };
    }
    const what = letter.openedBy
      ? `${letter.openedBy} registered the ticket ${title} for you, with the reference ${letter.reference}.`
      : `Your ticket ${title} is registered with the reference ${letter.reference}.`;
    return {
      happened: 'Ticket registered',
      lead: `${what} There is nothing for you to do now: we will write as soon as it moves.`,
      texts: [{ title: 'Description', body: letter.description }],
    };
  },
};

export const message: Wording<'message'> = {
  fr: (letter) => ({
    happened: 'Nouveau message',
    lead:
      letter.reason === 'requester'
        ? `${who(letter.author, letter)} vous a écrit au sujet de votre demande ${titled(letter, 'fr')}. Pour répondre, ouvrez la demande.`
        : `${who(letter.author, letter)} a écrit dans la demande ${titled(letter, 'fr')}. Lisez ce message et voyez s’il attend une réponse.`,
    texts: [{ title: 'Message', body: letter.body }],
  }),
  en: (letter) => ({
    happened: 'New message',
    lead:
      letter.reason === 'requester'
        ? `${who(letter.author, letter)} wrote to you about your ticket ${titled(letter, 'en')}. To answer, open the ticket.`
        : `${who(letter.author, letter)} wrote in the ticket ${titled(letter, 'en')}. Read the message and see whether it needs an answer.`,
    texts: [{ title: 'Message', body: letter.body }],
  }),
};

export const waiting: Wording<'waiting'> = {
  fr: (letter) => {
    const before = letter.followUpAt ? `, si possible avant le ${when(letter.followUpAt, letter, 'fr')}` : '';
    return {
      happened: 'Votre réponse est attendue',
      lead: `${who(letter.author, letter)} a besoin d’une réponse de votre part pour avancer sur votre demande ${titled(letter, 'fr')}. Ouvrez la demande et répondez${before}.`,
      texts: [{ title: 'Message', body: letter.body }],
      after: ['Votre demande reste en attente jusqu’à votre réponse.'],
    };
  },
  en: (letter) => {
    const before = letter.followUpAt ? `, if possible before ${when(letter.followUpAt, letter, 'en')}` : '';
    return {
      happened: 'We wait for your answer',
      lead: `${who(letter.author, letter)} needs an answer from you to go on with your ticket ${titled(letter, 'en')}. Open the ticket and answer${before}.`,
      texts: [{ title: 'Message', body: letter.body }],
      after: ['Your ticket waits until you have answered.'],
    };
  },
};
