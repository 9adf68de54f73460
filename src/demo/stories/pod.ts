import {
  accepts,
  closes,
  delivers,
  disputes,
  escalates,
  opens,
  qualifies,
  refuses,
  takes,
  transmits,
  writes,
} from '../deeds.js';
import { at, type Story } from '../story.js';

/** Esup-Pod: support in Toulouse, hosting in Strasbourg. */

const subtitles: Story = {
  path: 'delivery refused, then delivered',
  ticket: {
    kind: 'incident',
    service: 'POD',
    title: 'Sous-titres décalés de huit secondes',
    description: 'Les sous-titres automatiques des cours enregistrés en amphi B arrivent huit secondes trop tard.',
  },
  lines: [
    [at(-48, '09:15'), 'requester.rennes2', opens({ impact: 'medium', urgency: 'medium' })],
    [at(-48, '09:40'), 'agent.rennes2', takes()],
    [at(-48, '09:42'), 'agent.rennes2', qualifies('medium', 'medium')],
    [
      at(-48, '09:50'),
      'agent.rennes2',
      writes('Merci du signalement. Nous le voyons sur trois vidéos.', { label: 'seen' }),
    ],
    [at(-48, '10:30'), 'spoc.rennes2', escalates('support', 'Sous-titres en retard de 8 s.', ['description', 'seen'])],
    [at(-48, '13:30'), 'engineer.utoulouse', accepts()],
    [at(-47, '10:00'), 'engineer.utoulouse', delivers('fixed', 'Les sous-titres ont été recalculés.')],
    [
      at(-47, '11:15'),
      'spoc.rennes2',
      refuses('Les anciennes vidéos sont justes, mais celle de ce matin est encore décalée.'),
    ],
    [
      at(-46, '15:00'),
      'engineer.utoulouse',
      delivers('fixed', 'L’encodeur de l’amphi B avait une horloge en retard ; il est réglé, et tout est recalculé.'),
    ],
    [at(-46, '16:00'), 'spoc.rennes2', transmits()],
    [at(-41, '10:00'), 'agent.rennes2', closes()],
  ],
};

const reunion: Story = {
  path: 'another time zone: La Réunion',
  ticket: {
    kind: 'incident',
    service: 'POD',
    title: 'Direct du colloque sans le son',
    description: 'Le direct « Volcans et sociétés » passe à l’image mais sans aucun son.',
  },
  lines: [
    [
      at(-12, '10:10'),
      'agent.ureunion',
      opens({ channel: 'phone', requester: 'requester.ureunion@guichet.example', impact: 'medium', urgency: 'high' }),
    ],
    [at(-12, '10:12'), 'agent.ureunion', takes()],
    [at(-12, '10:20'), 'spoc.ureunion', escalates('hosting', 'Direct en cours sans le son. Rappel au 0262 00 00 00.')],
    [at(-12, '08:40'), 'engineer.unistra', accepts()],
    [
      at(-12, '09:25'),
      'engineer.unistra',
      delivers(
        'fixed',
        'Le flux audio était refusé à cause de son format ; le son est revenu, et sera dans la reprise.',
      ),
    ],
    [at(-12, '13:00'), 'spoc.ureunion', transmits()],
  ],
};

const disputed: Story = {
  path: 'priority disputed and raised, delivered',
  ticket: {
    kind: 'incident',
    service: 'POD',
    title: 'Les enregistrements de la nuit ne sont pas publiés',
    description: 'Les cours enregistrés hier n’apparaissent pas ce matin.',
  },
  lines: [
    [at(-10, '08:10'), 'requester.uha', opens()],
    [at(-10, '08:30'), 'agent.uha', takes()],
    [at(-10, '08:35'), 'agent.uha', writes('Bonjour, nous vérifions avec l’équipe Esup-Pod.')],
    [at(-10, '09:00'), 'spoc.uha', escalates('support', 'Enregistrements d’hier absents.', ['description'])],
    [at(-10, '09:20'), 'engineer.utoulouse', accepts()],
    [
      at(-10, '09:40'),
      'engineer.utoulouse',
      disputes('medium', 'high', 'La file d’encodage est arrêtée : tous vos cours sont touchés, et pas un seul.'),
    ],
    [at(-10, '10:00'), 'spoc.uha', qualifies('medium', 'high', 'D’accord : toute la faculté attend ses cours.')],
    [
      at(-10, '15:30'),
      'engineer.utoulouse',
      delivers('fixed', 'La file est repartie ; tous les cours d’hier sont publiés.'),
    ],
    [at(-10, '16:15'), 'spoc.uha', transmits()],
  ],
};

export const pod: readonly Story[] = [subtitles, reunion, disputed];
