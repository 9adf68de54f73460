import type { LetterOf, Wording } from '../letter-kinds.js';
import { titled, when, who } from './words.js';

export const queued: Wording<'queued'> = {
  fr: (letter) => ({
    happened: 'Demande dans la file de votre équipe',
    lead: `${who(letter.author, letter)} met la demande ${titled(letter, 'fr')} dans la file de votre équipe. Personne ne l’a encore\u00a0: ouvrez-la, et prenez-la si vous pouvez vous en charger.`,
  }),
  en: (letter) => ({
    happened: 'Ticket in the queue of your team',
    lead: `${who(letter.author, letter)} puts the ticket ${titled(letter, 'en')} into the queue of your team. Nobody has it yet: open it, and take it if you can.`,
  }),
};

type Task = Pick<LetterOf<'task_due'>, 'taskDueAt' | 'timeZone'>;

const due = (letter: Task, locale: 'fr' | 'en', label: string) =>
  letter.taskDueAt ? [{ label, value: when(letter.taskDueAt, letter, locale) }] : [];

export const taskGiven: Wording<'task_given'> = {
  fr: (letter) => ({
    happened: 'Tâche confiée',
    lead: `${who(letter.author, letter)} vous confie, à vous ou à votre équipe, une tâche de la demande ${titled(letter, 'fr')}.`,
    texts: [{ title: 'Tâche', body: letter.task }],
    facts: due(letter, 'fr', 'Tâche à faire avant'),
  }),
  en: (letter) => ({
    happened: 'Task for you',
    lead: `${who(letter.author, letter)} gives you, or your team, a task of the ticket ${titled(letter, 'en')}.`,
    texts: [{ title: 'Task', body: letter.task }],
    facts: due(letter, 'en', 'Task due'),
  }),
};

export const taskDue: Wording<'task_due'> = {
  fr: (letter) => ({
    happened: letter.isOver ? 'Tâche en retard' : 'Tâche à faire demain au plus tard',
    lead: letter.isOver
      ? `Une tâche de la demande ${titled(letter, 'fr')} devait être faite. Faites-la, ou dites quand elle le sera.`
      : `Une tâche de la demande ${titled(letter, 'fr')} est à faire dans les vingt-quatre heures.`,
    texts: [{ title: 'Tâche', body: letter.task }],
    facts: due(letter, 'fr', 'Tâche à faire avant'),
  }),
  en: (letter) => ({
    happened: letter.isOver ? 'Task overdue' : 'Task due by tomorrow',
    lead: letter.isOver
      ? `A task of the ticket ${titled(letter, 'en')} was due. Do it, or say when it will be done.`
      : `A task of the ticket ${titled(letter, 'en')} is due within twenty-four hours.`,
    texts: [{ title: 'Task', body: letter.task }],
    facts: due(letter, 'en', 'Task due'),
  }),
};
