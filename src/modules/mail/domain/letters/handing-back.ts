import type { Wording } from '../letter-kinds.js';
import { deliveryName, returnName, titled, who } from './words.js';

export const returned: Wording<'returned'> = {
  fr: (letter) => ({
    happened: `Escalade retournée par ${letter.author.institution.code}`,
    lead: `${who(letter.author, letter)} vous retourne l’escalade de la demande ${titled(letter, 'fr')} (${returnName(letter.code, 'fr')}). Confirmez ce retour, ou refusez-le en disant pourquoi.`,
    texts: [{ title: 'Raison du retour', body: letter.explanation }],
  }),
  en: (letter) => ({
    happened: `Escalation returned by ${letter.author.institution.code}`,
    lead: `${who(letter.author, letter)} returns the escalation of the ticket ${titled(letter, 'en')} to you (${returnName(letter.code, 'en')}). Confirm the return, or refuse it and say why.`,
    texts: [{ title: 'Why it was returned', body: letter.explanation }],
  }),
};

export const delivered: Wording<'delivered'> = {
  fr: (letter) => ({
    happened: `Réponse livrée par ${letter.author.institution.code}`,
    lead: `${who(letter.author, letter)} a livré l’escalade de la demande ${titled(letter, 'fr')} (${deliveryName(letter.code, 'fr')}). Il ne reste qu’un geste\u00a0: «\u00a0transmettre et résoudre\u00a0» envoie le texte ci-dessous à la personne qui a fait la demande.`,
    texts: [{ title: 'Texte pour la personne qui a fait la demande', body: letter.textForRequester }],
    after: ['Si cette réponse ne convient pas, refusez-la en disant pourquoi\u00a0: l’escalade reprend.'],
  }),
  en: (letter) => ({
    happened: `Delivered by ${letter.author.institution.code}`,
    lead: `${who(letter.author, letter)} delivered the escalation of the ticket ${titled(letter, 'en')} (${deliveryName(letter.code, 'en')}). One move is left: “transmit and resolve” sends the text below to the person who asked.`,
    texts: [{ title: 'Text for the person who asked', body: letter.textForRequester }],
    after: ['If this is not what you need, refuse it and say why: the escalation goes on.'],
  }),
};

export const refused: Wording<'refused'> = {
  fr: (letter) => {
    const by = who(letter.author, letter);
    const texts = [{ title: 'Raison du refus', body: letter.explanation }];
    return letter.what === 'delivery'
      ? {
          happened: `Livraison refusée par ${letter.author.institution.code}`,
          lead: `${by} a refusé ce que vous avez livré pour la demande ${titled(letter, 'fr')}. L’escalade reprend là où elle en était\u00a0: à vous de poursuivre.`,
          texts,
        }
      : {
          happened: `Retour refusé par ${letter.author.institution.code}`,
          lead: `${by} a refusé votre retour de la demande ${titled(letter, 'fr')}. Lisez pourquoi\u00a0: l’escalade vous est proposée à nouveau, et le délai déjà consommé compte.`,
          texts,
        };
  },
  en: (letter) => {
    const by = who(letter.author, letter);
    const texts = [{ title: 'Why it was refused', body: letter.explanation }];
    return letter.what === 'delivery'
      ? {
          happened: `Delivery refused by ${letter.author.institution.code}`,
          lead: `${by} refused what you delivered for the ticket ${titled(letter, 'en')}. The escalation goes on where it was: the next step is yours.`,
          texts,
        }
      : {
          happened: `Return refused by ${letter.author.institution.code}`,
          lead: `${by} refused your return of the ticket ${titled(letter, 'en')}. Read why: the escalation is offered to you again, and the time already used counts.`,
          texts,
        };
  },
};
