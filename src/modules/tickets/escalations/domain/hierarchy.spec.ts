import { describe, expect, it } from '@jest/globals';
import { admitDecision, alertingSide, isAsked, nextTelling, readersOf, type Asked } from './hierarchy.js';

const ticket = { institutionId: 'ulco' };
const held = (holderId: string, state = 'accepted') => [{ holderId, state, returnSettledAt: null }] as never;
const side = (institutionId: string, role: string, escalations: never = held('fun')) =>
  alertingSide(ticket, escalations, { institutionId, roles: new Set([role]) });

describe('who calls on managers', () => {
  it('is a SPOC or manager of the owner, an engineer or manager of the present holder', () => {
    expect([side('ulco', 'spoc'), side('ulco', 'manager')]).toEqual(['user', 'user']);
    expect([side('fun', 'engineer'), side('fun', 'manager')]).toEqual(['provider', 'provider']);
    for (const [institution, role] of [
      ['ulco', 'agent'],
      ['ulco', 'engineer'],
      ['ulco', 'auditor'],
      ['fun', 'spoc'],
      ['fun', 'change_manager'],
      ['ujm', 'engineer'],
    ] as const)
      expect([institution, role, side(institution, role)]).toEqual([institution, role, undefined]);
  });

  it('is no former holder', () => {
    expect(side('fun', 'engineer', held('fun', 'recalled'))).toBeUndefined();
  });

  it('of an escalation to oneself depends on the role', () => {
    expect([side('ulco', 'spoc', held('ulco')), side('ulco', 'engineer', held('ulco'))]).toEqual(['user', 'provider']);
  });
});

const asked = (more: Partial<Asked> = {}): Asked & { askedBy: string; decidedAt: Date | null } => ({
  institutionId: 'ulco',
  side: 'user',
  leadProviderId: null,
  addressedTo: 'managers',
  askedBy: 'spoc',
  decidedAt: null,
  ...more,
});
const across = asked({ leadProviderId: 'fun', addressedTo: 'lead_provider_managers' });
const both = asked({ leadProviderId: 'fun', addressedTo: 'both' });

describe('what is said of it', () => {
  it('stays on the side that asked, unless it was sent across', () => {
    expect(readersOf(asked())).toEqual(['ulco/user']);
    expect(readersOf(across)).toEqual(['ulco/user', 'fun/provider']);
    expect(
      readersOf(asked({ institutionId: 'fun', side: 'provider', leadProviderId: 'fun', addressedTo: 'both' })),
    ).toEqual(['fun/provider']);
  });
});

describe('who decides', () => {
  const by = (institutionId: string, personId = 'manager') => ({ institutionId, personId });

  it('is a manager of an institution that was asked', () => {
    expect([isAsked(asked(), 'ulco'), isAsked(asked(), 'fun')]).toEqual([true, false]);
    expect([isAsked(across, 'ulco'), isAsked(across, 'fun')]).toEqual([false, true]);
    expect([isAsked(both, 'ulco'), isAsked(both, 'fun'), isAsked(both, 'ujm')]).toEqual([true, true, false]);
    expect(admitDecision(both, by('fun')).ok).toBe(true);
    expect(admitDecision(across, by('ulco'))).toMatchObject({ refusal: { kind: 'forbidden' } });
  });

  it('is not who asked, and nobody once it is decided', () => {
    expect(admitDecision(asked(), by('ulco', 'spoc'))).toMatchObject({ refusal: { kind: 'forbidden' } });
    expect(admitDecision(asked({}), { ...by('ulco') }).ok).toBe(true);
    expect(admitDecision({ ...asked(), decidedAt: new Date(0) }, by('ulco'))).toMatchObject({
      refusal: { kind: 'conflict', code: 'decided' },
    });
  });
});

it('is told the day before it is due if that lies ahead, else when it is due', () => {
  const due = new Date('2026-03-20T12:00:00Z');
  const next = (now: string) => nextTelling(due, new Date(now)).toISOString();
  expect(next('2026-03-10T09:00:00Z')).toBe('2026-03-19T12:00:00.000Z');
  expect(next('2026-03-19T12:00:00Z')).toBe('2026-03-20T12:00:00.000Z');
  expect(next('2026-03-20T11:00:00Z')).toBe('2026-03-20T12:00:00.000Z');
});
