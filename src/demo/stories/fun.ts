import {
  accepts,
  answers,
  asks,
  delivers,
  drafts,
  escalates,
  opens,
  qualifies,
  reopens,
  resolves,
  takes,
  transmits,
  writes,
} from '../deeds.js';
import { at, type Story } from '../story.js';
import { TO_TRANSMIT } from '../summary.js';

/** FUN-MOOC and FUN Campus: support and hosting by the GIP FUN-MOOC. */

const quizGrades: Story = {
  path: 'asked, answered, delivered, transmitted',
  ticket: {
    kind: 'incident',
    service: 'FUNCAMPUS',
    title: 'Notes du quiz 3 absentes du carnet de notes',
    description: 'Sur « Écologie littorale », le quiz 3 est corrigé mais la colonne du carnet reste vide.',
  },
  lines: [
    [at(-66, '08:20'), 'requester.ulco', opens({ impact: 'medium', urgency: 'medium' })],
    [at(-66, '08:40'), 'agent.ulco', takes()],
    [at(-66, '08:45'), 'agent.ulco', qualifies('medium', 'medium')],
    [at(-66, '08:50'), 'agent.ulco', writes('Bonjour, combien d’étudiants sont concernés, et depuis quand ?')],
    [
      at(-66, '09:30'),
      'requester.ulco',
      writes('Les 64 inscrits, depuis la clôture du quiz, dimanche à minuit.', { label: 'facts' }),
    ],
    [
      at(-66, '09:45'),
      'agent.ulco',
      writes('Identifiant du cours : course-v1:ulco+ECOLIT+2026, bloc quiz_3.', { label: 'block' }),
    ],
    [at(-66, '10:00'), 'agent.ulco', writes('L’enseignante rend ses notes vendredi.', { to: 'internal' })],
    [at(-66, '10:05'), 'requester.ulco', writes('Merci ! Le jury est vendredi matin.')],
    [
      at(-66, '10:20'),
      'spoc.ulco',
      escalates('support', 'Le carnet ne reprend pas un quiz corrigé (64 inscrits). Jury vendredi.', [
        'facts',
        'block',
      ]),
    ],
    [at(-66, '11:00'), 'engineer.fun', accepts()],
    [at(-66, '11:30'), 'engineer.fun', asks('Le quiz a-t-il changé de section après l’ouverture ?')],
    [at(-66, '14:00'), 'spoc.ulco', answers('Oui, déplacé de la semaine 2 à la semaine 3 le jour de l’ouverture.')],
    [
      at(-65, '10:00'),
      'engineer.fun',
      delivers(
        'fixed',
        'Le lien du quiz avec le carnet a été recréé et les 64 notes recalculées. Rien n’est à refaire.',
      ),
    ],
    [at(-65, '10:40'), 'spoc.ulco', transmits()],
  ],
};

const certificate: Story = {
  path: 'delivered as a workaround',
  ticket: {
    kind: 'incident',
    service: 'FUNMOOC',
    title: 'Attestation de réussite impossible à télécharger',
    description: 'Le bouton « Télécharger » de l’attestation du MOOC Python tourne sans fin.',
  },
  lines: [
    [at(-5, '09:10'), 'requester.urouen', opens()],
    [at(-5, '09:30'), 'agent.urouen', takes()],
    [at(-5, '09:35'), 'agent.urouen', writes('Bonjour, nous interrogeons FUN.')],
    [at(-5, '10:00'), 'spoc.urouen', escalates('support', 'Attestation bloquée au téléchargement.', ['description'])],
    [at(-5, '11:00'), 'engineer.fun', accepts()],
    [
      at(-4, '15:00'),
      'engineer.fun',
      delivers(
        'workaround',
        'Le bouton sera réparé. D’ici là : Tableau de bord, Mes certificats, « Exporter en PDF ».',
      ),
    ],
    [at(-4, '15:30'), 'spoc.urouen', transmits()],
  ],
};

/** Nouméa is ten hours ahead of Paris: their evening is the provider's morning. */
const noumea: Story = {
  path: 'another time zone: Nouméa',
  ticket: {
    kind: 'incident',
    service: 'FUNCAMPUS',
    title: 'Échéances affichées à l’heure de Paris',
    description: 'Les remises « à 23 h 59 » se ferment à 9 h 59 du matin, le lendemain, pour nos étudiants de Nouméa.',
  },
  lines: [
    [at(-58, '08:30'), 'requester.unc', opens({ impact: 'medium', urgency: 'medium' })],
    [at(-58, '08:50'), 'agent.unc', takes()],
    [at(-58, '08:55'), 'agent.unc', qualifies('medium', 'medium')],
    [at(-58, '09:10'), 'agent.unc', writes('Bonjour, nous demandons à FUN comment régler le fuseau du campus.')],
    [at(-58, '10:00'), 'spoc.unc', escalates('support', 'Échéances en heure de Paris pour un campus à Nouméa.')],
    [at(-58, '09:15'), 'engineer.fun', accepts()],
    [
      at(-57, '11:30'),
      'engineer.fun',
      delivers('fixed', 'Le campus est réglé sur Pacific/Noumea ; les échéances ouvertes ont été reprises.'),
    ],
    [at(-56, '08:20'), 'spoc.unc', transmits()],
  ],
};

const reopened: Story = {
  path: 'resolved at home, reopened, then delivered',
  ticket: {
    kind: 'incident',
    service: 'FUNMOOC',
    title: 'Vidéos coupées toutes les deux minutes',
    description: 'Depuis la bibliothèque, les vidéos des MOOC s’arrêtent et repartent du début.',
  },
  lines: [
    [at(-29, '09:00'), 'requester.uantilles', opens()],
    [at(-29, '09:30'), 'agent.uantilles', takes()],
    [
      at(-29, '10:15'),
      'agent.uantilles',
      resolves('answered', 'Le réseau de la bibliothèque était saturé ce matin. Réessayez maintenant.'),
    ],
    [at(-28, '09:20'), 'requester.uantilles', reopens('Même chose ce matin, et aussi depuis chez moi avec la fibre.')],
    [at(-28, '09:40'), 'agent.uantilles', qualifies('medium', 'medium', 'Plusieurs salles et hors du campus.')],
    [at(-28, '10:00'), 'spoc.uantilles', escalates('support', 'Lecture coupée, aussi hors du réseau du campus.')],
    [at(-27, '09:00'), 'engineer.fun', accepts()],
    [at(-27, '16:00'), 'engineer.fun', delivers('fixed', 'Un serveur de diffusion pour les Antilles était en panne.')],
    [at(-26, '08:30'), 'spoc.uantilles', transmits()],
  ],
};

const toTransmit: Story = {
  path: 'open: delivered, to be transmitted',
  ticket: {
    kind: 'incident',
    service: 'FUNCAMPUS',
    title: TO_TRANSMIT,
    description: 'The twelve exchange students get "account not eligible" when they follow the enrolment link.',
  },
  lines: [
    [at(-3, '09:30'), 'requester.unistra', opens({ impact: 'medium', urgency: 'medium' })],
    [at(-3, '09:50'), 'agent.unistra', takes()],
    [at(-3, '09:52'), 'agent.unistra', qualifies('medium', 'medium')],
    [at(-3, '10:00'), 'agent.unistra', writes('Thank you, we are asking FUN to look at their accounts.')],
    [at(-3, '10:30'), 'spoc.unistra', escalates('support', 'Douze étudiants en échange refusés.', ['description'])],
    [at(-3, '14:00'), 'engineer.fun', accepts()],
    [
      at(-1, '09:30'),
      'engineer.fun',
      delivers('fixed', 'The twelve accounts are eligible now. Please follow the enrolment link once more.'),
    ],
  ],
};

const prepared: Story = {
  path: 'open: an escalation is prepared',
  ticket: {
    kind: 'incident',
    service: 'FUNCAMPUS',
    title: 'Forum du cours « Droit des biens » fermé',
    description: 'Le forum affiche « discussions closes » alors que le cours dure jusqu’en fin de semestre.',
  },
  lines: [
    [at(-1, '15:10'), 'requester.paris1', opens({ urgency: 'medium' })],
    [at(-1, '15:40'), 'agent.paris1', takes()],
    [at(-1, '15:45'), 'agent.paris1', writes('Bonjour, je prépare la transmission à FUN.')],
    [
      at(-1, '16:10'),
      'agent.paris1',
      drafts('support', 'Forum clos avant la date de fin du cours. Peut-on le rouvrir ?', ['description']),
    ],
  ],
};

export const fun: readonly Story[] = [quizGrades, certificate, noumea, reopened, toTransmit, prepared];
