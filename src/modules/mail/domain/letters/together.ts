import type { Wording } from '../letter-kinds.js';
import { titled } from './words.js';

export const merged: Wording<'merged'> = {
  fr: (letter) => ({
    happened: 'Demande regroupée',
    lead: `Votre demande ${titled(letter, 'fr')} porte sur le même sujet qu’une autre\u00a0: elle est suivie désormais sous la référence ${letter.other}. Vous n’avez rien à faire\u00a0; vous serez prévenu quand ce sera réglé.`,
    after: [
      'Vous pouvez encore écrire sur votre demande\u00a0: vous seul et votre établissement lisez ce qui s’y trouve.',
    ],
  }),
  en: (letter) => ({
    happened: 'Ticket merged',
    lead: `Your ticket ${titled(letter, 'en')} is about the same thing as another one: it goes on under the reference ${letter.other}. There is nothing for you to do; you will be told when it is settled.`,
    after: ['You can still write on your ticket: only you and your institution read what stands there.'],
  }),
};

export const mergedAnswered: Wording<'merged_answered'> = {
  fr: (letter) => ({
    happened: `Nouveau message sur ${letter.other}`,
    lead: `L’auteur de la demande ${letter.other}, regroupée sous ${titled(letter, 'fr')}, y a écrit. Lisez son message sur sa demande, et répondez-lui là\u00a0: l’autre demandeur n’en voit rien.`,
  }),
  en: (letter) => ({
    happened: `New message on ${letter.other}`,
    lead: `The requester of ${letter.other}, which was merged into ${titled(letter, 'en')}, has written there. Read it on their ticket, and answer there: the other requester sees nothing of it.`,
  }),
};

export const survivorEnded: Wording<'survivor_ended'> = {
  fr: (letter) => ({
    happened: letter.outcome === 'resolved' ? 'Demande réglée' : 'Demande abandonnée',
    lead:
      letter.outcome === 'resolved'
        ? `Ce que vous aviez signalé par la demande ${titled(letter, 'fr')} est réglé\u00a0: la demande sous laquelle elle était suivie est résolue.`
        : `La demande sous laquelle était suivie la vôtre, ${titled(letter, 'fr')}, est annulée.`,
    after: ['Ce n’est pas réglé pour vous\u00a0? Écrivez-le sur votre demande\u00a0: votre établissement le lira.'],
  }),
  en: (letter) => ({
    happened: letter.outcome === 'resolved' ? 'Ticket settled' : 'Ticket given up',
    lead:
      letter.outcome === 'resolved'
        ? `What you had reported with the ticket ${titled(letter, 'en')} is settled: the ticket under which it went on is resolved.`
        : `The ticket under which yours, ${titled(letter, 'en')}, went on is cancelled.`,
    after: ['Not settled for you? Say so on your ticket: your institution will read it.'],
  }),
};

export const childrenLeft: Wording<'children_left'> = {
  fr: (letter) => ({
    happened: `${letter.left} demandes filles à reprendre`,
    lead: `La demande ${titled(letter, 'fr')} est résolue, et ${letter.resolved} de ses demandes filles avec elle\u00a0; ${letter.left} ne l’ont pas été (une escalade y est ouverte, une tâche ou une décision y est attendue, ou elles étaient déjà terminées). Regardez-les une à une.`,
  }),
  en: (letter) => ({
    happened: `${letter.left} children left`,
    lead: `The ticket ${titled(letter, 'en')} is resolved, and ${letter.resolved} of its children with it; ${letter.left} were left (an escalation is open on them, a task or a decision is awaited, or they were over already). Look at them one by one.`,
  }),
};

export const majorUpdate: Wording<'major_update'> = {
  fr: (letter) => ({
    happened: 'Nouvelles de l’incident majeur',
    lead: `Votre demande ${titled(letter, 'fr')} fait partie d’un incident majeur. Voici où il en est\u00a0; vous n’avez rien à faire.`,
    texts: [{ title: 'Nouvelles', body: letter.body }],
  }),
  en: (letter) => ({
    happened: 'News of the major incident',
    lead: `Your ticket ${titled(letter, 'en')} is part of a major incident. This is where it stands; there is nothing for you to do.`,
    texts: [{ title: 'News', body: letter.body }],
  }),
};

export const problemFixed: Wording<'problem_fixed'> = {
  fr: (letter) => ({
    happened: 'Problème corrigé',
    lead: `Ce que vous signaliez par la demande ${titled(letter, 'fr')} venait d’un problème connu\u00a0: il est corrigé.`,
    texts: letter.body === undefined ? [] : [{ title: 'Ce qui a été fait', body: letter.body }],
    after: ['Cela se produit encore\u00a0? Écrivez-le sur votre demande\u00a0: votre établissement le lira.'],
  }),
  en: (letter) => ({
    happened: 'Problem fixed',
    lead: `What you reported with the ticket ${titled(letter, 'en')} came from a known problem: it is fixed.`,
    texts: letter.body === undefined ? [] : [{ title: 'What was done', body: letter.body }],
    after: ['Does it still happen? Say so on your ticket: your institution will read it.'],
  }),
};
