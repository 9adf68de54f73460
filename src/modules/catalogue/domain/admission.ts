import { done, type Outcome, refused } from '../../../kernel/index.js';
import { admitEffect, parseLocalDate } from '../../service-hours/index.js';

export type VersionState = 'proposed' | 'accepted' | 'rejected' | 'withdrawn' | 'replaced';
export type Decision = 'accept' | 'reject' | 'withdraw';

/** The two sides of an agreement; one institution may be both. */
export interface Sides {
  readonly institutionId: string;
  readonly leadProviderId: string;
}

/** Who acts: for which institution, and whether they may have something hold for a time that has passed. */
export interface Acting {
  readonly institutionId: string;
  readonly mayBackdate: boolean;
}

/** A version as far as a decision on it looks at it. */
export interface Open {
  readonly number: number;
  readonly state: VersionState;
  readonly effectiveFrom: Date;
  readonly retroactive: boolean;
  readonly proposedBy: string | null;
}

export function isSide({ institutionId, leadProviderId }: Sides, institution: string): boolean {
  return institution === institutionId || institution === leadProviderId;
}

/** Whether a version may be proposed now: the agreement has not ended, and the effect is admitted. */
export function admitProposal(
  isEnded: boolean,
  proposal: { effectiveFrom: Date; retroactive: boolean; reason: string | undefined },
  acting: Acting,
  now: Date,
): Outcome<void> {
  if (isEnded) return ended();
  const { effectiveFrom, retroactive, reason } = proposal;
  const instants = { effectiveFrom: effectiveFrom.getTime(), decidedAt: now.getTime() };
  return admitEffect({ ...instants, retroactive, reason, mayBackdate: acting.mayBackdate });
}

/**
 * Who may decide at all: what one side proposed the other accepts or rejects, and only the side that proposed withdraws.
 * Where one institution is both sides, it does all three.
 */
export function mayDecide(decision: Decision, { proposedBy }: Open, sides: Sides, acting: Acting): Outcome<void> {
  const isOwn = proposedBy === acting.institutionId;
  if (decision === 'withdraw') {
    if (isOwn) return done(undefined);
    return refused({ kind: 'forbidden', code: 'proposer_withdraws', detail: 'Who proposed a version withdraws it.' });
  }
  if (!isOwn || sides.institutionId === sides.leadProviderId) return done(undefined);
  const detail = 'What one side proposes the other one decides.';
  return refused({ kind: 'forbidden', code: 'other_side_decides', detail });
}

/**
 * Whether the version is still there to be decided. `latest`: the number of the newest version of the agreement, which
 * says by what this one was replaced.
 */
export function admitDecision(version: Open, latest: number, isEnded: boolean): Outcome<void> {
  const { state } = version;
  if (state === 'replaced') {
    const detail = `This version was replaced; version ${latest} is the newest one.`;
    return refused({ kind: 'conflict', code: 'version_replaced', detail });
  }
  if (state !== 'proposed') {
    const detail = `This version was ${state}; version ${latest} is the newest one.`;
    return refused({ kind: 'conflict', code: 'version_decided', detail });
  }
  return isEnded ? ended() : done(undefined);
}

/** Whether it may be accepted at this instant. What has passed meanwhile was not agreed on, unless it was meant so. */
export function admitAcceptance(version: Open, acting: Acting, decidedAt: Date): Outcome<void> {
  if (version.effectiveFrom >= decidedAt) return done(undefined);
  if (!version.retroactive) {
    const detail = 'The instant from which this version was to hold has passed; it has to be proposed anew.';
    return refused({ kind: 'conflict', code: 'effect_has_passed', detail });
  }
  if (acting.mayBackdate) return done(undefined);
  const detail = 'A version for the past takes a manager of all services.';
  return refused({ kind: 'forbidden', code: 'backdate_not_allowed', detail });
}

/**
 * Whether notice may be given: once, before the end, to a date that lies ahead and not after the agreed end. Dates are
 * local ones of the lead provider.
 */
export function admitNotice(
  agreement: { isEnded: boolean; noticeGiven: boolean; endsOn: string | null },
  endsOn: string,
  today: string,
): Outcome<void> {
  if (agreement.isEnded) return ended();
  if (agreement.noticeGiven) {
    return refused({ kind: 'conflict', code: 'notice_given', detail: 'Notice was given already.' });
  }
  if (parseLocalDate(endsOn) === undefined) return wrongEnd('malformed_date', 'A date is YYYY-MM-DD, and exists.');
  if (endsOn <= today) return wrongEnd('date_has_passed', 'The last day lies ahead.');
  if (agreement.endsOn !== null && endsOn > agreement.endsOn) {
    return wrongEnd('after_the_end', `The agreement ends on ${agreement.endsOn} without notice.`);
  }
  if (Number(endsOn.slice(0, 4)) > Number(today.slice(0, 4)) + 100) {
    return wrongEnd('end_too_far', 'The last day lies within 100 years.');
  }
  return done(undefined);
}

function wrongEnd(code: string, message: string): Outcome<never> {
  const errors = [{ pointer: '/endsOn', code, message }];
  return refused({ kind: 'unprocessable', code, detail: message, errors });
}

function ended(): Outcome<never> {
  return refused({ kind: 'conflict', code: 'agreement_ended', detail: 'This agreement has ended.' });
}
