import { describe, expect, it } from '@jest/globals';
import type { Outcome } from '../../../kernel/index.js';
import {
  admitAcceptance,
  admitDecision,
  admitNotice,
  admitProposal,
  mayDecide,
  type Decision,
  type Open,
  type VersionState,
} from './admission.js';

const now = new Date('2026-11-20T12:00:00Z');
const at = (ms: number) => new Date(now.getTime() + ms);
const version: Open = { number: 3, state: 'proposed', effectiveFrom: now, retroactive: false, proposedBy: 'USER' };
const two = { institutionId: 'USER', leadProviderId: 'LEAD' };
const one = { institutionId: 'USER', leadProviderId: 'USER' };
const told = (outcome: Outcome<void>) => (outcome.ok ? 'yes' : `${outcome.refusal.kind} ${outcome.refusal.code}`);
const acting = (institutionId: string, mayBackdate = false) => ({ institutionId, mayBackdate });

describe('who decides a version that USER proposed', () => {
  it.each<[string, Decision, string]>([
    ['LEAD', 'accept', 'yes'],
    ['LEAD', 'reject', 'yes'],
    ['LEAD', 'withdraw', 'forbidden proposer_withdraws'],
    ['USER', 'accept', 'forbidden other_side_decides'],
    ['USER', 'reject', 'forbidden other_side_decides'],
    ['USER', 'withdraw', 'yes'],
  ])('%s: %s', (who, decision, expected) => {
    expect(told(mayDecide(decision, version, two, acting(who)))).toBe(expected);
  });

  it.each<Decision>(['accept', 'reject', 'withdraw'])('one institution on both sides: %s', (decision) => {
    expect(told(mayDecide(decision, version, one, acting('USER')))).toBe('yes');
  });
});

describe('a decision', () => {
  it.each<[VersionState, string]>([
    ['proposed', 'yes'],
    ['replaced', 'conflict version_replaced'],
    ['accepted', 'conflict version_decided'],
    ['rejected', 'conflict version_decided'],
    ['withdrawn', 'conflict version_decided'],
  ])('on a version that is %s: %s', (state, expected) => {
    const outcome = admitDecision({ ...version, state }, 7, false);
    expect(told(outcome)).toBe(expected);
    if (!outcome.ok) expect(outcome.refusal.detail).toContain('version 7');
  });

  it('is not accepted when the agreement has ended, nor is a proposal', () => {
    expect(told(admitDecision(version, 3, true))).toBe('conflict agreement_ended');
    const proposal = { effectiveFrom: at(1), retroactive: false, reason: undefined };
    expect(told(admitProposal(true, proposal, acting('USER'), now))).toBe('conflict agreement_ended');
    expect(told(admitProposal(false, proposal, acting('USER'), now))).toBe('yes');
  });
});

describe('an acceptance', () => {
  it.each<[string, Partial<Open>, boolean, string]>([
    ['at the instant of the effect', {}, false, 'yes'],
    ['after it', { effectiveFrom: at(-1) }, true, 'conflict effect_has_passed'],
    ['after it, meant so', { effectiveFrom: at(-1), retroactive: true }, true, 'yes'],
    [
      'after it, meant so, without the right',
      { effectiveFrom: at(-1), retroactive: true },
      false,
      'forbidden backdate_not_allowed',
    ],
    ['before it, meant for the past, without the right', { effectiveFrom: at(1), retroactive: true }, false, 'yes'],
  ])('%s', (_, more, mayBackdate, expected) => {
    expect(told(admitAcceptance({ ...version, ...more }, acting('LEAD', mayBackdate), now))).toBe(expected);
  });
});

describe('notice', () => {
  const running = { isEnded: false, noticeGiven: false, endsOn: null };
  it.each<[string, Partial<{ isEnded: boolean; noticeGiven: boolean; endsOn: string | null }>, string, string]>([
    ['to tomorrow', {}, '2026-11-21', 'yes'],
    ['to today', {}, '2026-11-20', 'unprocessable date_has_passed'],
    ['to a day that does not exist', {}, '2027-02-29', 'unprocessable malformed_date'],
    ['to the agreed end', { endsOn: '2027-06-30' }, '2027-06-30', 'yes'],
    ['after the agreed end', { endsOn: '2027-06-30' }, '2027-07-01', 'unprocessable after_the_end'],
    ['in the far future', {}, '2127-01-01', 'unprocessable end_too_far'],
    ['twice', { noticeGiven: true }, '2027-06-30', 'conflict notice_given'],
    ['after the end', { isEnded: true, noticeGiven: true }, '2027-06-30', 'conflict agreement_ended'],
  ])('%s', (_, more, endsOn, expected) => {
    expect(told(admitNotice({ ...running, ...more }, endsOn, '2026-11-20'))).toBe(expected);
  });
});
