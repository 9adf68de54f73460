import { describe, expect, it } from '@jest/globals';
import { conflictsOf, frozenBy, type FreezeScope, type Planned, type Surroundings } from './conflicts.js';

const change: Planned = {
  id: 'C1',
  class: 'normal',
  from: 100,
  to: 200,
  services: ['OAE'],
  components: ['search'],
  affected: ['ULCO', 'UPHF'],
  tenant: null,
  implementers: ['ana'],
};
const calm: Surroundings = { freezes: [], others: [], maintenance: null, acknowledged: [] };
const found = (around: Partial<Surroundings>, of: Partial<Planned> = {}) =>
  conflictsOf({ ...change, ...of }, { ...calm, ...around }).map((one) => [one.kind, one.severity, one.with]);
const consortium: FreezeScope = { kind: 'consortium' };
const institution = (code: string, blocksShared = false): FreezeScope => ({
  kind: 'institution',
  institution: code,
  blocksShared,
});

describe('a freeze', () => {
  it.each<[FreezeScope, Partial<Planned>, string | undefined]>([
    [consortium, {}, 'blocks'],
    [consortium, { class: 'standard' }, 'blocks'],
    [consortium, { class: 'major' }, 'blocks'],
    [consortium, { class: 'emergency' }, undefined],
    [consortium, { class: 'security_patch' }, undefined],
    [consortium, { class: 'own_tenant', tenant: 'ULCO' }, undefined],
    [{ kind: 'service', service: 'OAE' }, {}, 'blocks'],
    [{ kind: 'service', service: 'POD' }, {}, undefined],
    [institution('ULCO'), { class: 'own_tenant', tenant: 'ULCO' }, 'blocks'],
    [institution('UPHF'), { class: 'own_tenant', tenant: 'ULCO', affected: ['ULCO'] }, undefined],
    [institution('ULCO'), {}, 'costs'],
    [institution('ULCO', true), {}, 'blocks'],
    [institution('UNISTRA', true), {}, undefined],
    [institution('ULCO', true), { class: 'security_patch' }, undefined],
  ])('%#', (scope, of, expected) => {
    expect(frozenBy({ ...change, ...of }, scope)).toBe(expected);
  });

  it('counts where it overlaps, and passes what its owner lets pass', () => {
    const freeze = { id: 'F', scope: consortium, from: 150, to: 300, liftedFor: [] as string[] };
    expect(conflictsOf(change, { ...calm, freezes: [freeze] })).toEqual([
      { kind: 'freeze', severity: 'blocks', with: 'F', from: 150, to: 200 },
    ]);
    expect(found({ freezes: [{ ...freeze, from: 200 }] })).toEqual([]);
    expect(found({ freezes: [{ ...freeze, liftedFor: ['C1'] }] })).toEqual([['freeze', 'lifted', 'F']]);
    expect(found({ freezes: [{ ...freeze, liftedFor: ['C2'] }] })).toEqual([['freeze', 'blocks', 'F']]);
  });
});

describe('another change', () => {
  const other: Planned = { ...change, id: 'C2', components: [], implementers: [] };

  it('on the same service blocks until both owners accept it', () => {
    expect(found({ others: [other] })).toEqual([['same_service', 'blocks', 'C2']]);
    expect(found({ others: [other], acknowledged: ['C2'] })).toEqual([['same_service', 'lifted', 'C2']]);
    expect(found({ others: [{ ...other, from: 200, to: 300 }] })).toEqual([]);
    expect(found({ others: [{ ...other, id: 'C1' }] })).toEqual([]);
  });

  it('of another tenant does not, of the same one does', () => {
    expect(found({ others: [{ ...other, tenant: 'UPHF' }] }, { tenant: 'ULCO' })).toEqual([]);
    expect(found({ others: [{ ...other, tenant: 'ULCO' }] }, { tenant: 'ULCO' })).toHaveLength(1);
    expect(found({ others: [other] }, { tenant: 'ULCO' })).toHaveLength(1);
  });

  it('on what it depends on, or by the same people, warns', () => {
    const elsewhere = { ...other, services: ['POD'], components: ['search'], implementers: ['ana'] };
    expect(found({ others: [elsewhere] })).toEqual([
      ['dependency', 'warns', 'C2'],
      ['implementer_twice', 'warns', 'C2'],
    ]);
  });
});

it('the agreed maintenance holds the whole window, or it warns', () => {
  expect(found({ maintenance: [{ from: 100, to: 200 }] })).toEqual([]);
  for (const maintenance of [
    [],
    [{ from: 101, to: 200 }],
    [
      { from: 100, to: 150 },
      { from: 160, to: 200 },
    ],
  ])
    expect(found({ maintenance })).toEqual([['outside_maintenance', 'warns', null]]);
});

it('the worst comes first', () => {
  const freezes = [
    { id: 'F', scope: institution('ULCO'), from: 0, to: 300, liftedFor: [] },
    { id: 'G', scope: consortium, from: 0, to: 300, liftedFor: [] },
  ];
  expect(found({ freezes, maintenance: [] }).map(([, severity]) => severity)).toEqual(['blocks', 'costs', 'warns']);
});
