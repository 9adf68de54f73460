import { describe, expect, it } from '@jest/globals';
import { classOf, objectionsThatRaise, type Nature } from './classing.js';

const harmless: Nature = {
  asked: 'standard',
  follows: 'model',
  interruption: { minutesInServiceHours: 0, isInsideMaintenance: true },
  backOutMinutes: 30,
  wasTriedBefore: true,
  losesFunction: false,
  takesNewPersonalData: false,
  isMajorVersion: false,
  risk: 'low',
  affected: ['ULCO', 'UPHF', 'UNISTRA'],
  tenant: null,
  objections: [],
};
const of = (nature: Partial<Nature>) => {
  const { class: kind, reasons } = classOf({ ...harmless, ...nature });
  return [kind, ...reasons.map(({ code }) => code)];
};
const objecting = (count: number, isSecurity = false) =>
  Array.from({ length: count }, (_, index) => ({ institution: `U${String(index)}`, isSecurity }));

describe('the class of a change', () => {
  it.each<[Partial<Nature>, string[]]>([
    [{}, ['standard', 'reversible_tried_and_without_interruption']],
    [{ follows: 'minor_release' }, ['standard', 'reversible_tried_and_without_interruption']],
    [{ follows: null }, ['normal', 'no_approved_model']],
    [{ backOutMinutes: 31 }, ['normal', 'slow_to_back_out']],
    [
      { interruption: { minutesInServiceHours: 60, isInsideMaintenance: false } },
      ['normal', 'interruption_outside_maintenance'],
    ],
    [{ wasTriedBefore: false, risk: 'medium' }, ['normal', 'not_tried_before', 'risk_above_low']],
    [{ objections: objecting(1) }, ['normal', 'objections']],
    [{ asked: 'normal', follows: null }, ['normal', 'nothing_makes_it_major']],
    [{ asked: 'security_patch', follows: null }, ['security_patch', 'reversible_tried_and_without_interruption']],
    [{ asked: 'security_patch', objections: objecting(1) }, ['normal', 'objections']],
    [{ asked: 'own_tenant', tenant: 'ULCO', affected: ['ULCO'] }, ['own_tenant', 'touches_one_institution']],
    [{ asked: 'own_tenant', tenant: 'ULCO' }, ['normal', 'touches_other_institutions', 'nothing_makes_it_major']],
    [{ asked: 'emergency', losesFunction: true, backOutMinutes: null }, ['emergency', 'declared_emergency']],
  ])('%#', (nature, expected) => {
    expect(of(nature)).toEqual(expected);
  });

  it.each<[string, Partial<Nature>]>([
    ['interruption_in_service_hours', { interruption: { minutesInServiceHours: 61, isInsideMaintenance: true } }],
    ['loss_of_function', { losesFunction: true }],
    ['irreversible', { backOutMinutes: null }],
    ['new_personal_data', { takesNewPersonalData: true }],
    ['major_version', { isMajorVersion: true }],
    ['high_risk', { risk: 'high' }],
    ['security_objection', { objections: objecting(1, true) }],
    ['objections', { objections: objecting(3) }],
  ])('is major for %s, whatever it was asked for as', (code, nature) => {
    for (const asked of ['standard', 'normal', 'security_patch'] as const)
      expect(of({ ...nature, asked })).toEqual(['major', code]);
  });

  it('says the figures that it comes from', () => {
    const interruption = { minutesInServiceHours: 90, isInsideMaintenance: false };
    expect(classOf({ ...harmless, interruption }).reasons).toEqual([
      { code: 'interruption_in_service_hours', found: 90, limit: 60 },
    ]);
  });

  it.each([
    [1, 3],
    [15, 3],
    [16, 4],
    [18, 4],
    [76, 16],
  ])('among %i affected is raised by %i that object', (affected, count) => {
    expect(objectionsThatRaise(affected)).toBe(count);
  });

  it('counts an institution that objects twice once', () => {
    const objections = [...objecting(2), ...objecting(2)];
    expect(of({ asked: 'normal', objections })).toEqual(['normal', 'nothing_makes_it_major']);
  });
});
