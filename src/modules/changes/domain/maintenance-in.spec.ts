import { describe, expect, it } from '@jest/globals';
import { commonMaintenance, maintenanceIn, type MaintenanceTerms } from './maintenance-in.js';

const at = (text: string) => Date.parse(text);
const told = (found: readonly { from: number; to: number }[]) =>
  found.map(({ from, to }) => [new Date(from), new Date(to)].map((one) => one.toISOString().slice(0, 16)));
const terms = (more: Partial<MaintenanceTerms> = {}): MaintenanceTerms => ({
  number: 1,
  effectiveFrom: at('2025-09-01T00:00:00Z'),
  maintenance: { weekly: { tue: [['06:30', '08:00']], thu: [['06:30', '08:00']] }, timeZone: 'Europe/Paris' },
  hours: {},
  ...more,
});
const inMarch = [at('2026-03-24T00:00:00Z'), at('2026-04-04T00:00:00Z')] as const;

describe('agreed maintenance', () => {
  it('keeps to the clocks on the wall when they go forward', () => {
    expect(told(maintenanceIn([terms()], ...inMarch))).toEqual([
      ['2026-03-24T05:30', '2026-03-24T07:00'],
      ['2026-03-26T05:30', '2026-03-26T07:00'],
      ['2026-03-31T04:30', '2026-03-31T06:00'],
      ['2026-04-02T04:30', '2026-04-02T06:00'],
    ]);
  });

  it('lasts an hour longer in the night in which the clocks repeat one, and an hour less where they skip one', () => {
    const nightly = terms({ maintenance: { weekly: { sun: [['01:00', '04:00']] }, timeZone: 'Europe/Paris' } });
    const night = (day: string) =>
      told(maintenanceIn([nightly], at(`${day}T00:00:00Z`) - 86_400_000, at(`${day}T12:00:00Z`)));
    expect(night('2026-10-25')).toEqual([['2026-10-24T23:00', '2026-10-25T03:00']]);
    expect(night('2026-03-29')).toEqual([['2026-03-29T00:00', '2026-03-29T02:00']]);
  });

  it('leaves out the days that the hours of the agreement close', () => {
    const closed = terms({
      hours: { holidays: [{ date: '2026-03-26', name: 'Férié' }], closures: [['2026-03-31', '2026-04-01']] },
    });
    expect(told(maintenanceIn([closed], ...inMarch)).map(([from]) => from)).toEqual([
      '2026-03-24T05:30',
      '2026-04-02T04:30',
    ]);
  });

  it('is that of the version in effect, and none where none was agreed or before the first', () => {
    const later = terms({ number: 2, effectiveFrom: at('2026-03-25T00:00:00Z'), maintenance: {} });
    const third = terms({ number: 3, effectiveFrom: at('2026-04-01T00:00:00Z') });
    expect(told(maintenanceIn([third, later, terms()], ...inMarch)).map(([from]) => from)).toEqual([
      '2026-03-24T05:30',
      '2026-04-02T04:30',
    ]);
    expect(maintenanceIn([third], at('2026-03-24T00:00:00Z'), at('2026-04-01T00:00:00Z'))).toEqual([]);
    expect(maintenanceIn([], ...inMarch)).toEqual([]);
  });

  it('of several agreements is what all of them allow, each in its own zone', () => {
    const other = terms({ maintenance: { weekly: { tue: [['07:00', '09:00']] }, timeZone: 'Europe/Paris' } });
    const afar = terms({ maintenance: { weekly: { tue: [['05:30', '09:00']] }, timeZone: 'Europe/London' } });
    expect(told(commonMaintenance([[terms()], [other], [afar]], ...inMarch))).toEqual([
      ['2026-03-24T06:00', '2026-03-24T07:00'],
      ['2026-03-31T05:00', '2026-03-31T06:00'],
    ]);
    expect(commonMaintenance([], ...inMarch)).toEqual([]);
    expect(commonMaintenance([[terms()], [terms({ maintenance: {} })]], ...inMarch)).toEqual([]);
  });
});
