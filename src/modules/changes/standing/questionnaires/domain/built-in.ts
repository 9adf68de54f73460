import type { AskedQuestion, PublishedQuestionnaire } from './questionnaire.js';

type Choice = [id: string, points: number, fr: string, en: string];

const asked = (id: string, fr: string, en: string, ...choices: Choice[]): AskedQuestion => ({
  id,
  text: { fr, en },
  choices: choices.map(([choice, points, inFrench, inEnglish]) => ({
    id: choice,
    points,
    label: { fr: inFrench, en: inEnglish },
  })),
});

/**
 * The questionnaire that every service begins with. Assessments name it by its id for ever: what should read otherwise is
 * another one, beside it.
 */
export const builtIn: PublishedQuestionnaire = {
  id: '00000000-0000-7000-8000-0000000000a1',
  version: 1,
  publishedAt: null,
  mediumFrom: 6,
  highFrom: 11,
  questions: [
    asked(
      'reach',
      'Combien de personnes en dépendent ?',
      'How many people depend on it?',
      ['few', 0, 'Quelques personnes, ou un seul établissement', 'A few people, or one institution'],
      ['some', 2, 'Plusieurs établissements', 'Several institutions'],
      ['all', 3, 'Tous ceux qui utilisent le service', 'Everybody who uses the service'],
    ),
    asked(
      'tried',
      'A-t-il été essayé en préproduction ?',
      'Was it tried in preproduction?',
      ['yes', 0, 'Oui, avec le retour arrière', 'Yes, with backing it out'],
      ['partly', 2, 'En partie', 'In part'],
      ['no', 4, 'Non', 'No'],
    ),
    asked(
      'backout',
      'En combien de temps revient-on en arrière ?',
      'How long does backing out take?',
      ['short', 0, 'Moins de 30 minutes', 'Less than 30 minutes'],
      ['long', 2, 'Jusqu’à 4 heures', 'Up to 4 hours'],
      ['never', 5, 'Plus longtemps, ou c’est impossible', 'Longer, or it cannot be done'],
    ),
    asked(
      'data',
      'Des données sont-elles migrées ?',
      'Does data migrate?',
      ['none', 0, 'Non', 'No'],
      ['copied', 1, 'Oui, une copie reste en place', 'Yes, and a copy stays'],
      ['moved', 3, 'Oui, sans copie utilisable', 'Yes, without a copy that could be used'],
    ),
    asked(
      'experience',
      'Qui l’a déjà fait ?',
      'Who has done it before?',
      ['us', 0, 'Ceux qui le réalisent', 'Those who implement it'],
      ['others', 1, 'D’autres, que l’on peut joindre', 'Others, who can be reached'],
      ['nobody', 3, 'Personne', 'Nobody'],
    ),
    asked(
      'when',
      'Quand a-t-il lieu ?',
      'When is it done?',
      ['quiet', 0, 'Hors des heures de service', 'Outside service hours'],
      ['open', 1, 'Pendant les heures de service', 'Inside service hours'],
      ['peak', 3, 'En période de pointe (rentrée, examens)', 'At a peak (start of term, exams)'],
    ),
    asked(
      'parts',
      'Quels autres composants sont touchés ?',
      'Which other parts are touched?',
      ['none', 0, 'Aucun', 'None'],
      ['same', 1, 'Du même service', 'Of the same service'],
      ['other', 2, 'D’autres services', 'Of other services'],
    ),
  ],
};
