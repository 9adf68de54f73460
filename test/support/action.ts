export const steps = [
  {
    id: 'regarder',
    title: 'Regarder {{host}}',
    do: 'Se connecter à {{host}} :\n\n```sh\nssh {{host}}\n```',
    expect: 'Une invite.',
    branches: [
      { when: 'La machine ne répond pas', to: 'prevenir' },
      { when: 'Tout va bien', to: null },
    ],
  },
  { id: 'arreter', title: 'Arrêter le service', do: 'Arrêter `celery`.', undo: 'Démarrer `celery`.' },
  { id: 'vider', title: 'Vider la file', do: 'Vider la file.', undo: 'Remettre la file en place.' },
  { id: 'prevenir', title: 'Prévenir', do: 'Prévenir l’hébergeur.' },
];
/** Something to run: FUN's, shared with those who use the service; step 1 branches, 2 and 3 can be undone. */
export const document = {
  sharing: 'users',
  kind: 'recovery',
  title: { fr: 'Relancer les tâches de fond', en: 'Restart the workers' },
  summary: 'Les tâches de fond n’avancent plus.',
  services: ['FUNCAMPUS'],
  triggers: { words: ['tâches bloquées'] },
  risk: 'low',
  runBy: ['agent', 'spoc', 'engineer'],
  minutes: 15,
  parameters: [{ name: 'host', type: 'host', label: { fr: 'Machine' }, required: true }],
  steps,
  verification: 'La file diminue.',
};

/** Its parameter. */
export const host = { host: 'worker-1.fun.example' };
