import type { RoundState } from './round.js';

type Outcome = Exclude<RoundState, 'open'>;

/** What a vote or an objection says on the page that a mail links to. */
export const decidingWords = {
  fr: {
    heading: { board: 'Votre vote sur un changement', ratification: 'Ratifier un changement d’urgence\u00a0?' },
    objecting: 'Un changement vous concerne',
    title: 'Objet',
    reference: 'Référence',
    services: 'Services',
    why: 'Pourquoi',
    window: 'Fenêtre',
    interruption: 'Interruption prévue (minutes)',
    risk: 'Risque',
    plan: 'Plan',
    tests: 'Tests',
    backoutPlan: 'Retour arrière',
    until: 'Vote jusqu’au',
    digest: 'Empreinte de ce qui est voté',
    risks: { low: 'faible', medium: 'moyen', high: 'élevé' },
    approve: 'Approuver',
    reject: 'Rejeter (motif à donner)',
    abstain: 'S’abstenir\u00a0: compte pour le quorum seulement',
    object: 'Faire objection (motif à donner)',
    objectSecurity: 'Faire objection pour la sécurité (motif à donner)',
    voted: { approve: 'Vous avez approuvé.', reject: 'Vous avez rejeté.', abstain: 'Vous vous êtes abstenu.' },
    changeable: 'Jusqu’à la clôture, vous pouvez changer votre vote dans l’application.',
    objected: 'Votre établissement a fait objection.',
    notNow: 'Vous ne pouvez pas voter pour ce siège en ce moment.',
    outcome: {
      approved: 'Le vote est clos\u00a0: le changement est approuvé.',
      rejected: 'Le vote est clos\u00a0: le changement est rejeté.',
      no_quorum: 'Le vote est clos sans quorum\u00a0: rien n’est décidé.',
      voided: 'Le vote est annulé\u00a0: le changement a été modifié ou retiré.',
    } satisfies Record<Outcome, string>,
  },
  en: {
    heading: { board: 'Your vote on a change', ratification: 'Ratify an emergency change?' },
    objecting: 'A change concerns you',
    title: 'Title',
    reference: 'Reference',
    services: 'Services',
    why: 'Why',
    window: 'Window',
    interruption: 'Planned interruption (minutes)',
    risk: 'Risk',
    plan: 'Plan',
    tests: 'Tests',
    backoutPlan: 'Backing out',
    until: 'Votes are cast until',
    digest: 'Digest of what is voted on',
    risks: { low: 'low', medium: 'medium', high: 'high' },
    approve: 'Approve',
    reject: 'Reject (say why)',
    abstain: 'Abstain: counts for the quorum only',
    object: 'Object (say why)',
    objectSecurity: 'Object for the sake of security (say why)',
    voted: { approve: 'You approved.', reject: 'You rejected.', abstain: 'You abstained.' },
    changeable: 'Until the vote is closed you may change yours in the application.',
    objected: 'Your institution objected.',
    notNow: 'You cannot vote for this seat at present.',
    outcome: {
      approved: 'The vote is closed: the change is approved.',
      rejected: 'The vote is closed: the change is rejected.',
      no_quorum: 'The vote is closed without a quorum: nothing was decided.',
      voided: 'The vote is void: the change was edited or withdrawn.',
    } satisfies Record<Outcome, string>,
  },
} as const;

/** An instant as it is read at home. */
export const spokenInstant = (at: Date, locale: 'fr' | 'en', timeZone: string): string =>
  new Intl.DateTimeFormat(locale === 'fr' ? 'fr-FR' : 'en-GB', {
    dateStyle: 'full',
    timeStyle: 'short',
    timeZone,
  }).format(at);
