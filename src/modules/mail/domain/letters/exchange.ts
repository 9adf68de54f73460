import type { Wording } from '../letter-kinds.js';
import { titled, when, who } from './words.js';

export const question: Wording<'question'> = {
  fr: (letter) => ({
    happened: `Question posée par ${letter.author.institution.code}`,
    lead: `${who(letter.author, letter)} vous pose une question pour traiter l’escalade de la demande ${titled(letter, 'fr')}. Ouvrez la demande et répondez\u00a0: l’escalade est en attente jusque-là.`,
    texts: [{ title: 'Question', body: letter.body }],
    facts: letter.followUpAt ? [{ label: 'Relance prévue', value: when(letter.followUpAt, letter, 'fr') }] : [],
  }),
  en: (letter) => ({
    happened: `Question from ${letter.author.institution.code}`,
    lead: `${who(letter.author, letter)} asks you something in order to work on the escalation of the ticket ${titled(letter, 'en')}. Open the ticket and answer: the escalation waits until then.`,
    texts: [{ title: 'Question', body: letter.body }],
    facts: letter.followUpAt ? [{ label: 'Follow-up', value: when(letter.followUpAt, letter, 'en') }] : [],
  }),
};

export const answer: Wording<'answer'> = {
  fr: (letter) => ({
    happened: `Réponse apportée par ${letter.author.institution.code}`,
    lead: `${who(letter.author, letter)} a répondu à votre question sur la demande ${titled(letter, 'fr')}. L’escalade reprend\u00a0: à vous de poursuivre.`,
    texts: [{ title: 'Réponse', body: letter.body }],
  }),
  en: (letter) => ({
    happened: `Answer from ${letter.author.institution.code}`,
    lead: `${who(letter.author, letter)} answered your question on the ticket ${titled(letter, 'en')}. The escalation goes on: the next step is yours.`,
    texts: [{ title: 'Answer', body: letter.body }],
  }),
};
