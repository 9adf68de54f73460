import { done, refused, type Outcome } from '../../../kernel/index.js';

export const claimable = ['met', 'missed', 'excluded'] as const;
export type Claimable = (typeof claimable)[number];
export type AgreementSide = 'user' | 'provider';

/** Within so many working days, in the agreement's hours, of the day on which a verdict fell it can be contested. */
export const CONTEST_DAYS = 10;

interface Contestable {
  verdict: Claimable | 'open';
  /** The last instant at which its verdict can be contested; undefined: for ever. */
  until: number | undefined;
  isContested: boolean;
}

/** Refused (409): nothing to contest yet, what counts already, too late, or while another contest is open. */
export function admitContest(unit: Contestable, claimed: Claimable, now: number): Outcome<Claimable> {
  const no = (code: string, detail: string) => refused({ kind: 'conflict', code, detail });
  if (unit.verdict === 'open') return no('no_verdict', 'This ticket has no verdict yet.');
  if (unit.isContested)
    return no('already_contested', 'This verdict is contested already: it has to be settled first.');
  if (unit.until !== undefined && now > unit.until) {
    return no('too_late', `A verdict can be contested within ${CONTEST_DAYS} working days.`);
  }
  if (claimed === unit.verdict) return no('same_verdict', 'This is the verdict that is counted.');
  return done(unit.verdict);
}

/** Refused: settled already, agreeing on a verdict that is gone (409); by the side that contests (403). */
export function admitSettlement(
  contest: { openedByInstitutionId: string; isSettled: boolean; hasChanged: boolean },
  actor: { institutionId: string; isBothSides: boolean; agrees: boolean },
): Outcome<true> {
  if (contest.openedByInstitutionId === actor.institutionId && !actor.isBothSides) {
    const detail = 'The other side of the agreement settles what your institution contests.';
    return refused({ kind: 'forbidden', code: 'other_side_settles', detail });
  }
  if (contest.isSettled) {
    return refused({ kind: 'conflict', code: 'already_settled', detail: 'This contest is settled already.' });
  }
  if (contest.hasChanged && actor.agrees) {
    const detail = 'The verdict that was contested is no longer the one that counts.';
    return refused({ kind: 'conflict', code: 'verdict_changed', detail });
  }
  return done(true);
}
