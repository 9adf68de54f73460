import { describe, expect, it } from '@jest/globals';
import { ticketMachine } from '../../domain/states.js';
import { admitLink, admitMerge } from './linking.js';

const free = { isLinked: false, hasParent: false, isBelow: false };
const other = (state = 'new') => ({ state: state as 'new', reference: 'ULCO-2026-00002', serviceId: 'a service' });
const codeOf = (outcome: ReturnType<typeof admitLink>) => (outcome.ok ? null : outcome.refusal.code);

describe('a link', () => {
  it('is made once, whatever it is', () => {
    for (const kind of ['relates', 'parent', 'follow_up'] as const) {
      expect(codeOf(admitLink(kind, other(), free))).toBeNull();
      expect(codeOf(admitLink(kind, other(), { ...free, isLinked: true }))).toBe('linked_already');
    }
  });

  it('to a parent: one, not below, and open; the others may be anything', () => {
    expect(codeOf(admitLink('parent', other(), { ...free, hasParent: true }))).toBe('has_parent');
    expect(codeOf(admitLink('parent', other(), { ...free, isBelow: true }))).toBe('cycle');
    for (const state of ticketMachine.states) {
      const isOpen = ['new', 'in_progress', 'waiting'].includes(state);
      expect([state, codeOf(admitLink('parent', other(state), free))]).toEqual([state, isOpen ? null : 'parent_ended']);
      expect(codeOf(admitLink('relates', other(state), { ...free, hasParent: true, isBelow: true }))).toBeNull();
    }
  });
});

describe('merging', () => {
  const own = { serviceId: 'a service' };

  it.each(ticketMachine.states)('into one that is %s', (state) => {
    const outcome = admitMerge(own, other(state), { isBelow: false, goesOnUnder: 'ULCO-2026-00003' });
    const isOpen = ['new', 'in_progress', 'waiting'].includes(state);
    const code = state === 'merged' ? 'survivor_merged' : 'survivor_ended';
    expect(codeOf(outcome)).toBe(isOpen ? null : code);
    if (state === 'merged')
      expect(outcome).toMatchObject({ refusal: { detail: expect.stringContaining('ULCO-2026-00003') } });
  });

  it('is refused into what hangs below, and into another service', () => {
    expect(codeOf(admitMerge(own, other(), { isBelow: true }))).toBe('survivor_below');
    expect(admitMerge({ serviceId: 'another' }, other(), { isBelow: false })).toMatchObject({
      refusal: { kind: 'unprocessable', code: 'other_service' },
    });
  });
});
