import { describe, expect, it } from '@jest/globals';
import { draftOfRun, type FollowedAction } from './draft-of-run.js';

const step = (id: string, more: object = {}) => ({
  id,
  title: `Pas ${id}`,
  do: `Faire ${id}.`,
  expect: null,
  undo: `Défaire ${id}.`,
  branches: [],
  ...more,
});
const action: FollowedAction = {
  title: { fr: 'Agrandir le disque' },
  summary: 'Quand il est plein à db1.',
  prerequisites: ['Un compte.'],
  steps: [
    step('voir', {
      branches: [
        { when: 'il est vide', to: 'fin' },
        { when: 'rien', to: null },
      ],
    }),
    step('agrandir', { expect: 'Dix Go de plus.' }),
    step('fin'),
  ],
  verification: 'Il reste de la place.',
  minutes: 20,
};
const named = { reference: 'ACT-FUN-2026-00001', number: 2 };

describe('a change is drafted from a run', () => {
  it('with the steps as its plan, where they lead, and the verification as its tests', () => {
    const { title, plan, tests } = draftOfRun(action, named, 'fr');
    expect([title, tests]).toEqual(['Agrandir le disque', 'Il reste de la place.']);
    for (const part of [
      'Quand il est plein à db1.',
      '- Un compte.',
      '1. Pas voir',
      'Si il est vide\u00a0: étape 3.',
      'Si rien\u00a0: fin.',
      'Attendu\u00a0: Dix Go de plus.',
    ])
      expect(plan).toContain(part);
    expect(plan.indexOf('Faire agrandir.')).toBeLessThan(plan.indexOf('Faire fin.'));
  });

  it('with what undoes the steps, the last one first; it cannot be undone where one of them cannot', () => {
    const whole = draftOfRun(action, named, 'fr');
    expect(whole.backoutMinutes).toBe(20);
    expect(whole.backoutPlan).toContain('Étape 3, Pas fin\n\nDéfaire fin.');
    const places = ['fin', 'agrandir', 'voir'].map((id) => whole.backoutPlan.indexOf(`Défaire ${id}.`));
    expect(places).toEqual([...places].sort((a, b) => a - b));
    const half = draftOfRun({ ...action, steps: [step('voir'), step('effacer', { undo: null })] }, named, 'fr');
    expect(half.backoutMinutes).toBeNull();
    expect(half.backoutPlan).toContain('Sans retour prévu\u00a0: étape 2.');
    expect(whole.backoutPlan).not.toContain('Sans retour');
    const none = draftOfRun({ ...action, steps: ['a', 'b'].map((id) => step(id, { undo: null })) }, named, 'fr');
    expect(none.backoutPlan).toBe('Sans retour prévu\u00a0: étapes 1, 2.');
  });

  it('and tells those affected its name, and nothing that is for whoever works', () => {
    expect(draftOfRun(action, named, 'fr').why).toBe(
      'Exécution de l’action ACT-FUN-2026-00001, version 2\u00a0: Agrandir le disque.',
    );
    expect(draftOfRun(action, { reference: null, number: 2 }, 'fr').why).toContain('une action du catalogue');
  });

  it('in the language of whoever makes the change; what the action says stays in its own', () => {
    const english = { ...action, title: { fr: 'Agrandir le disque', en: 'Enlarge the disk' } };
    const steps = [step('voir', { expect: 'Plein.', undo: null, branches: [{ when: 'vide', to: null }] }), step('fin')];
    const { title, why, plan, backoutPlan } = draftOfRun({ ...english, steps }, named, 'en');
    expect([title, why]).toEqual([
      'Enlarge the disk',
      'Carries out action ACT-FUN-2026-00001, version 2: Enlarge the disk.',
    ]);
    expect(plan.split('\n\n')).toEqual([
      ...['Quand il est plein à db1.', 'Prerequisites:', '- Un compte.'],
      ...['1. Pas voir', 'Faire voir.', 'Expect: Plein.', 'If vide: end.', '2. Pas fin', 'Faire fin.'],
    ]);
    expect(backoutPlan).toBe('Step 2, Pas fin\n\nDéfaire fin.\n\nNothing undoes step 1.');
    expect(draftOfRun(english, named, 'fr').title).toBe('Agrandir le disque');
    expect(draftOfRun(action, named, 'en').title).toBe('Agrandir le disque');
  });

  it('no longer than a change may be', () => {
    const text = 'x'.repeat(30_000);
    const steps = [step('voir', { do: text, undo: text })];
    const long = draftOfRun({ ...action, title: { fr: 'é'.repeat(400) }, steps, verification: text }, named, 'fr');
    const lengths = [long.title, long.plan, long.tests, long.backoutPlan].map(({ length }) => length);
    expect(lengths).toEqual([200, 20_000, 20_000, 20_000]);
    for (const cut of [long.plan, long.tests, long.backoutPlan])
      expect(cut).toMatch(/\[La suite est dans l’action\.\]$/);
  });

  it('without half a character at its end', () => {
    const { title } = draftOfRun({ ...action, title: { fr: `${'x'.repeat(199)}😀` } }, named, 'fr');
    expect(title).toBe('x'.repeat(199));
  });
});
