import { describe, expect, it } from '@jest/globals';
import {
  admitMove,
  expiryOf,
  flawsOfModel,
  movesOf,
  shownStanding,
  type ModelContent,
  type ModelState,
} from './model.js';

const at = (text: string) => new Date(`${text}T09:00:00Z`);
const never: ModelState = { approvedAt: null, expiresAt: null, suspendedAt: null, withdrawnAt: null };
const approved: ModelState = { ...never, approvedAt: at('2026-03-10'), expiresAt: at('2027-03-10') };

describe('a model stands', () => {
  it.each([
    ['draft', never, '2026-03-10'],
    ['approved', approved, '2026-03-10'],
    ['expired', approved, '2027-03-10'],
    ['suspended', { ...approved, suspendedAt: at('2026-04-01') }, '2026-04-02'],
    // what was suspended does not merely grow old
    ['suspended', { ...approved, suspendedAt: at('2026-04-01') }, '2028-01-01'],
    ['withdrawn', { ...approved, suspendedAt: at('2026-04-01'), withdrawnAt: at('2026-04-02') }, '2026-04-02'],
    ['withdrawn', { ...never, withdrawnAt: at('2026-04-02') }, '2026-04-02'],
  ] as const)('%s: %j on %s', (expected, state, day) => {
    expect(shownStanding(state, at(day))).toBe(expected);
  });

  it('approved until the last millisecond', () => {
    expect(shownStanding(approved, new Date(at('2027-03-10').getTime() - 1))).toBe('approved');
  });
});

describe('what can be done with it', () => {
  it('is approving anew as long as it is not withdrawn', () => {
    expect(movesOf(never, at('2026-03-10'))).toEqual(['approve', 'withdraw']);
    expect(movesOf(approved, at('2026-03-10'))).toEqual(['approve', 'suspend', 'withdraw']);
    expect(movesOf(approved, at('2028-03-10'))).toEqual(['approve', 'withdraw']);
    expect(movesOf({ ...approved, withdrawnAt: at('2026-04-01') }, at('2026-04-01'))).toEqual([]);
  });

  it('is said where something else was wanted', () => {
    expect(admitMove(never, 'suspend', at('2026-03-10'))).toMatchObject({
      ok: false,
      refusal: { kind: 'conflict', moves: ['approve', 'withdraw'] },
    });
    expect(admitMove(approved, 'edit', at('2026-03-10'))).toMatchObject({ ok: true });
    expect(admitMove({ ...never, withdrawnAt: at('2026-03-10') }, 'edit', at('2026-03-10'))).toMatchObject({
      ok: false,
    });
  });
});

it.each([
  ['2026-03-10', '2027-03-10'],
  ['2028-02-29', '2029-02-28'],
  ['2027-02-28', '2028-02-28'],
  ['2026-12-31', '2027-12-31'],
])('approved on %s it expires on %s', (from, to) => {
  expect(expiryOf(at(from))).toEqual(at(to));
});

it('interrupts the service in the agreed window only', () => {
  const content = { interruptionMinutes: 5, needsMaintenanceWindow: false } as ModelContent;
  expect(flawsOfModel(content).map(({ code }) => code)).toEqual(['interruption_outside_window']);
  expect(flawsOfModel({ ...content, needsMaintenanceWindow: true })).toEqual([]);
  expect(flawsOfModel({ ...content, interruptionMinutes: 0 })).toEqual([]);
});
