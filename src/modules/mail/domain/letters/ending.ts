import type { Wording } from '../letter-kinds.js';
import { titled, when, who } from './words.js';

export const resolved: Wording<'resolved'> = {
  fr: (letter) => ({
    happened: 'Demande résolue',
    lead: `Votre demande ${titled(letter, 'fr')} est résolue\u00a0; la réponse est ci-dessous. Si elle vous convient, vous n’avez rien à faire.`,
    texts: [{ title: 'Réponse', body: letter.text }],
    after: [
      letter.settleUrl === undefined
        ? 'Ce n’est pas réglé\u00a0? Ouvrez la demande, choisissez «\u00a0rouvrir\u00a0» et dites ce qui ne va pas encore\u00a0: nous la reprendrons.'
        : 'Ce n’est pas réglé\u00a0? Dites-le par le lien ci-dessous, avec ce qui ne va pas encore\u00a0: nous la reprendrons.',
      ...(letter.closesAt
        ? [`Sans nouvelle de votre part, elle sera close le ${when(letter.closesAt, letter, 'fr')}.`]
        : []),
    ],
  }),
  en: (letter) => ({
    happened: 'Ticket resolved',
    lead: `Your ticket ${titled(letter, 'en')} is resolved; the answer is below. If it settles the matter, there is nothing for you to do.`,
    texts: [{ title: 'Answer', body: letter.text }],
    after: [
      letter.settleUrl === undefined
        ? 'Not settled? Open the ticket, choose “reopen” and say what is still wrong: we will take it up again.'
        : 'Not settled? Say so by the link below, with what is still wrong: we will take it up again.',
      ...(letter.closesAt
        ? [`Unless we hear from you, it will be closed on ${when(letter.closesAt, letter, 'en')}.`]
        : []),
    ],
  }),
};

export const reopened: Wording<'reopened'> = {
  fr: (letter) => ({
    happened: 'Demande rouverte',
    lead:
      letter.reason === 'requester'
        ? `Votre demande ${titled(letter, 'fr')} est rouverte\u00a0: nous la reprenons. Vous n’avez rien à faire pour l’instant.`
        : `${who(letter.author, letter)} a rouvert la demande ${titled(letter, 'fr')}\u00a0: ce n’était pas réglé. Lisez pourquoi et reprenez-la.`,
    texts: [{ title: 'Raison', body: letter.explanation }],
  }),
  en: (letter) => ({
    happened: 'Ticket reopened',
    lead:
      letter.reason === 'requester'
        ? `Your ticket ${titled(letter, 'en')} is open again: we take it up. There is nothing for you to do now.`
        : `${who(letter.author, letter)} reopened the ticket ${titled(letter, 'en')}: it was not settled. Read why and take it up again.`,
    texts: [{ title: 'Reason', body: letter.explanation }],
  }),
};

export const closed: Wording<'closed'> = {
  fr: (letter) => ({
    happened: 'Demande close',
    lead: `${letter.reason === 'requester' ? 'Votre' : 'La'} demande ${titled(letter, 'fr')} est close. Vous n’avez plus rien à faire.`,
    after:
      letter.reason === 'requester'
        ? [`Si la difficulté revient, faites une nouvelle demande en citant la référence ${letter.reference}.`]
        : [],
  }),
  en: (letter) => ({
    happened: 'Ticket closed',
    lead: `${letter.reason === 'requester' ? 'Your' : 'The'} ticket ${titled(letter, 'en')} is closed. There is nothing left for you to do.`,
    after:
      letter.reason === 'requester'
        ? [`If the trouble comes back, open a new ticket and give the reference ${letter.reference}.`]
        : [],
  }),
};

export const cancelled: Wording<'cancelled'> = {
  fr: (letter) => ({
    happened: 'Demande annulée',
    lead:
      letter.reason === 'requester'
        ? `Votre demande ${titled(letter, 'fr')} est annulée. Vous n’avez rien à faire\u00a0; si c’est une erreur, faites une nouvelle demande.`
        : `${who(letter.author, letter)} a annulé la demande ${titled(letter, 'fr')}. Vous n’avez plus rien à y faire.`,
    texts: [{ title: 'Raison', body: letter.explanation }],
  }),
  en: (letter) => ({
    happened: 'Ticket cancelled',
    lead:
      letter.reason === 'requester'
        ? `Your ticket ${titled(letter, 'en')} is cancelled. There is nothing for you to do; if this is a mistake, open a new one.`
        : `${who(letter.author, letter)} cancelled the ticket ${titled(letter, 'en')}. There is nothing left for you to do on it.`,
    texts: [{ title: 'Reason', body: letter.explanation }],
  }),
};
