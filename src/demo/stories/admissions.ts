import {
  accepts,
  asks,
  closes,
  delivers,
  escalates,
  opens,
  qualifies,
  refuses,
  resolves,
  returns,
  takes,
  transmits,
  waits,
  writes,
} from '../deeds.js';
import { at, metz, type Story } from '../story.js';

/** eCandidat, run in Marseille, and ESUP-DematEC, run in Rennes. */

const incomplete: Story = {
  path: 'returned, return refused, then delivered',
  ticket: {
    kind: 'incident',
    service: 'ECANDIDAT',
    title: 'Pièces jointes illisibles dans les dossiers de master',
    description: 'Les PDF déposés par les candidats s’ouvrent sur une page blanche.',
  },
  lines: [
    [at(-73, '09:00'), 'requester.paris1', opens({ impact: 'medium', urgency: 'medium' })],
    [at(-73, '09:25'), 'agent.paris1', takes()],
    [at(-73, '09:28'), 'agent.paris1', qualifies('medium', 'medium')],
    [at(-73, '09:30'), 'agent.paris1', writes('Bonjour, nous demandons une vérification à l’équipe eCandidat.')],
    [at(-73, '10:00'), 'spoc.paris1', escalates('support', 'PDF blancs dans les dossiers de master.')],
    [at(-73, '11:10'), 'engineer.amu', returns('needs_information', 'Merci de donner au moins un numéro de dossier.')],
    [
      at(-73, '14:00'),
      'spoc.paris1',
      refuses('Tous les dossiers sont touchés, par exemple M2-0417 et M2-0533 : il ne manque rien pour chercher.'),
    ],
    [at(-73, '14:40'), 'engineer.amu', accepts()],
    [
      at(-72, '10:00'),
      'engineer.amu',
      delivers('fixed', 'La visionneuse est à jour ; les pièces s’affichent de nouveau.'),
    ],
    [at(-72, '10:30'), 'spoc.paris1', transmits()],
  ],
};

/** For a P1 an agent does not wait for a SPOC. */
const blocked: Story = {
  path: 'P1 sent by an agent',
  ticket: {
    kind: 'incident',
    service: 'ECANDIDAT',
    title: 'eCandidat inaccessible le dernier jour des candidatures',
    description: 'Erreur 503 pour tous les candidats. La campagne ferme ce soir à 23 h 59.',
  },
  lines: [
    [
      at(-37, '08:10'),
      'agent.utoulouse',
      opens({ channel: 'phone', requester: 'requester.utoulouse@guichet.example', impact: 'high', urgency: 'high' }),
    ],
    [at(-37, '08:11'), 'agent.utoulouse', takes()],
    [
      at(-37, '08:15'),
      'agent.utoulouse',
      escalates('hosting', 'Tout eCandidat répond 503, clôture ce soir. Joignable au 05 00 00 00 00.', ['description']),
    ],
    [at(-37, '08:25'), 'engineer.amu', accepts()],
    [
      at(-37, '10:05'),
      'engineer.amu',
      delivers('fixed', 'Le service répond depuis 10 h. Aucun dossier n’a été perdu.'),
    ],
    [at(-37, '10:12'), 'spoc.utoulouse', transmits()],
  ],
};

/** Nancy and Marseille work on that day; for the user side of a Metz ticket no time passes. */
const metzHoliday: Story = {
  path: 'over a holiday of Metz',
  ticket: {
    kind: 'incident',
    service: 'ECANDIDAT',
    title: 'Convocations aux entretiens avec la mauvaise adresse',
    description: 'Les convocations du site de Metz portent l’adresse du campus de Nancy.',
  },
  lines: [
    [metz('eve', '15:30'), 'requester.metz.ulorraine', opens({ impact: 'medium', urgency: 'medium' })],
    [metz('eve', '16:00'), 'agent.ulorraine', takes()],
    [metz('eve', '16:05'), 'agent.ulorraine', qualifies('medium', 'medium')],
    [
      metz('holiday', '09:00'),
      'spoc.ulorraine',
      escalates('support', 'Adresse de Nancy au lieu de Metz.', ['description']),
    ],
    [metz('holiday', '10:00'), 'engineer.amu', accepts()],
    [
      metz('holiday', '15:00'),
      'engineer.amu',
      delivers('fixed', 'Le modèle de convocation du site de Metz est corrigé.'),
    ],
    [metz('after', '09:10'), 'spoc.ulorraine', transmits()],
    [metz('after', '14:00'), 'agent.ulorraine', closes()],
  ],
};

/** Tahiti is eleven or twelve hours behind Paris. */
const tahiti: Story = {
  path: 'open: accepted by the provider',
  ticket: {
    kind: 'incident',
    service: 'ECANDIDAT',
    title: 'Relances envoyées en pleine nuit',
    description: 'Les candidats polynésiens reçoivent les relances par SMS vers 2 h du matin.',
  },
  lines: [
    [at(-3, '08:00'), 'requester.upf', opens({ urgency: 'low' })],
    [at(-3, '08:40'), 'agent.upf', takes()],
    [at(-3, '08:45'), 'agent.upf', qualifies('medium', 'low')],
    [at(-3, '08:50'), 'agent.upf', writes('Ia ora na, la demande part ce matin chez l’exploitant.')],
    [at(-3, '09:30'), 'spoc.upf', escalates('support', 'Relances envoyées à l’heure de Paris.', ['description'])],
    [at(-2, '09:00'), 'engineer.amu', accepts()],
  ],
};

const access: Story = {
  path: 'request resolved at home',
  ticket: {
    kind: 'request',
    service: 'DEMATEC',
    title: 'Accès de la commission de recrutement MCF 0427',
    description: 'Merci d’ouvrir l’accès aux onze membres de la commission, liste validée par la DRH.',
  },
  lines: [
    [at(-44, '10:00'), 'requester.ujm', opens()],
    [at(-44, '10:30'), 'agent.ujm', takes()],
    [at(-44, '11:45'), 'agent.ujm', resolves('fixed', 'Les onze accès sont ouverts jusqu’à la fin de la campagne.')],
  ],
};

/** Two waits at once: the requester's comes first, and is counted once. */
const twoWaits: Story = {
  path: 'open: waiting for the requester while the provider waits for the SPOC',
  ticket: {
    kind: 'incident',
    service: 'DEMATEC',
    title: 'Rapporteur extérieur absent de la liste',
    description: 'Le second rapporteur du poste PR 1123 ne peut pas être choisi dans la liste.',
  },
  lines: [
    [at(-5, '08:30'), 'requester.ubo', opens()],
    [at(-5, '08:50'), 'agent.ubo', takes()],
    [at(-5, '09:00'), 'agent.ubo', writes('Bonjour, nous demandons à Rennes de vérifier la liste.')],
    [at(-5, '09:20'), 'spoc.ubo', escalates('support', 'Rapporteur absent de la liste du poste PR 1123.')],
    [at(-5, '11:00'), 'engineer.rennes2', accepts()],
    [at(-4, '09:30'), 'engineer.rennes2', asks('Dans quel établissement ce rapporteur est-il en poste ?')],
    [
      at(-4, '10:00'),
      'agent.ubo',
      waits('requester', at(1, '10:00'), 'Pouvez-vous nous dire dans quel établissement exerce ce rapporteur ?'),
    ],
  ],
};

export const admissions: readonly Story[] = [incomplete, blocked, metzHoliday, tahiti, access, twoWaits];
