import type { Passage } from '../letter-kinds.js';
import { voteInFrench } from './votes-french.js';
import { className, minutes, type ChangeLetter, type ChangeWords, type MakersKind } from './words.js';

/** What a reader of an affected institution may do about it. */
export function dutiesInFrench(letter: ChangeLetter, when: (at: Date) => string): string[] {
  const { reader, kind, objectBefore } = letter;
  if (reader !== 'affected' || !['announced', 'moved', 'confirmed', 'raised', 'let_go'].includes(kind)) return [];
  const isNew = kind === 'announced' || kind === 'moved';
  return [
    ...(isNew ? ['Merci d’en accuser réception en ouvrant le changement\u00a0: ce n’est pas un accord.'] : []),
    ...(objectBefore
      ? [
          `Si votre établissement ne peut pas s’en accommoder, opposez-vous, en disant pourquoi, avant le ${when(objectBefore)}\u00a0: ouvrez le changement, puis «\u00a0S’opposer\u00a0»${letter.decideUrl ? ', ou suivez le lien qui vous est personnel' : ''}.`,
        ]
      : isNew
        ? [
            'Il n’est plus possible de s’y opposer\u00a0; vous pouvez écrire à ceux qui le réalisent depuis le changement.',
          ]
        : []),
  ];
}

/** What it interrupts, as a sentence. */
const interruption = ({ interruptionMinutes: count }: ChangeLetter) =>
  count === 0
    ? 'Aucune interruption n’est prévue.'
    : `Une interruption est prévue\u00a0: ${minutes(count, 'fr')} au plus.`;

const why = ({ why: body }: ChangeLetter) => [{ title: 'Pourquoi, et ce que vous remarquerez', body }];
const reason = ({ text }: ChangeLetter, title = 'Raison') => (text === undefined ? [] : [{ title, body: text }]);

/** What happened to a change, for whomever it concerns or who makes it. */
export function changeInFrench(words: ChangeWords): Passage {
  const { letter, title, when, duties } = words;
  const { window, institution, by } = letter;
  const services = letter.services.map(({ name }) => name).join(', ');
  const between = window ? `du ${when(window.from)} au ${when(window.to)}` : 'à une date qui reste à fixer';
  const somebody = by ?? 'Quelqu’un';
  switch (letter.kind) {
    case 'announced':
      return {
        happened: 'Changement annoncé',
        lead: `${institution.name} prévoit le changement ${title} (${services}), ${between}. ${interruption(letter)}`,
        texts: why(letter),
        after: duties,
      };
    case 'moved':
      return {
        happened: 'Changement déplacé',
        lead: `Le changement ${title} est déplacé\u00a0: il est maintenant prévu ${between}. ${interruption(letter)}`,
        texts: why(letter),
        after: duties,
      };
    case 'confirmed':
      return {
        happened: 'Changement confirmé',
        lead: `Le changement ${title} aura lieu ${between}. ${interruption(letter)}`,
        texts: why(letter),
        after: duties,
      };
    case 'started':
      return {
        happened: letter.class === 'emergency' ? 'Changement d’urgence commencé' : 'Changement commencé',
        lead: `Le changement ${title} (${services}) a commencé${window ? `\u00a0; il se termine au plus tard le ${when(window.to)}` : ''}. ${interruption(letter)}`,
        texts: why(letter),
      };
    case 'done':
      return {
        happened: letter.outcome === 'failed' ? 'Changement terminé, sans succès' : 'Changement terminé',
        lead: `Le changement ${title} est terminé${endings[letter.outcome ?? ''] ?? ''}. ${interrupted(letter)}`,
      };
    case 'backed_out':
      return {
        happened: 'Changement annulé, retour à l’état antérieur',
        lead: `Le changement ${title} n’a pas pu être mené à bien\u00a0: l’état antérieur est rétabli. ${interrupted(letter)}`,
        texts: reason(letter),
      };
    case 'withdrawn':
      return {
        happened: 'Changement abandonné',
        lead: `Le changement ${title}, prévu ${between}, n’aura pas lieu.`,
        texts: reason(letter),
      };
    case 'not_implemented':
      return {
        happened: 'Changement non réalisé',
        lead: `Le changement ${title}, prévu ${between}, n’a pas été réalisé et ne le sera pas.`,
      };
    case 'rejected':
      return {
        happened: 'Changement refusé',
        lead: `Le changement ${title} est refusé\u00a0: il n’aura pas lieu tel quel. S’il est préparé à nouveau, vous en serez prévenu.`,
        texts: reason(letter),
      };
    case 'held':
      return {
        happened: 'Changement suspendu',
        lead: `Le changement ${title} est suspendu\u00a0: il n’aura pas lieu avant d’être repris.`,
        texts: reason(letter),
      };
    case 'let_go':
      return {
        happened: 'Changement repris',
        lead: `Le changement ${title} n’est plus suspendu\u00a0: il est prévu ${between}. ${interruption(letter)}`,
        after: duties,
      };
    case 'raised':
      return {
        happened: `Changement désormais ${className(letter.class, 'fr')}`,
        lead: `Le changement ${title} est désormais traité comme ${className(letter.class, 'fr')}\u00a0: il est décidé à nouveau, avec le préavis qui s’y attache.`,
        after: duties,
      };
    case 'noted':
      return {
        happened: 'Message au sujet d’un changement',
        lead: `${somebody} a écrit au sujet du changement ${title}.`,
        texts: reason(letter, 'Message'),
      };
    case 'released':
      return {
        happened: letter.release ? `Version ${letter.release.version}\u00a0: notes publiées` : 'Notes publiées',
        lead: `${institution.name} publie les notes de la version ${letter.release?.version ?? ''} (${services}), dont fait partie le changement ${title}.`,
        texts: [
          { title: 'Ce qui change', body: letter.release?.notes ?? '' },
          { title: 'Difficultés connues', body: letter.release?.knownIssues ?? '' },
        ],
      };
    case 'no_longer':
      return {
        happened: 'Votre établissement n’est plus concerné',
        lead: `Le changement ${letter.reference} (${services}), que ${institution.name} avait annoncé, ne touche plus votre établissement. Rien n’est plus attendu de vous, et vous n’en recevrez plus de nouvelles.`,
      };
    case 'put':
      return {
        happened: 'Décision attendue de vous',
        lead: `${institution.name} propose le changement ${title} de l’espace propre de votre établissement, ${between}. La décision revient à votre établissement, et à lui seul. ${interruption(letter)}`,
        texts: why(letter),
      };
    case 'put_anew':
      return {
        happened: 'Décision à prendre à nouveau',
        lead: `Le changement ${title} n’est plus celui dont votre établissement a décidé\u00a0: sa décision ne vaut plus. Il vous sera soumis à nouveau une fois relu.`,
      };
    case 'asked_for':
    case 'emergency':
    case 'to_review':
    case 'to_decide':
    case 'approved':
    case 'objected':
    case 'objection_withdrawn':
    case 'opinions_voided':
    case 'late_end':
    case 'late_no_return':
    case 'exemption_withdrawn':
    case 'model_suspended':
      return toMakers(letter.kind, words, somebody, between);
    case 'vote_asked':
    case 'ratify_asked':
    case 'vote_reminder':
    case 'vote_extended':
    case 'vote_moved':
    case 'votes_voided':
    case 'round_off':
    case 'round_approved':
    case 'round_blocked':
    case 'round_next':
    case 'round_rejected':
    case 'round_no_quorum':
    case 'carried_out':
    case 'ratified':
    case 'unratified':
    case 'ratification_impossible':
      return voteInFrench(letter.kind, words);
  }
}

function toMakers(kind: MakersKind, { letter, title, when }: ChangeWords, somebody: string, between: string): Passage {
  const { window } = letter;
  switch (kind) {
    case 'asked_for':
      return {
        happened: 'Changement demandé',
        lead: `${somebody} demande le changement ${title}. C’est un brouillon, à préparer ou à abandonner en disant pourquoi.`,
        texts: why(letter),
      };
    case 'emergency':
      return {
        happened: 'Urgence\u00a0: votre accord est attendu',
        lead: `Le changement d’urgence ${title}, prévu ${between}, attend l’accord de deux personnes\u00a0; au bout de 30 minutes, celui d’une seule qui dit pourquoi.`,
        texts: why(letter),
      };
    case 'to_review':
      return {
        happened: 'Relecture demandée',
        lead: `Le changement ${title}, prévu ${between}, attend d’être relu par quelqu’un qui ne le réalise pas.`,
      };
    case 'to_decide':
      return {
        happened: 'Décision attendue de vous',
        lead: `Le changement ${title}, prévu ${between}, est relu${letter.class === 'major' ? '\u00a0: ouvrez un vote du comité consultatif.' : ' et attend votre décision.'}`,
      };
    case 'approved':
      return {
        happened: 'Changement approuvé',
        lead:
          letter.class === 'emergency'
            ? `${somebody} accepte que le changement d’urgence ${title} commence\u00a0; il faut l’accord de deux personnes.`
            : `Le changement ${title}, prévu ${between}, est approuvé.`,
        texts: reason(letter),
      };
    case 'objected':
      return {
        happened: 'Opposition',
        lead: `${somebody} s’oppose au changement ${title}, prévu ${between}.`,
        texts: reason(letter),
      };
    case 'objection_withdrawn':
      return { happened: 'Opposition retirée', lead: `${somebody} ne s’oppose plus au changement ${title}.` };
    case 'opinions_voided':
      return {
        happened: 'Votre avis ne vaut plus',
        lead: `Le changement ${title} n’est plus celui sur lequel vous vous étiez prononcé\u00a0: votre avis ne compte plus, et il est décidé à nouveau.`,
      };
    case 'late_no_return':
      return {
        happened: 'Point de non-retour atteint',
        lead: `Le changement ${title} est encore en cours\u00a0: passé cet instant, un retour en arrière ne se termine plus dans la fenêtre${window ? `, qui finit le ${when(window.to)}` : ''}. Décidez maintenant de poursuivre ou de revenir en arrière.`,
      };
    case 'exemption_withdrawn':
      return {
        happened: 'Dérogation retirée',
        lead: `La dérogation qui laissait passer le changement ${title}, prévu ${between}, malgré une période de gel est retirée\u00a0: le gel le bloque à nouveau. Déplacez-le, ou demandez une nouvelle dérogation à qui a déclaré le gel.`,
        texts: reason(letter),
      };
    case 'model_suspended':
      return {
        happened: 'Modèle suspendu',
        lead: `Le modèle que suivait le changement ${title} est suspendu\u00a0: deux changements faits d’après lui ont échoué, ou ont été annulés, en 90 jours. Tant qu’il n’est pas approuvé à nouveau, aucun changement n’est standard en le suivant.`,
      };
    case 'late_end':
      return {
        happened: 'Changement en retard',
        lead: `Le changement ${title} devait être terminé${window ? ` le ${when(window.to)}` : ''}, et il est encore en cours.`,
      };
  }
}

const endings: Readonly<Record<string, string>> = {
  with_issues: ', avec des difficultés',
  failed: ' et n’a pas atteint son but',
};

const interrupted = ({ interruptedMinutes: count }: ChangeLetter) =>
  count === null
    ? ''
    : count === 0
      ? 'Le service n’a pas été interrompu.'
      : `Interruption\u00a0: ${minutes(count, 'fr')}.`;
