/** An action that somebody could follow. */
export const saidDocument = (more: object = {}) => ({
  kind: 'recovery',
  title: { fr: 'Libérer une base bloquée par une session', en: 'Free a database that one session blocks' },
  summary: 'Les requêtes attendent : une session tient un verrou.',
  services: ['FUNCAMPUS'],
  triggers: { words: ['base bloquée', 'requêtes en attente'], categories: ['database'] },
  risk: 'medium',
  runBy: ['engineer'],
  minutes: 20,
  prerequisites: ['Un compte qui a le rôle `pg_signal_backend`.'],
  parameters: [{ name: 'database', type: 'text', label: { fr: 'Base' }, required: true }],
  steps: [
    {
      id: 'voir',
      title: 'Voir qui bloque qui',
      do: 'Dans `{{database}}` :\n\n```sql\nselect * from pg_locks where not granted and pid <> 1;\n```',
      expect: 'Une ligne par session bloquée.',
      branches: [
        { when: 'aucune ligne', to: null },
        { when: 'une sauvegarde', to: 'attendre' },
      ],
    },
    { id: 'terminer', title: 'Terminer la session', do: 'Terminer la session qui bloque.', undo: 'Rien.' },
    { id: 'attendre', title: 'Attendre', do: 'Attendre la fin de la sauvegarde.' },
  ],
  verification: 'Plus aucune requête n’attend.',
  ...more,
});
