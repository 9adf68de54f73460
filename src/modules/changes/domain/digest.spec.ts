import { describe, expect, it } from '@jest/globals';
import { digestOf, type DecidedOn } from './digest.js';

const change: DecidedOn = {
  title: 'Version 5',
  why: 'Des corrections.',
  services: ['a', 'b'],
  components: ['c', 'd'],
  affected: ['e', 'f'],
  plan: 'Basculer.',
  tests: 'Ouvrir un cours.',
  backoutPlan: 'Revenir.',
  backoutMinutes: 10,
  window: { from: 1, to: 2 },
  interruptionMinutes: 0,
  risk: 'low',
  steps: [
    { kind: 'task', title: 'Basculer', minutes: 5 },
    { kind: 'test', title: 'Regarder', minutes: null },
  ],
};
const digest = (more: Partial<DecidedOn> = {}) => digestOf({ ...change, ...more }).toString('hex');

describe('the digest of what is decided on', () => {
  it('does not depend on the order in which institutions, services and components come', () => {
    expect(digest({ services: ['b', 'a'], components: ['d', 'c'], affected: ['f', 'e'] })).toBe(digest());
  });

  it('is another one with each field, and with each of its steps and their order', () => {
    const [first, second] = change.steps;
    const others: Partial<DecidedOn>[] = [
      { title: 'Version 6' },
      { plan: 'Autrement.' },
      { window: null },
      { backoutMinutes: null },
      { steps: [] },
      { steps: [second!, first!] },
      { steps: [{ ...first!, title: 'Purger' }, second!] },
      { steps: [{ ...first!, minutes: 6 }, second!] },
      { steps: [{ ...first!, kind: 'go_no_go' }, second!] },
    ];
    expect(new Set([digest(), ...others.map(digest)]).size).toBe(others.length + 1);
  });

  it('does not depend on who holds a step, or has ended it', () => {
    const steps = change.steps.map((step) => ({ ...step, holder: 'me', state: 'done' }));
    expect(digest({ steps })).toBe(digest());
  });
});
