import type { Wording } from '../letter-kinds.js';
import { functionName, titled, waitName, when, who } from './words.js';

// What time tells and does when nobody moves: reminders, and what followed.

export const reminded: Wording<'reminded'> = {
  fr: (letter) => ({
    happened: 'Votre réponse est toujours attendue',
    lead: `Nous attendons toujours votre réponse pour avancer sur votre demande ${titled(letter, 'fr')}. Ouvrez la demande et répondez à la question ci-dessous.`,
    texts: [{ title: 'Question', body: letter.body }],
    after: letter.resolvesAt
      ? [
          `Sans réponse de votre part, la demande sera résolue d’elle-même le ${when(letter.resolvesAt, letter, 'fr')}. C’est notre dernier rappel\u00a0; vous pourrez encore la rouvrir.`,
        ]
      : [],
  }),
  en: (letter) => ({
    happened: 'We still wait for your answer',
    lead: `We still wait for your answer to go on with your ticket ${titled(letter, 'en')}. Open the ticket and answer the question below.`,
    texts: [{ title: 'Question', body: letter.body }],
    after: letter.resolvesAt
      ? [
          `Without an answer from you the ticket will be resolved by itself on ${when(letter.resolvesAt, letter, 'en')}. This is our last reminder; you can still reopen it then.`,
        ]
      : [],
  }),
};

export const unanswered: Wording<'unanswered'> = {
  fr: (letter) => ({
    happened: 'Demande résolue sans réponse de votre part',
    lead: `Votre demande ${titled(letter, 'fr')} est résolue, car notre question est restée sans réponse. Si vous n’en avez plus besoin, vous n’avez rien à faire\u00a0; sinon, ouvrez-la et choisissez «\u00a0rouvrir\u00a0».`,
    texts: [{ title: 'Message', body: letter.text }],
    after: letter.closesAt ? [`Vous pouvez la rouvrir jusqu’au ${when(letter.closesAt, letter, 'fr')}.`] : [],
  }),
  en: (letter) => ({
    happened: 'Ticket resolved without an answer from you',
    lead: `Your ticket ${titled(letter, 'en')} is resolved, because our question was left without an answer. If you no longer need it, there is nothing for you to do; otherwise open it and choose “reopen”.`,
    texts: [{ title: 'Message', body: letter.text }],
    after: letter.closesAt ? [`You can reopen it until ${when(letter.closesAt, letter, 'en')}.`] : [],
  }),
};

export const questionReminded: Wording<'question_reminded'> = {
  fr: (letter) => ({
    happened: `Question de ${letter.asker.code} sans réponse`,
    lead: `${letter.asker.name} attend toujours votre réponse pour traiter l’escalade de la demande ${titled(letter, 'fr')}. Ouvrez la demande et répondez\u00a0: l’escalade est en attente jusque-là.`,
    texts: [{ title: 'Question', body: letter.body }],
    after: letter.returnsAt
      ? [`Sans réponse, l’escalade vous sera retournée d’elle-même le ${when(letter.returnsAt, letter, 'fr')}.`]
      : [],
  }),
  en: (letter) => ({
    happened: `Question from ${letter.asker.code} left without an answer`,
    lead: `${letter.asker.name} still waits for your answer to work on the escalation of the ticket ${titled(letter, 'en')}. Open the ticket and answer: the escalation waits until then.`,
    texts: [{ title: 'Question', body: letter.body }],
    after: letter.returnsAt
      ? [
          `Without an answer the escalation will be returned to you by itself on ${when(letter.returnsAt, letter, 'en')}.`,
        ]
      : [],
  }),
};

export const deliveryReminded: Wording<'delivery_reminded'> = {
  fr: (letter) => {
    const by = letter.transmitsAt ? ` d’elle-même le ${when(letter.transmitsAt, letter, 'fr')}` : ' d’elle-même';
    return {
      happened: 'Réponse livrée, bientôt transmise d’elle-même',
      lead: `Ce que ${letter.deliverer.name} a livré pour la demande ${titled(letter, 'fr')} attend votre décision. Sans décision de votre part, la réponse ci-dessous sera transmise${by} à la personne qui a fait la demande, et la demande résolue.`,
      texts: [{ title: 'Texte pour la personne qui a fait la demande', body: letter.textForRequester }],
      after: [
        'Si cette réponse ne convient pas, refusez-la avant cette date en disant pourquoi\u00a0: l’escalade reprend.',
      ],
    };
  },
  en: (letter) => {
    const by = letter.transmitsAt ? ` on ${when(letter.transmitsAt, letter, 'en')}` : '';
    return {
      happened: 'Delivered, soon transmitted by itself',
      lead: `What ${letter.deliverer.name} delivered for the ticket ${titled(letter, 'en')} waits for your decision. If you decide nothing, the answer below is transmitted by itself${by} to the person who asked, and the ticket resolved.`,
      texts: [{ title: 'Text for the person who asked', body: letter.textForRequester }],
      after: ['If this is not what you need, refuse it before then and say why: the escalation goes on.'],
    };
  },
};

export const transmitted: Wording<'transmitted'> = {
  fr: (letter) => ({
    happened: 'Réponse transmise d’elle-même',
    lead: `Personne n’ayant décidé de ce que ${letter.deliverer.name} a livré pour la demande ${titled(letter, 'fr')}, le texte ci-dessous a été transmis à la personne qui l’a faite, et la demande est résolue. Vous n’avez rien à faire\u00a0; si la réponse ne convient pas, rouvrez la demande.`,
    texts: [{ title: 'Texte transmis', body: letter.textForRequester }],
  }),
  en: (letter) => ({
    happened: 'Transmitted by itself',
    lead: `Nobody decided on what ${letter.deliverer.name} delivered for the ticket ${titled(letter, 'en')}: the text below was transmitted to the person who asked, and the ticket is resolved. There is nothing for you to do; if the answer is not right, reopen the ticket.`,
    texts: [{ title: 'Text that was transmitted', body: letter.textForRequester }],
  }),
};

export const returnedByTime: Wording<'returned_by_time'> = {
  fr: (letter) => ({
    happened: 'Escalade retournée, faute de réponse',
    lead:
      letter.for === 'provider'
        ? `L’escalade de la demande ${titled(letter, 'fr')} est retournée à ${letter.institution.name}, car votre question y est restée sans réponse. Vous n’avez rien à faire\u00a0: l’établissement confirme ce retour, ou le refuse et l’escalade vous revient.`
        : `L’escalade de la demande ${titled(letter, 'fr')} vous est retournée, car la question de ${letter.asker.name} est restée sans réponse. Réunissez ce qui manque et escaladez à nouveau, ou refusez ce retour en apportant la réponse.`,
    texts: [{ title: 'Raison du retour', body: letter.explanation }],
  }),
  en: (letter) => ({
    happened: 'Escalation returned for want of an answer',
    lead:
      letter.for === 'provider'
        ? `The escalation of the ticket ${titled(letter, 'en')} is returned to ${letter.institution.name}, because your question was left without an answer there. There is nothing for you to do: the institution confirms the return, or refuses it and the escalation comes back to you.`
        : `The escalation of the ticket ${titled(letter, 'en')} is returned to you, because the question of ${letter.asker.name} was left without an answer. Gather what is missing and escalate again, or refuse the return and give the answer.`,
    texts: [{ title: 'Why it was returned', body: letter.explanation }],
  }),
};

export const followUpDue: Wording<'follow_up_due'> = {
  fr: (letter) => ({
    happened: letter.for === 'ticket' ? 'Relance prévue' : 'Date prévue pour l’escalade',
    lead:
      letter.for === 'ticket'
        ? `La demande ${titled(letter, 'fr')} est en attente ${waitName(letter.cause, 'fr')}, et la date de relance que vous aviez fixée est arrivée, le ${when(letter.followUpAt, letter, 'fr')}. Voyez où en est ce que vous attendez\u00a0: reprenez la demande, ou fixez une nouvelle date.`
        : `L’escalade de la demande ${titled(letter, 'fr')} est en attente ${waitName(letter.cause, 'fr')}, et la date que vous aviez prévue est arrivée, le ${when(letter.followUpAt, letter, 'fr')}. Reprenez l’escalade, ou prévoyez une nouvelle date.`,
  }),
  en: (letter) => ({
    happened: letter.for === 'ticket' ? 'Follow-up due' : 'Planned date of the escalation',
    lead:
      letter.for === 'ticket'
        ? `The ticket ${titled(letter, 'en')} waits for ${waitName(letter.cause, 'en')}, and the follow-up date that you had set has come: ${when(letter.followUpAt, letter, 'en')}. See where what you wait for stands: resume the ticket, or set another date.`
        : `The escalation of the ticket ${titled(letter, 'en')} waits for ${waitName(letter.cause, 'en')}, and the date that you had planned has come: ${when(letter.followUpAt, letter, 'en')}. Resume the escalation, or plan another date.`,
  }),
};

export const passedOn: Wording<'passed_on'> = {
  fr: (letter) => ({
    happened: 'Escalade proposée à un autre titulaire',
    lead: `L’escalade de la demande ${titled(letter, 'fr')} (${functionName(letter.function, 'fr')}) n’a pas été acceptée à temps chez vous\u00a0: elle est proposée à un autre titulaire. Vous n’avez plus rien à y faire.`,
    texts: [{ title: 'Raison', body: letter.explanation }],
  }),
  en: (letter) => ({
    happened: 'Escalation offered to another holder',
    lead: `The escalation of the ticket ${titled(letter, 'en')} (${functionName(letter.function, 'en')}) was not accepted in time at your institution: it is offered to another holder. There is nothing left for you to do on it.`,
    texts: [{ title: 'Reason', body: letter.explanation }],
  }),
};

export const nobodyLeft: Wording<'nobody_left'> = {
  fr: (letter) => ({
    happened: 'Escalade que personne n’accepte',
    lead: `L’escalade de la demande ${titled(letter, 'fr')} (${functionName(letter.function, 'fr')}) n’a été acceptée à temps par personne, et il ne reste aucun titulaire à solliciter. Elle reste proposée à ${letter.holder.name}\u00a0: voyez ensemble, d’un établissement à l’autre, qui la prend.`,
  }),
  en: (letter) => ({
    happened: 'Escalation that nobody accepts',
    lead: `The escalation of the ticket ${titled(letter, 'en')} (${functionName(letter.function, 'en')}) was accepted in time by nobody, and no holder is left to be asked. It stays offered to ${letter.holder.name}: agree between the institutions on who takes it.`,
  }),
};

export const repeated: Wording<'repeated'> = {
  fr: (letter) => {
    const isReturn = letter.what === 'return';
    return {
      happened: isReturn
        ? `Escalade retournée pour la ${letter.count}e fois`
        : `Demande escaladée pour la ${letter.count}e fois`,
      lead: isReturn
        ? `${who(letter.author, letter)} a retourné l’escalade de la demande ${titled(letter, 'fr')}\u00a0: c’est le ${letter.count}e retour de cette demande. Voyez avec l’autre établissement ce qui l’empêche d’aboutir.`
        : `${who(letter.author, letter)} a escaladé la demande ${titled(letter, 'fr')}\u00a0: c’est le ${letter.count}e envoi de cette demande. Voyez avec l’autre établissement ce qui l’empêche d’aboutir.`,
      texts: [{ title: isReturn ? 'Raison du retour' : 'Résumé', body: letter.explanation }],
    };
  },
  en: (letter) => {
    const isReturn = letter.what === 'return';
    const times = letter.count === 2 ? 'second' : letter.count === 3 ? 'third' : `${letter.count}th`;
    return {
      happened: isReturn ? `Escalation returned for the ${times} time` : `Ticket escalated for the ${times} time`,
      lead: isReturn
        ? `${who(letter.author, letter)} returned the escalation of the ticket ${titled(letter, 'en')}: this is the ${times} return of this ticket. See with the other institution what keeps it from being settled.`
        : `${who(letter.author, letter)} escalated the ticket ${titled(letter, 'en')}: this is the ${times} time that it is sent. See with the other institution what keeps it from being settled.`,
      texts: [{ title: isReturn ? 'Why it was returned' : 'Summary', body: letter.explanation }],
    };
  },
};
