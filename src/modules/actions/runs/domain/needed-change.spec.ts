import { describe, expect, it } from '@jest/globals';
import { changeProgresses, waitsFor, type ChangeProgress } from './needed-change.js';

const at = (progress: ChangeProgress) => ({
  reference: 'CHG-FUN-2026-00001',
  state: 'any',
  class: 'normal',
  window: null,
  progress,
});

describe('a run whose action asks for a change', () => {
  it('waits for it to be opened, to be decided and to begin, and then for nothing more', () => {
    const waits = (change: string | null, known?: ReturnType<typeof at>) =>
      waitsFor({ needsChange: true }, change, known)?.code;
    expect(waits(null)).toBe('change_needed');
    expect(changeProgresses.map((progress) => [progress, waits('CHG-FUN-2026-00001', at(progress))])).toEqual([
      ['undecided', 'change_not_decided'],
      ['decided', 'change_not_started'],
      ['begun', undefined],
      ['dropped', 'change_dropped'],
    ]);
  });

  it('waits as long as whoever works on it does not see how it stands', () => {
    expect(waitsFor({ needsChange: true }, 'CHG-FUN-2026-00001', undefined)?.code).toBe('change_not_decided');
  });

  it('offers to open it while there is none, and nothing afterwards', () => {
    expect(waitsFor({ needsChange: true }, null, undefined)?.moves).toEqual(['change']);
    for (const progress of ['undecided', 'decided', 'dropped'] as const)
      expect(waitsFor({ needsChange: true }, 'CHG-FUN-2026-00001', at(progress))?.moves).toEqual([]);
  });
});

it('a run whose action asks for none waits for none, whatever it opened', () => {
  for (const progress of changeProgresses)
    expect(waitsFor({ needsChange: false }, 'CHG-FUN-2026-00001', at(progress))).toBeUndefined();
  expect(waitsFor({ needsChange: false }, null, undefined)).toBeUndefined();
});
