import {
  accepts,
  answers,
  asks,
  confirms,
  delivers,
  escalates,
  forwards,
  opens,
  plans,
  qualifies,
  resolves,
  returns,
  takes,
  transmits,
  waits,
  writes,
} from '../deeds.js';
import { at, type Story } from '../story.js';

/** OAE: support at the Littoral, then Valenciennes; hosting in Lorraine. */

const outOfScope: Story = {
  path: 'returned, return confirmed',
  ticket: {
    kind: 'incident',
    service: 'OAE',
    title: 'Impossible de joindre un fichier de 6 Go',
    description: 'Le dépôt d’une vidéo de soutenance (6 Go) s’arrête vers 40 % avec le message « fichier refusé ».',
  },
  lines: [
    [at(-76, '09:05'), 'requester.ujm', opens({ urgency: 'medium' })],
    [at(-76, '09:30'), 'agent.ujm', takes()],
    [at(-76, '09:34'), 'agent.ujm', writes('Bonjour, nous regardons avec l’équipe OAE et revenons vers vous.')],
    [
      at(-76, '10:10'),
      'spoc.ujm',
      escalates('support', 'Dépôt d’un fichier de 6 Go refusé à 40 %. Y a-t-il une limite ?', ['description']),
    ],
    [
      at(-76, '13:20'),
      'engineer.ulco',
      returns(
        'out_of_scope',
        'La limite de 2 Go par fichier est voulue et documentée. Esup-Pod est fait pour les vidéos.',
      ),
    ],
    [at(-75, '08:45'), 'spoc.ujm', confirms()],
    [
      at(-75, '09:10'),
      'agent.ujm',
      resolves(
        'answered',
        'OAE accepte 2 Go par fichier. Pour une vidéo, déposez-la dans Esup-Pod puis collez le lien.',
      ),
    ],
  ],
};

const nextHolder: Story = {
  path: 'forwarded to the next holder, delivered',
  ticket: {
    kind: 'incident',
    service: 'OAE',
    title: 'Les invitations n’arrivent plus aux adresses extérieures',
    description: 'Depuis lundi, les collègues de l’étranger que j’invite dans un groupe ne reçoivent aucun courriel.',
  },
  lines: [
    [at(-70, '10:00'), 'requester.paris1', opens()],
    [at(-70, '10:25'), 'agent.paris1', takes()],
    [at(-70, '10:30'), 'agent.paris1', qualifies('medium', 'medium')],
    [at(-70, '10:40'), 'agent.paris1', writes('Pouvez-vous nous donner un exemple d’adresse et l’heure de l’envoi ?')],
    [at(-70, '11:30'), 'requester.paris1', writes('Par exemple m.rossi@unibo.example, lundi à 15 h 12.')],
    [
      at(-70, '15:00'),
      'spoc.paris1',
      escalates(
        'support',
        'Invitations vers l’extérieur perdues depuis lundi ; un exemple daté est joint à la demande.',
        ['description'],
      ),
    ],
    [
      at(-70, '16:30'),
      'engineer.ulco',
      forwards('Notre spécialiste de la messagerie est absent ; Valenciennes a déjà traité un cas semblable.'),
    ],
    [at(-69, '08:50'), 'engineer.uphf', accepts()],
    [
      at(-69, '15:10'),
      'engineer.uphf',
      delivers(
        'fixed',
        'Le relais rejetait les envois hors de France. La règle est corrigée, les invitations repartent.',
      ),
    ],
    [at(-69, '16:00'), 'spoc2.paris1', transmits()],
  ],
};

const otherFunction: Story = {
  path: 'forwarded to another function, delivered',
  ticket: {
    kind: 'incident',
    service: 'OAE',
    title: 'Recherche très lente dans les documents partagés',
    description: 'Chaque recherche prend plus de trente secondes. Toute l’UFR est concernée.',
  },
  lines: [
    [at(-61, '08:40'), 'requester.unistra', opens({ impact: 'medium', urgency: 'high' })],
    [at(-61, '08:55'), 'agent.unistra', takes()],
    [at(-61, '08:58'), 'agent.unistra', qualifies('medium', 'high', 'Confirmé par trois enseignants de l’UFR.')],
    [at(-61, '09:05'), 'agent.unistra', writes('We see it too and have called the people who run OAE.')],
    [at(-61, '09:20'), 'spoc.unistra', escalates('support', 'Recherches au-delà de 30 s pour toute une UFR.')],
    [
      at(-61, '10:00'),
      'engineer.ulco',
      forwards('L’index du moteur de recherche est saturé : c’est du côté de l’hébergement.', 'hosting'),
    ],
    [at(-61, '10:15'), 'engineer.ulorraine', accepts()],
    [
      at(-61, '15:45'),
      'engineer.ulorraine',
      delivers('fixed', 'L’index a été reconstruit et déplacé. Les recherches répondent en moins d’une seconde.'),
    ],
    [at(-61, '16:20'), 'spoc.unistra', transmits()],
  ],
};

const twice: Story = {
  path: 'escalated twice: support, then hosting',
  ticket: {
    kind: 'incident',
    service: 'OAE',
    title: 'Documents disparus après une panne de disque',
    description: 'Une vingtaine de documents du master Patrimoine ne sont plus visibles depuis hier soir.',
  },
  lines: [
    [at(-52, '08:15'), 'requester.amu', opens({ impact: 'medium', urgency: 'high' })],
    [at(-52, '08:30'), 'agent.amu', takes()],
    [at(-52, '08:35'), 'agent.amu', qualifies('medium', 'high')],
    [
      at(-52, '08:40'),
      'agent.amu',
      writes('Nous prévenons le support national. Merci de ne rien déposer dans ce dossier.'),
    ],
    [at(-52, '08:50'), 'spoc.amu', escalates('support', 'Vingt documents invisibles depuis la nuit.', ['description'])],
    [at(-52, '09:20'), 'engineer.ulco', accepts()],
    [
      at(-52, '11:40'),
      'engineer.ulco',
      delivers(
        'known_error',
        'Les fiches des documents sont intactes ; les fichiers sont à restaurer d’une sauvegarde.',
      ),
    ],
    [at(-52, '13:30'), 'spoc.amu', confirms()],
    [at(-52, '13:45'), 'spoc.amu', escalates('hosting', 'Restaurer les fichiers du master Patrimoine, liste jointe.')],
    [at(-52, '14:10'), 'engineer.ulorraine', accepts()],
    [
      at(-51, '09:30'),
      'engineer.ulorraine',
      delivers('fixed', 'Tous les fichiers ont été restaurés depuis la sauvegarde de la veille, 22 h.'),
    ],
    [at(-51, '10:05'), 'spoc.amu', transmits()],
  ],
};

const ownSupport: Story = {
  path: 'escalated to oneself',
  ticket: {
    kind: 'incident',
    service: 'OAE',
    title: 'Groupe « Licence pro Tourisme » en double',
    description: 'Le groupe existe deux fois et les étudiants se répartissent au hasard entre les deux.',
  },
  lines: [
    [at(-40, '09:50'), 'requester.ulco', opens()],
    [at(-40, '10:05'), 'agent.ulco', takes()],
    [at(-40, '10:10'), 'agent.ulco', writes('Bien noté, nous demandons la fusion des deux groupes.')],
    [at(-40, '10:30'), 'spoc.ulco', escalates('support', 'Fusionner deux groupes homonymes, celui de 2024 fait foi.')],
    [at(-40, '11:00'), 'engineer.ulco', accepts()],
    [
      at(-40, '14:30'),
      'engineer.ulco',
      delivers('fixed', 'Les deux groupes n’en font plus qu’un, aucun message perdu.'),
    ],
    [at(-40, '15:00'), 'spoc2.ulco', transmits()],
  ],
};

const quota: Story = {
  path: 'request delivered',
  ticket: {
    kind: 'request',
    service: 'OAE',
    title: 'Porter à 50 Go l’espace du laboratoire de géosciences',
    description: 'Nos campagnes en mer remplissent l’espace partagé. 50 Go nous mèneraient jusqu’à l’été.',
  },
  lines: [
    [at(-33, '11:00'), 'requester.ubo', opens()],
    [at(-33, '11:20'), 'agent.ubo', takes()],
    [at(-33, '11:25'), 'agent.ubo', writes('Votre demande est transmise à l’hébergeur.')],
    [at(-33, '14:00'), 'spoc.ubo', escalates('hosting', 'Quota de 20 à 50 Go pour un laboratoire.', ['description'])],
    [at(-33, '16:00'), 'engineer.ulorraine', accepts()],
    [at(-32, '10:00'), 'engineer.ulorraine', asks('Est-ce pour ce seul espace, ou pour tout l’institut ?')],
    [at(-31, '09:30'), 'spoc.ubo', answers('Pour ce seul espace.')],
    [at(-31, '11:00'), 'engineer.ulorraine', delivers('fixed', 'L’espace dispose désormais de 50 Go.')],
    [at(-31, '11:40'), 'spoc.ubo', transmits()],
  ],
};

const planned: Story = {
  path: 'open: the provider has planned it',
  ticket: {
    kind: 'incident',
    service: 'OAE',
    title: 'L’aperçu des documents LibreOffice reste blanc',
    description:
      'Les fichiers .odt et .ods déposés depuis la rentrée n’ont pas d’aperçu. Le téléchargement fonctionne.',
  },
  lines: [
    [at(-9, '09:00'), 'requester.urouen', opens({ impact: 'medium', urgency: 'low' })],
    [at(-9, '09:40'), 'agent.urouen', takes()],
    [at(-9, '09:45'), 'agent.urouen', qualifies('low', 'low')],
    [at(-9, '09:50'), 'agent.urouen', writes('Nous avons reproduit le défaut. En attendant, téléchargez le document.')],
    [at(-9, '10:30'), 'spoc.urouen', escalates('hosting', 'Aperçus .odt et .ods blancs, reproduit.', ['description'])],
    [at(-9, '14:00'), 'engineer.ulorraine', accepts()],
    [at(-7, '10:15'), 'engineer.ulorraine', plans('planned', at(3, '06:30'))],
  ],
};

const newTenant: Story = {
  path: 'open: waiting for an approval',
  ticket: {
    kind: 'request',
    service: 'OAE',
    title: 'Ouvrir un espace OAE pour l’école doctorale',
    description: 'L’école doctorale souhaite son propre espace, avec 120 doctorants et 40 encadrants.',
  },
  lines: [
    [
      at(-6, '10:00'),
      'agent.uguyane',
      opens({ channel: 'phone', requester: 'requester.uguyane@guichet.example', impact: 'medium', urgency: 'low' }),
    ],
    [at(-6, '10:05'), 'agent.uguyane', takes()],
    [at(-6, '11:00'), 'agent.uguyane', waits('approval', at(2, '10:00'))],
  ],
};

export const oae: readonly Story[] = [
  outOfScope,
  nextHolder,
  otherFunction,
  twice,
  ownSupport,
  quota,
  planned,
  newTenant,
];
