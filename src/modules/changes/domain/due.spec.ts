import { describe, expect, it } from '@jest/globals';
import { dueOf, type DueFacts } from './due.js';

const HOUR = 3_600_000;
const facts: DueFacts = {
  subject: { state: 'deciding', class: 'normal', isHeld: false },
  who: { isAuthor: false, isImplementer: false },
  personId: 'me',
  window: { from: HOUR, to: 2 * HOUR },
  askedAt: 0,
  words: [],
  now: 0,
};
const about = (state: DueFacts['subject']['state'], more: Partial<DueFacts> = {}, kind = facts.subject.class) => ({
  ...facts,
  ...more,
  subject: { state, class: kind, isHeld: false },
});
const word = (personId: string, decision: 'approve' | 'reject' = 'approve', reason: string | null = null) => ({
  ...{ personId, decision, reason },
});

describe('what waits for somebody', () => {
  it('is what they are asked for, not what they may do at any time', () => {
    const may = ['decide', 'votes', 'acknowledge', 'object', 'withdraw-objection', 'withdraw', 'hold', 'unhold'];
    expect(dueOf(may, facts)).toEqual(['decide', 'votes', 'acknowledge']);
    expect(dueOf(['implement', 'back-out'], about('in_progress'))).toEqual(['implement']);
  });

  it('is to take note of what is announced, not of one’s own tenant nor of an emergency, which nobody asks for', () => {
    const noted = (kind: DueFacts['subject']['class']) => dueOf(['acknowledge'], about('scheduled', {}, kind));
    for (const kind of ['standard', 'normal', 'major', 'security_patch'] as const)
      expect(noted(kind)).toEqual(['acknowledge']);
    for (const kind of ['own_tenant', 'emergency'] as const) expect(noted(kind)).toEqual([]);
  });

  it('is a draft for those who prepare it alone, and to be scheduled once it has a window', () => {
    expect(dueOf(['submit', 'withdraw'], about('draft'))).toEqual([]);
    expect(dueOf(['submit'], about('draft', { who: { isAuthor: true, isImplementer: false } }))).toEqual(['submit']);
    expect(dueOf(['schedule'], about('draft', {}, 'standard'))).toEqual(['schedule']);
    expect(dueOf(['schedule'], about('draft', { window: undefined }, 'standard'))).toEqual([]);
  });

  it('begins with the window, and what was never begun waits to be closed from its end on', () => {
    const at = (now: number) => dueOf(['start', 'close'], about('scheduled', { now }));
    expect([HOUR - 1, HOUR, 2 * HOUR - 1, 2 * HOUR].map(at)).toEqual([[], ['start'], ['start'], ['close']]);
    expect(dueOf(['close'], about('implemented'))).toEqual(['close']);
  });

  it('is an emergency for two persons, each once, then for whoever begins it', () => {
    const after = (words: DueFacts['words'], now = 0) =>
      dueOf(['decide', 'start'], about('draft', { words, now }, 'emergency'));
    expect(after([])).toEqual(['decide']);
    expect(after([word('other')])).toEqual(['decide']);
    expect(after([word('me')])).toEqual([]);
    expect(after([word('me'), word('other')])).toEqual(['start']);
    expect(after([word('other', 'approve', 'Il le faut.')], HOUR)).toEqual(['start']);
    expect(after([word('other', 'reject', 'Non.')])).toEqual([]);
  });
});
