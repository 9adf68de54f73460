import {
  accepts,
  cancels,
  delivers,
  escalates,
  opens,
  plans,
  qualifies,
  recalls,
  resolves,
  resumes,
  takes,
  transmits,
  waits,
  worksOn,
  writes,
} from '../deeds.js';
import { at, minutesAgo, type Story } from '../story.js';

/** MonDossierWeb, the multi-service card, text messages. */

const forgotten: Story = {
  path: 'open: waiting for the requester past the follow-up date',
  ticket: {
    kind: 'incident',
    service: 'MDW',
    title: 'Adresse postale erronée sur le relevé de notes',
    description: 'Mon relevé de notes porte encore mon ancienne adresse.',
  },
  lines: [
    [at(-9, '11:00'), 'requester.unicaen', opens({ urgency: 'low' })],
    [at(-9, '11:30'), 'agent.unicaen', takes()],
    [
      at(-9, '11:40'),
      'agent.unicaen',
      waits('requester', at(-3, '12:00'), 'Pouvez-vous nous envoyer votre numéro d’étudiant et la bonne adresse ?'),
    ],
  ],
};

const recalled: Story = {
  path: 'recalled, resolved at home',
  ticket: {
    kind: 'incident',
    service: 'SGC',
    title: 'Carte refusée à la bibliothèque de Quimper',
    description: 'La borne de prêt refuse ma carte alors que le restaurant l’accepte.',
  },
  lines: [
    [at(-64, '09:30'), 'requester.ubo', opens()],
    [at(-64, '09:50'), 'agent.ubo', takes()],
    [at(-64, '09:55'), 'agent.ubo', writes('Bonjour, nous faisons vérifier les droits de votre carte.')],
    [
      at(-64, '10:20'),
      'spoc.ubo',
      escalates('support', 'Carte acceptée au restaurant, refusée au prêt.', ['description']),
    ],
    [at(-64, '11:30'), 'engineer.urouen', accepts()],
    [at(-64, '14:00'), 'spoc.ubo', recalls('C’était la borne : elle avait perdu le réseau. Merci, rien à faire.')],
    [at(-64, '14:20'), 'agent.ubo', resolves('fixed', 'La borne de prêt était hors réseau. Votre carte n’a rien.')],
  ],
};

const late: Story = {
  path: 'missed: delivered after the target',
  ticket: {
    kind: 'incident',
    service: 'SMSU',
    title: 'Les SMS d’alerte cyclonique ne partent pas',
    description: 'L’envoi vers les 3 200 étudiants reste « en file ». L’exercice de crise est reporté.',
  },
  lines: [
    [at(-24, '08:10'), 'requester.uguyane', opens({ impact: 'medium', urgency: 'high' })],
    [at(-24, '08:20'), 'agent.uguyane', takes()],
    [at(-24, '08:22'), 'agent.uguyane', qualifies('medium', 'high')],
    [at(-24, '08:30'), 'agent.uguyane', writes('Bonjour, Caen est prévenu, nous vous tenons au courant.')],
    [
      at(-24, '08:40'),
      'spoc.uguyane',
      escalates('support', 'File d’envoi bloquée, 3 200 destinataires.', ['description']),
    ],
    [at(-24, '16:30'), 'engineer.unicaen', accepts()],
    [at(-23, '10:00'), 'engineer.unicaen', plans('third_party', at(-21, '10:00'))],
    [at(-21, '10:30'), 'engineer.unicaen', worksOn()],
    [
      at(-21, '11:00'),
      'engineer.unicaen',
      delivers('fixed', 'L’opérateur avait suspendu le compte d’envoi. Il est rétabli ; l’envoi est à relancer.'),
    ],
    [at(-21, '09:30'), 'spoc.uguyane', transmits()],
  ],
};

const mistake: Story = {
  path: 'cancelled',
  ticket: {
    kind: 'request',
    service: 'SMSU',
    title: 'Créer un groupe d’envoi pour le CROUS',
    description: 'Groupe d’envoi pour les 900 résidents du Saulcy.',
  },
  lines: [
    [at(-18, '14:00'), 'requester.ulorraine', opens()],
    [at(-18, '14:20'), 'agent.ulorraine', takes()],
    [at(-18, '14:35'), 'requester.ulorraine', writes('Pardon, le groupe existe déjà : j’avais mal cherché.')],
    [at(-18, '14:50'), 'agent.ulorraine', cancels('Le groupe existe déjà, d’accord avec le demandeur.')],
  ],
};

const unread: Story = {
  path: 'open: new',
  ticket: {
    kind: 'incident',
    service: 'MDW',
    title: 'Certificat de scolarité vide',
    description: 'Le certificat téléchargé ce jour est une page blanche. J’en ai besoin pour mon logement.',
  },
  lines: [[minutesAgo(40), 'requester.uphf', opens({ urgency: 'medium' })]],
};

const untouched: Story = {
  path: 'open: offered',
  ticket: {
    kind: 'incident',
    service: 'SGC',
    title: 'Photo trop sombre sur ma carte',
    description: 'On ne me reconnaît pas sur la carte reçue hier, les vigiles me la redemandent à chaque fois.',
  },
  lines: [
    [at(-1, '14:30'), 'requester.rennes2', opens({ urgency: 'low' })],
    [at(-1, '14:50'), 'agent.rennes2', takes()],
    [at(-1, '14:55'), 'agent.rennes2', qualifies('low', 'low')],
    [at(-1, '15:00'), 'agent.rennes2', writes('Bonjour, nous voyons avec Rouen si la photo peut être reprise.')],
    [
      at(-1, '16:30'),
      'spoc.rennes2',
      escalates('support', 'Photo trop sombre après impression, originale correcte.', ['description']),
    ],
  ],
};

const supplier: Story = {
  path: 'open: waiting for a third party',
  ticket: {
    kind: 'incident',
    service: 'SGC',
    title: 'Imprimante à cartes de Mulhouse en panne',
    description: 'La tête d’impression laisse une bande blanche sur toutes les cartes.',
  },
  lines: [
    [
      at(-8, '09:00'),
      'agent.uha',
      opens({ channel: 'counter', requester: 'requester.uha@guichet.example', impact: 'low', urgency: 'medium' }),
    ],
    [at(-8, '09:05'), 'agent.uha', takes()],
    [
      at(-8, '10:00'),
      'agent.uha',
      waits('requester', at(-6, '12:00'), 'Pouvez-vous relever le numéro de série sous l’imprimante ?'),
    ],
    [at(-7, '08:45'), 'requester.uha', writes('C’est le 7F-20931.')],
    [at(-7, '09:30'), 'agent.uha', waits('third_party', at(2, '14:00'))],
    [at(-3, '10:00'), 'agent.uha', resumes()],
    [at(-3, '10:10'), 'agent.uha', waits('third_party', at(4, '14:00'))],
  ],
};

export const campusLife: readonly Story[] = [forgotten, recalled, late, mistake, unread, untouched, supplier];
