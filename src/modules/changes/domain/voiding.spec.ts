import { describe, expect, it } from '@jest/globals';
import { consequencesOf, type Decided } from './voiding.js';

const decided: Decided = {
  services: ['OAE'],
  components: ['search', 'web'],
  affected: ['ULCO', 'UPHF'],
  planDigest: 'p1',
  backOutDigest: 'b1',
  risk: 'medium',
  window: { from: 1000, to: 2000 },
  interruptionMinutes: 10,
  implementers: ['ana'],
};
const after = (edit: Partial<Decided>, voted: string[] = []) => consequencesOf(decided, { ...decided, ...edit }, voted);

describe('an edit', () => {
  it.each<[string, Partial<Decided>]>([
    ['services', { services: ['OAE', 'POD'] }],
    ['services', { components: ['web'] }],
    ['affected', { affected: ['ULCO', 'UNISTRA'] }],
    ['plan', { planDigest: 'p2' }],
    ['backout_plan', { backOutDigest: 'b2' }],
    ['risk_up', { risk: 'high' }],
    ['earlier_window', { window: { from: 999, to: 1999 } }],
    ['longer_window', { window: { from: 1000, to: 2001 } }],
    ['longer_interruption', { interruptionMinutes: 11 }],
    ['window', { window: null }],
  ])('voids a decision by %s', (reason, edit) => {
    expect(after(edit).voids).toEqual([reason]);
  });

  it.each<[string, Partial<Decided>]>([
    ['nothing', {}],
    ['the order of things', { services: ['OAE'], components: ['web', 'search'], affected: ['UPHF', 'ULCO'] }],
    ['less risk', { risk: 'low' }],
    ['a shorter window', { window: { from: 1000, to: 1500 } }],
    ['a shorter interruption', { interruptionMinutes: 5 }],
  ])('is outlived: %s', (_, edit) => {
    expect(after(edit)).toEqual({ voids: [], needsNotice: false, noted: [] });
  });

  it('that moves the window back asks for new notice', () => {
    expect(after({ window: { from: 5000, to: 6000 } })).toEqual({ voids: [], needsNotice: true, noted: [] });
    expect(after({ window: { from: 5000, to: 6001 } })).toMatchObject({ voids: ['longer_window'], needsNotice: true });
  });

  it('that says a window where none was voids what was decided without one; other edits do so too', () => {
    const without = { ...decided, window: null };
    expect(consequencesOf(without, decided, []).voids).toEqual(['window']);
    expect(consequencesOf(without, { ...without, planDigest: 'p2' }, []).voids).toEqual(['plan']);
    expect(consequencesOf(without, without, [])).toEqual({ voids: [], needsNotice: false, noted: [] });
  });

  it('that brings an implementer is noted, and voids what they voted on', () => {
    expect(after({ implementers: ['ana', 'bob'] }, ['eve'])).toMatchObject({ voids: [], noted: ['bob'] });
    expect(after({ implementers: ['ana', 'eve'] }, ['eve'])).toMatchObject({ voids: ['implementer_voted'], noted: [] });
    expect(after({ implementers: [] }, ['ana'])).toMatchObject({ voids: [], noted: [] });
  });
});
