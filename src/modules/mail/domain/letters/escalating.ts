import type { Wording } from '../letter-kinds.js';
import { functionName, titled, when, who } from './words.js';

export const calledOutside: Wording<'called_outside'> = {
  fr: (letter) => ({
    happened: `Escalade adressée à ${letter.external}`,
    lead: `${who(letter.author, letter)} a adressé à ${letter.external} la demande ${titled(letter, 'fr')} (${functionName(letter.function, 'fr')}). ${letter.external} n’a pas d’accès ici\u00a0: votre établissement assure le suivi. Notez son numéro de dossier et sa réponse dès qu’ils vous parviennent.`,
    texts: [{ title: 'Résumé', body: letter.summary }],
    ...(letter.followUpAt ? { after: [`À relancer le ${when(letter.followUpAt, letter, 'fr')}.`] } : {}),
  }),
  en: (letter) => ({
    happened: `Escalation addressed to ${letter.external}`,
    lead: `${who(letter.author, letter)} addressed the ticket ${titled(letter, 'en')} (${functionName(letter.function, 'en')}) to ${letter.external}. They have no access here: your institution follows them up. Note the number it has with them, and their answer, as soon as they reach you.`,
    texts: [{ title: 'Summary', body: letter.summary }],
    ...(letter.followUpAt ? { after: [`To be followed up: ${when(letter.followUpAt, letter, 'en')}.`] } : {}),
  }),
};

export const externalAnswered: Wording<'external_answered'> = {
  fr: (letter) => ({
    happened: `Réponse de ${letter.external}`,
    lead: `${letter.external} a répondu au sujet de la demande ${titled(letter, 'fr')}. Le fournisseur qui assure le suivi reprend l’escalade.`,
    texts: [{ title: `Réponse de ${letter.external}`, body: letter.body }],
  }),
  en: (letter) => ({
    happened: `Answer of ${letter.external}`,
    lead: `${letter.external} answered about the ticket ${titled(letter, 'en')}. The provider that follows them up goes on with the escalation.`,
    texts: [{ title: `Answer of ${letter.external}`, body: letter.body }],
  }),
};

export const drafted: Wording<'drafted'> = {
  fr: (letter) => ({
    happened: 'Escalade préparée, à envoyer',
    lead: `${who(letter.author, letter)} a préparé une escalade (${functionName(letter.function, 'fr')}) de la demande ${titled(letter, 'fr')}. Relisez-la, puis envoyez-la ou retirez-la\u00a0: sans geste d’un SPOC pendant une heure ouvrée, son auteur peut l’envoyer.`,
  }),
  en: (letter) => ({
    happened: 'Escalation prepared, to be sent',
    lead: `${who(letter.author, letter)} prepared an escalation (${functionName(letter.function, 'en')}) of the ticket ${titled(letter, 'en')}. Read it, then send or withdraw it: if no SPOC acts on it for one working hour, its author may send it.`,
  }),
};

export const disputeReminded: Wording<'dispute_reminded'> = {
  fr: (letter) => ({
    happened: 'Priorité contestée, sans réponse',
    lead: `${letter.disputer.name} conteste depuis deux jours ouvrés la priorité de la demande ${titled(letter, 'fr')}, et attend votre réponse. Qualifiez la demande à nouveau\u00a0: maintenir la priorité est aussi une réponse.`,
  }),
  en: (letter) => ({
    happened: 'Disputed priority, not answered',
    lead: `${letter.disputer.name} has disputed the priority of the ticket ${titled(letter, 'en')} for two working days, and waits for your answer. Qualify the ticket anew: keeping the priority is an answer too.`,
  }),
};

export const disputeUnanswered: Wording<'dispute_unanswered'> = {
  fr: (letter) => ({
    happened: 'Priorité contestée, sans réponse depuis cinq jours',
    lead: `${letter.disputer.name} conteste la priorité de la demande ${titled(letter, 'fr')}, et personne n’a répondu depuis cinq jours ouvrés. Voyez-en la suite d’un établissement à l’autre.`,
  }),
  en: (letter) => ({
    happened: 'Disputed priority, not answered for five days',
    lead: `${letter.disputer.name} disputes the priority of the ticket ${titled(letter, 'en')}, and nobody has answered for five working days. Agree between the institutions on what follows.`,
  }),
};
