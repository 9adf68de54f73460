/** A small release of FUN Campus as its provider writes it down, with nothing that makes it larger. */
export const minorRelease = {
  kind: 'standard',
  services: ['FUNCAMPUS'],
  title: 'Mise à jour 4.2.1',
  why: 'Des corrections.',
  plan: 'Basculer vers la nouvelle image.',
  tests: 'Ouvrir un cours.',
  backoutPlan: 'Revenir à l’image précédente.',
  backoutMinutes: 10,
  wasTried: true,
  interruptionMinutes: 0,
  answers: {
    reach: 'few',
    tried: 'yes',
    backout: 'short',
    data: 'none',
    experience: 'us',
    when: 'quiet',
    parts: 'none',
  },
};
