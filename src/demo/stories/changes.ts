import {
  acknowledges,
  approves,
  approvesModel,
  asksOfChanges,
  backsOut,
  closesChange,
  composes,
  draftsChange,
  edits,
  freezes,
  models,
  opensRound,
  publishes,
  releases,
  reviews,
  schedules,
  sends,
  starts,
  submits,
  votes,
} from '../change-deeds.js';
import { at, nextSummer, summer, type ChangeStory } from '../story.js';

/** Changes of FUN Campus and OAE: one that is over, one to come, one that is voted on, one that a freeze holds up. */

const quiet = {
  reach: 'few',
  tried: 'yes',
  backout: 'short',
  data: 'none',
  experience: 'us',
  when: 'quiet',
  parts: 'none',
};

const backedOut: ChangeStory = {
  path: 'change: backed out, reviewed, closed; a model made of it',
  change: 'Renouveler le certificat de FUN Campus',
  lines: [
    [
      at(-40, '09:00'),
      'engineer.fun',
      draftsChange({
        kind: 'normal',
        services: ['FUNCAMPUS'],
        title: 'Renouveler le certificat de FUN Campus',
        why: 'Le certificat actuel expire dans un mois. Personne ne devrait rien remarquer.',
        plan: 'Demander, installer, recharger les deux mandataires l’un après l’autre.',
        tests: 'La page s’ouvre dans les trois navigateurs, le cadenas est fermé.',
        backoutPlan: 'Remettre l’ancien certificat, recharger.',
        backoutMinutes: 10,
        wasTried: true,
        answers: quiet,
        implementers: ['engineer.fun'],
        window: [at(-30, '12:00'), at(-30, '13:30')],
      }),
    ],
    [at(-40, '09:30'), 'engineer.fun', submits()],
    [at(-39, '10:00'), 'change-manager.fun', approves('Relu : le retour en arrière est court.')],
    [at(-39, '10:30'), 'change-manager.fun', approves()],
    [at(-39, '11:00'), 'engineer.fun', schedules()],
    [at(-38, '09:00'), 'spoc.ulco', acknowledges()],
    [at(-30, '12:05'), 'engineer.fun', starts()],
    [at(-30, '12:40'), 'engineer.fun', backsOut('La chaîne était incomplète : les téléphones refusaient.', 12)],
    [at(-29, '09:30'), 'change-manager.fun', reviews()],
    [at(-28, '10:00'), 'change-manager.fun', closesChange('Essayer avec un téléphone avant de recharger.')],
    [
      at(-27, '10:00'),
      'engineer.fun',
      models('FUNCAMPUS', 'certificate', {
        titleFr: 'Renouveler un certificat',
        titleEn: 'Renew a certificate',
        description: 'Tous les trois mois, sans interruption.',
        steps: ['Demander, avec la chaîne entière', 'Installer', 'Recharger les mandataires l’un après l’autre'],
        tests: 'Le cadenas est fermé, sur un téléphone aussi.',
        backout: 'Remettre l’ancien certificat, recharger.',
        backOutMinutes: 10,
        interruptionMinutes: 0,
        needsMaintenanceWindow: false,
      }),
    ],
    [at(-26, '11:00'), 'change-manager.fun', approvesModel('certificate')],
  ],
};

const minorRelease: ChangeStory = {
  path: 'change: a minor release, scheduled',
  change: 'FUN Campus 4.2.1',
  lines: [
    [
      at(-3, '09:00'),
      'engineer.fun',
      draftsChange({
        kind: 'standard',
        services: ['FUNCAMPUS'],
        title: 'FUN Campus 4.2.1',
        why: 'Des corrections attendues : les notes des quiz, la recherche dans les forums.',
        plan: 'Basculer vers la nouvelle image, serveur par serveur.',
        tests: 'Ouvrir un cours, rendre un quiz, chercher dans un forum.',
        backoutPlan: 'Revenir à l’image précédente.',
        backoutMinutes: 15,
        wasTried: true,
        answers: quiet,
        implementers: ['engineer.fun'],
        window: [at(4, '12:30'), at(4, '13:30')],
      }),
    ],
    [
      at(-3, '09:30'),
      'engineer.fun',
      releases('FUNCAMPUS', {
        version: '4.2.1',
        kind: 'minor',
        notes: {
          fr: 'Les notes des quiz arrivent au carnet sans attendre. La recherche dans les forums trouve les pièces jointes.',
          en: 'Grades of quizzes reach the gradebook at once. Searching forums finds attached files.',
        },
        knownIssues: {
          fr: 'Le carnet imprimé garde l’ancien ordre des colonnes.',
          en: 'The printed gradebook keeps the former order of columns.',
        },
      }),
    ],
    [at(-2, '10:00'), 'change-manager.fun', schedules()],
    [at(-2, '10:30'), 'engineer.fun', publishes()],
    [at(-1, '08:45'), 'spoc.ulco', acknowledges()],
  ],
};

const seats = ['ULORRAINE', 'ULCO', 'UPHF', 'UJM', 'UTOULOUSE'];

const onTheTable: ChangeStory = {
  path: 'change: major, voted on by the board',
  change: 'OAE version 15',
  lines: [
    [
      at(-9, '09:00'),
      'engineer.ulorraine',
      draftsChange({
        kind: 'normal',
        services: ['OAE'],
        title: 'OAE version 15',
        why: 'Une nouvelle interface, et la fin de l’éditeur hérité. Les documents restent.',
        isMajorVersion: true,
      }),
    ],
    [
      at(-9, '10:00'),
      'change-manager.ulorraine',
      composes('OAE', {
        seats: seats.map((institution, place) => ({
          n: place + 1,
          kind: place === 0 ? 'function' : place === 4 ? 'security' : 'representative',
          institution,
          hasVeto: place === 4,
        })),
        rule: { kind: 'percent', percent: 67 },
        quorumPercent: 50,
        isFullVote: false,
      }),
    ],
    ...seats.map((code, place) => {
      const here = code.toLowerCase();
      const line = sends(`cab-member.${here}`, 'OAE', place + 1);
      return [at(-9, `11:0${String(place)}`), `manager.${here}`, line] as const;
    }),
    [
      at(-8, '09:00'),
      'change-manager.ulorraine',
      asksOfChanges('OAE', {
        questions: [
          {
            id: 'tried',
            text: { fr: 'Essayé là où personne ne travaille ?', en: 'Tried where nobody works with it?' },
            choices: [
              { id: 'yes', label: { fr: 'Oui, en entier', en: 'Yes, all of it' }, points: 0 },
              { id: 'partly', label: { fr: 'En partie', en: 'In part' }, points: 3 },
              { id: 'no', label: { fr: 'Non', en: 'No' }, points: 6 },
            ],
          },
          {
            id: 'documents',
            text: { fr: 'Des documents sont-ils réécrits ?', en: 'Are documents written anew?' },
            choices: [
              { id: 'none', label: { fr: 'Aucun', en: 'None' }, points: 0 },
              { id: 'some', label: { fr: 'Quelques-uns', en: 'Some' }, points: 3 },
              { id: 'all', label: { fr: 'Tous', en: 'All of them' }, points: 6 },
            ],
          },
        ],
        mediumFrom: 4,
        highFrom: 9,
      }),
    ],
    [
      at(-7, '09:00'),
      'engineer.ulorraine',
      edits({
        plan: 'Basculer un serveur sur deux, puis les autres ; convertir les brouillons de l’éditeur hérité.',
        tests: 'Ouvrir, écrire et partager un document dans chaque établissement pilote.',
        backoutPlan: 'Revenir à la version 14 : les documents écrits entre-temps restent lisibles.',
        backoutMinutes: 60,
        wasTried: true,
        answers: { tried: 'partly', documents: 'some' },
        implementers: ['engineer.ulorraine'],
        window: [at(32, '12:00'), at(32, '14:00')],
      }),
    ],
    [at(-4, '09:00'), 'engineer.ulorraine', submits()],
    [at(-3, '10:00'), 'change-manager.ulorraine', approves('Le plan se lit bien.')],
    [at(-3, '11:00'), 'change-manager.ulorraine', opensRound()],
    [at(-2, '09:00'), 'cab-member.ulco', votes('approve')],
    [at(-1, '10:00'), 'cab-member.uphf', votes('reject', 'Trop près de nos jurys.')],
  ],
};

const heldUp: ChangeStory = {
  path: 'change: held up by a freeze',
  change: 'Déplacer les documents d’OAE vers un autre stockage',
  lines: [
    [
      at(-6, '09:00'),
      'engineer.ulorraine',
      draftsChange({
        kind: 'normal',
        services: ['OAE'],
        title: 'Déplacer les documents d’OAE vers un autre stockage',
        why: 'Le stockage actuel n’est plus entretenu à l’automne.',
        plan: 'Copier la nuit, basculer en lecture seule, comparer, basculer.',
        tests: 'Comparer les sommes de contrôle ; ouvrir cent documents.',
        backoutPlan: 'Revenir au stockage actuel, gardé trois mois.',
        backoutMinutes: 20,
        wasTried: true,
        implementers: ['engineer.ulorraine'],
      }),
    ],
    [
      at(-6, '10:00'),
      'change-manager.ulorraine',
      freezes(
        (year) => ({
          scope: 'service',
          service: 'OAE',
          title: 'Été',
          reason: 'Peu de monde pour réparer : rien ne change en été.',
          from: `${year}-07-20`,
          to: `${year}-08-23`,
          recurrence: 'FREQ=YEARLY;COUNT=3',
        }),
        nextSummer,
      ),
    ],
    [
      at(-5, '09:00'),
      'engineer.ulorraine',
      edits({
        answers: { tried: 'yes', documents: 'some' },
        window: [summer('07-28', '06:00'), summer('07-28', '08:00')],
      }),
    ],
    [at(-5, '09:30'), 'engineer.ulorraine', submits()],
    [at(-4, '10:00'), 'change-manager.ulorraine', approves('Bien préparé ; mais en été ?')],
  ],
};

export const changes: readonly ChangeStory[] = [backedOut, minorRelease, onTheTable, heldUp];
