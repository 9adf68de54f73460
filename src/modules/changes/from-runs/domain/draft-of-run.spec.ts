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
    step('agrandir'),
    step('fin'),
  ],
  verification: 'Il reste de la place.',
  minutes: 20,
};
const named = { reference: 'ACT-FUN-2026-00001', number: 2 };

describe('a change is drafted from a run', () => {
  it('with the steps as its plan, where they lead, and the verification as its tests', () => {
    const { title, plan, tests } = draftOfRun(action, named);
    expect([title, tests]).toEqual(['Agrandir le disque', 'Il reste de la place.']);
    for (const part of [
      'Quand il est plein à db1.',
      '- Un compte.',
      '1. Pas voir',
      'Si il est vide\u00a0: étape 3.',
      'Si rien\u00a0: fin.',
    ])
      expect(plan).toContain(part);
    expect(plan.indexOf('Faire agrandir.')).toBeLessThan(plan.indexOf('Faire fin.'));
  });

  it('with what undoes the steps, the last one first; it cannot be undone where one of them cannot', () => {
    const whole = draftOfRun(action, named);
    expect(whole.backoutMinutes).toBe(20);
    const places = ['fin', 'agrandir', 'voir'].map((id) => whole.backoutPlan.indexOf(`Défaire ${id}.`));
    expect(places).toEqual([...places].sort((a, b) => a - b));
    const half = draftOfRun({ ...action, steps: [step('voir'), step('effacer', { undo: null })] }, named);
    expect(half.backoutMinutes).toBeNull();
    expect(half.backoutPlan).toContain('Sans retour prévu\u00a0: étape 2.');
  });

  it('and tells those affected its name, and nothing that is for whoever works', () => {
    expect(draftOfRun(action, named).why).toBe(
      'Exécution de l’action ACT-FUN-2026-00001, version 2\u00a0: Agrandir le disque.',
    );
    expect(draftOfRun(action, { reference: null, number: 2 }).why).toContain('une action du catalogue');
  });

  it('no longer than a change may be', () => {
    const long = draftOfRun({ ...action, title: { fr: 'é'.repeat(400) }, verification: 'x'.repeat(30_000) }, named);
    expect([long.title.length, long.tests.length]).toEqual([200, 20_000]);
    expect(long.tests).toContain('La suite est dans l’action.');
  });
});
