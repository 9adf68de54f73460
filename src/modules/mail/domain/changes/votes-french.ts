import type { Passage } from '../letter-kinds.js';
import type { ChangeWords, VotingKind } from './words.js';

/** What happened to a vote, for its seats and for those who make the change. */
export function voteInFrench(kind: VotingKind, { letter, title, when }: ChangeWords): Passage {
  const { vote, window } = letter;
  const planned = window ? `, prévu du ${when(window.from)} au ${when(window.to)}` : '';
  const until = vote?.until ? `jusqu’au ${when(vote.until)}` : 'jusqu’à la clôture';
  const why = [{ title: 'Pourquoi, et ce que remarqueront les usagers', body: letter.why }];
  const how = [
    'Le lien ci-dessous vous est personnel\u00a0: il demande un code, envoyé à votre adresse, avant de montrer ce qui est soumis au vote. Il n’enregistre rien tant que vous n’avez pas choisi.',
  ];
  switch (kind) {
    case 'vote_asked':
      return {
        happened: 'Votre vote est attendu',
        lead: `Le changement majeur ${title}${planned}, est soumis au vote du comité consultatif. Vous pouvez approuver, rejeter en disant pourquoi, ou vous abstenir, ${until}.`,
        texts: why,
        after: how,
      };
    case 'ratify_asked':
      return {
        happened: 'Ratification d’un changement d’urgence',
        lead: `Le changement d’urgence ${title} a commencé sur la parole de deux personnes, ou d’une seule qui a dit pourquoi. Dites ${until} s’il était justifié\u00a0: deux approbations sur trois sièges le ratifient\u00a0; sans elles, il aura été fait sans autorisation.`,
        texts: why,
        after: how,
      };
    case 'vote_reminder':
      return {
        happened: 'Rappel\u00a0: votre vote est attendu',
        lead: `Votre siège n’a pas encore voté sur le changement ${title}. Le vote est ouvert ${until}.`,
        after: how,
      };
    case 'vote_extended':
      return {
        happened: 'Vote prolongé',
        lead: `Faute de quorum, le vote sur le changement ${title} est prolongé, une seule fois, ${until}. Sans quorum alors, rien ne sera décidé.`,
        after: how,
      };
    case 'vote_moved':
      return {
        happened: 'Vote repris',
        lead: `Le changement ${title} n’est plus suspendu\u00a0: le vote reprend, et il est ouvert ${until}.`,
        after: how,
      };
    case 'votes_voided':
      return {
        happened: 'Votre vote ne compte plus',
        lead: `${gone(letter.outcome, title)}\u00a0: votre vote ne compte plus. Il est conservé.`,
      };
    case 'round_off':
      return {
        happened: 'Vote annulé',
        lead: `${gone(letter.outcome, title)}\u00a0: le vote est annulé, et rien n’est plus attendu de vous.`,
      };
    case 'round_approved':
      return {
        happened: 'Vote clos\u00a0: approuvé',
        lead: `Le changement ${title}${planned}, est approuvé par le vote.`,
      };
    case 'round_blocked':
      return {
        happened: 'Vote clos\u00a0: approuvé, mais empêché',
        lead: `Le vote a approuvé le changement ${title}${planned}. Mais quelque chose l’empêche maintenant dans sa fenêtre\u00a0: il n’est pas approuvé tant que cela dure. Ce que les sièges ont dit reste valable s’il est exempté, accepté, ou reporté sans être modifié\u00a0; le gestionnaire des changements le confirme alors.`,
        after: ['Ce qui l’empêche se lit dans le changement, sous ses conflits.'],
      };
    case 'round_next':
      return {
        happened: 'Vote clos\u00a0: approuvé par un premier comité',
        lead: `Le changement ${title}${planned}, est approuvé par ce comité. Il touche un autre service, dont le comité doit l’approuver aussi.`,
      };
    case 'round_rejected':
      return { happened: 'Vote clos\u00a0: rejeté', lead: `Le changement ${title}${planned}, est rejeté par le vote.` };
    case 'round_no_quorum':
      return {
        happened: 'Vote clos sans quorum',
        lead: `Trop peu de sièges ont voté sur le changement ${title}\u00a0: rien n’est décidé. Un autre vote peut être ouvert, ou le changement abandonné.`,
      };
    case 'carried_out':
      return {
        happened: 'Changement approuvé',
        lead: `Plus rien n’empêche le changement ${title}${planned}\u00a0: il est approuvé, comme le vote l’avait dit.`,
      };
    case 'ratified':
      return { happened: 'Urgence ratifiée', lead: `Le changement d’urgence ${title} est ratifié.` };
    case 'unratified':
      return {
        happened: 'Urgence non ratifiée',
        lead: `Le changement d’urgence ${title} n’est pas ratifié\u00a0: il aura été fait sans autorisation, et sa revue le dira.`,
      };
    case 'ratification_impossible':
      return {
        happened: 'Ratification impossible',
        lead: `Personne n’a pu être invité à ratifier le changement d’urgence ${title}. Complétez le comité consultatif de ce service, puis demandez la ratification\u00a0; sans elle, le changement aura été fait sans autorisation.`,
      };
  }
}

const gone = (outcome: string | null, title: string) =>
  outcome === 'withdrawn'
    ? `Le changement ${title} est abandonné`
    : `Le changement ${title} n’est plus celui qui était soumis au vote`;
