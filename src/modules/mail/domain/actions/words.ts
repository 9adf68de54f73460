import type { Locale } from '../letter-kinds.js';

/** What people are told of the catalogue of actions, and of what was promised about causes. */
export type ActionNews =
  | { kind: 'improvement_overdue'; dueOn: string }
  | { kind: 'improvement_review_due'; afterDays: number; criterion: string }
  | { kind: 'improvement_recurred'; how: 'ticket' | 'reopened'; problem: string; criterion: string }
  | { kind: 'action_suspended'; reason: string; by: string }
  | { kind: 'action_made_worse'; runs: number };

/** Who answers for it, who is the manager of the service, who may judge it, who may work on it. */
export type ActionReader = 'owner' | 'manager' | 'judge' | 'worker';

interface Words {
  happened: string;
  lead: string;
  text?: { title: string; body: string };
}

type Wording = { [K in ActionNews['kind']]: (of: string, news: Extract<ActionNews, { kind: K }>) => Words };

/** `of`: the reference of the improvement or of the action; dates are written already. */
export const wording: Record<Locale, Wording> = {
  fr: {
    improvement_overdue: (of, { dueOn }) => ({
      happened: 'Plan d’action en retard',
      lead: `Le plan d’action ${of} devait être réalisé le ${dueOn} et ne l’est pas. Réalisez-le, ou fixez-lui une nouvelle échéance.`,
    }),
    improvement_review_due: (of, { afterDays, criterion }) => ({
      happened: 'Plan d’action à évaluer',
      lead: `Le plan d’action ${of} a été réalisé il y a ${String(afterDays)} jours. Dites s’il est efficace, au vu de son critère de réussite.`,
      text: { title: 'Critère de réussite', body: criterion },
    }),
    improvement_recurred: (of, { how, problem, criterion }) => ({
      happened: 'Cause réapparue',
      lead:
        how === 'ticket'
          ? `Une demande ouverte après la réalisation du plan d’action ${of} a été rattachée au problème ${problem}, dont il devait supprimer la cause. Si elle est bien revenue, reprenez-le.`
          : `Le problème ${problem}, dont le plan d’action ${of} devait supprimer la cause, a été rouvert. Si elle est bien revenue, reprenez-le.`,
      text: { title: 'Critère de réussite', body: criterion },
    }),
    action_suspended: (of, { reason, by }) => ({
      happened: 'Action suspendue',
      lead: `${by} a suspendu l’action ${of}\u00a0: plus personne ne la commence jusqu’à nouvel ordre.`,
      text: { title: 'Motif', body: reason },
    }),
    action_made_worse: (of, { runs }) => ({
      happened: 'Action suspendue',
      lead: `${String(runs)} exécutions de l’action ${of} ont aggravé la situation\u00a0: elle est suspendue, et plus personne ne la commence. Corrigez-la et publiez-la de nouveau, ou levez la suspension.`,
    }),
  },
  en: {
    improvement_overdue: (of, { dueOn }) => ({
      happened: 'Improvement overdue',
      lead: `The improvement ${of} was due on ${dueOn} and is not done. Do it, or give it another date.`,
    }),
    improvement_review_due: (of, { afterDays, criterion }) => ({
      happened: 'Improvement to be reviewed',
      lead: `The improvement ${of} was done ${String(afterDays)} days ago. Say whether it is effective, by its criterion.`,
      text: { title: 'Criterion', body: criterion },
    }),
    improvement_recurred: (of, { how, problem, criterion }) => ({
      happened: 'The cause came back',
      lead:
        how === 'ticket'
          ? `A ticket that was opened after the improvement ${of} was done hangs on the problem ${problem}, whose cause it was to remove. If it really came back, take the improvement up again.`
          : `The problem ${problem}, whose cause the improvement ${of} was to remove, was opened again. If it really came back, take the improvement up again.`,
      text: { title: 'Criterion', body: criterion },
    }),
    action_suspended: (of, { reason, by }) => ({
      happened: 'Action suspended',
      lead: `${by} suspended the action ${of}: nobody begins it until further notice.`,
      text: { title: 'Reason', body: reason },
    }),
    action_made_worse: (of, { runs }) => ({
      happened: 'Action suspended',
      lead: `${String(runs)} runs of the action ${of} made matters worse: it is suspended, and nobody begins it any more. Correct it and publish it again, or lift the suspension.`,
    }),
  },
};

type About = 'improvement' | 'action';

export const link: Record<Locale, Record<About, string>> = {
  fr: { improvement: 'Ouvrir le plan d’action', action: 'Ouvrir l’action' },
  en: { improvement: 'Open the improvement', action: 'Open the action' },
};
export const label: Record<Locale, Record<About, string>> = {
  fr: { improvement: 'Plan d’action', action: 'Action' },
  en: { improvement: 'Improvement', action: 'Action' },
};

export function whyTold(locale: Locale, reader: ActionReader, about: About): string {
  const french = {
    owner: `vous répondez de ${about === 'action' ? 'cette action' : 'ce plan d’action'}`,
    manager: 'vous êtes responsable de ce service dans votre établissement',
    judge: 'vous pouvez évaluer ce plan d’action, sans en répondre ni l’avoir réalisé',
    worker: 'vous travaillez sur ce service dans votre établissement',
  };
  const english = {
    owner: `you answer for this ${about}`,
    manager: 'you are the manager of this service at your institution',
    judge: 'you may review this improvement, and neither answer for it nor did it',
    worker: 'you work on this service at your institution',
  };
  return locale === 'fr'
    ? `Vous recevez ce message parce que ${french[reader]}.`
    : `You get this message because ${english[reader]}.`;
}
