import type { Wording } from '../letter-kinds.js';
import { titled, who } from './words.js';

// Requests that somebody decides on before anybody works on them. Nothing is decided by opening or answering a mail.

const signIn = {
  fr: 'Ouvrez le lien ci-dessous pour lire ce qui est demandé et décider, avec votre mot de passe ou un code que vous recevrez par courriel\u00a0: ni l’ouverture du lien ni une réponse à ce message ne décident de rien. Le lien ne sert qu’à vous, pendant quatorze jours.',
  en: 'Open the link below to read what is asked for and to decide, with your password or a code that is mailed to you: neither opening the link nor answering this mail decides anything. The link is of use to you alone, for fourteen days.',
};

export const approvalAsked: Wording<'approval_asked'> = {
  fr: (letter) => ({
    happened: 'Demande à approuver',
    lead: `${letter.requesterName} a fait la demande ${titled(letter, 'fr')}, qui attend votre approbation\u00a0: personne n’y travaille avant votre décision. ${signIn.fr}`,
  }),
  en: (letter) => ({
    happened: 'Request to approve',
    lead: `${letter.requesterName} opened the request ${titled(letter, 'en')}, which waits for your approval: nobody works on it before you have decided. ${signIn.en}`,
  }),
};

export const approvalReminded: Wording<'approval_reminded'> = {
  fr: (letter) => ({
    happened: 'Demande toujours à approuver',
    lead: `La demande ${titled(letter, 'fr')} de ${letter.requesterName} attend toujours votre approbation. ${signIn.fr}`,
  }),
  en: (letter) => ({
    happened: 'Request still to approve',
    lead: `The request ${titled(letter, 'en')} of ${letter.requesterName} still waits for your approval. ${signIn.en}`,
  }),
};

export const approvalLeft: Wording<'approval_left'> = {
  fr: (letter) => ({
    happened: letter.nobody ? 'Approbation que personne ne peut donner' : 'Approbation confiée aux responsables',
    lead: letter.nobody
      ? `La demande ${titled(letter, 'fr')} attend une approbation que personne ne peut donner chez vous\u00a0: l’approbateur prévu n’est plus là ou a fait la demande, et le service n’a pas d’autre responsable. Confiez la décision à quelqu’un, ou annulez la demande.`
      : `L’approbateur prévu pour la demande ${titled(letter, 'fr')} n’est plus là, ou a fait la demande\u00a0: la décision revient aux responsables du service. Vous pouvez la confier à quelqu’un d’autre.`,
  }),
  en: (letter) => ({
    happened: letter.nobody ? 'Approval that nobody can give' : 'Approval passed on to the managers',
    lead: letter.nobody
      ? `The request ${titled(letter, 'en')} waits for an approval that nobody at your institution can give: the approver it was meant for is no longer there or asked for it, and the service has no other manager. Put the decision to somebody, or cancel the request.`
      : `The approver that was meant for the request ${titled(letter, 'en')} is no longer there, or asked for it: the managers of the service decide. You may put the decision to somebody else.`,
  }),
};

export const approved: Wording<'approved'> = {
  fr: (letter) => ({
    happened: 'Demande approuvée',
    lead: `${who(letter.author, letter)} a approuvé la demande ${titled(letter, 'fr')}\u00a0: elle peut maintenant être traitée.`,
    texts: letter.explanation === undefined ? [] : [{ title: 'Message', body: letter.explanation }],
  }),
  en: (letter) => ({
    happened: 'Request approved',
    lead: `${who(letter.author, letter)} approved the request ${titled(letter, 'en')}: it can be worked on now.`,
    texts: letter.explanation === undefined ? [] : [{ title: 'Message', body: letter.explanation }],
  }),
};
