import { done, refused, type FieldError, type Outcome } from '../../../../../kernel/index.js';
import { standingOfModel } from '../../../domain/reviewing.js';

/** How changes are made that follow a model; every one of them is of low risk. */
export interface ModelContent {
  titleFr: string;
  titleEn: string;
  description: string;
  /** What is done, in order. */
  steps: readonly string[];
  tests: string;
  backout: string;
  backOutMinutes: number;
  interruptionMinutes: number;
  needsMaintenanceWindow: boolean;
}

/** Everything for which a change that follows this would not be standard. */
export function flawsOfModel({ interruptionMinutes, needsMaintenanceWindow }: ModelContent): FieldError[] {
  if (interruptionMinutes === 0 || needsMaintenanceWindow) return [];
  return [
    {
      pointer: '/needsMaintenanceWindow',
      code: 'interruption_outside_window',
      message: 'What interrupts a service is done in the agreed maintenance window.',
    },
  ];
}

export const modelStandings = ['draft', 'approved', 'expired', 'suspended', 'withdrawn'] as const;
export type ShownStanding = (typeof modelStandings)[number];
export const modelMoves = ['approve', 'suspend', 'withdraw'] as const;
export type ModelMove = (typeof modelMoves)[number];

export interface ModelState {
  approvedAt: Date | null;
  expiresAt: Date | null;
  suspendedAt: Date | null;
  withdrawnAt: Date | null;
}

/** Where a model stands at an instant. Once suspended it stays so until it is approved anew, whatever the calendar says. */
export function shownStanding(
  { approvedAt, expiresAt, suspendedAt, withdrawnAt }: ModelState,
  now: Date,
): ShownStanding {
  if (withdrawnAt) return 'withdrawn';
  if (!approvedAt || !expiresAt) return 'draft';
  if (suspendedAt) return 'suspended';
  return standingOfModel({ approvedAt: approvedAt.getTime(), expiresAt: expiresAt.getTime() }, [], now.getTime());
}

/** What can be done with it now. Approving needs no draft: what expired or was suspended is looked at and approved anew. */
const possible: Record<ShownStanding, readonly ModelMove[]> = {
  draft: ['approve', 'withdraw'],
  approved: ['approve', 'suspend', 'withdraw'],
  expired: ['approve', 'withdraw'],
  suspended: ['approve', 'withdraw'],
  withdrawn: [],
};

export const movesOf = (state: ModelState, now: Date): readonly ModelMove[] => possible[shownStanding(state, now)];

/** Refused (409) with what is possible instead. */
export function admitMove(state: ModelState, move: ModelMove | 'edit', now: Date): Outcome<ShownStanding> {
  const standing = shownStanding(state, now);
  const moves = possible[standing];
  if (move === 'edit' ? standing !== 'withdrawn' : moves.includes(move)) return done(standing);
  return refused({
    kind: 'conflict',
    code: 'not_now',
    detail: `This is not possible with a model that is ${standing}.`,
    moves: [...moves],
  });
}

const MONTHS = 12;

/** Twelve months after an approval, at the same time of that day (UTC); of 29 February, on the 28th. */
export function expiryOf(approvedAt: Date): Date {
  const expiry = new Date(approvedAt);
  expiry.setUTCMonth(expiry.getUTCMonth() + MONTHS);
  if (expiry.getUTCDate() !== approvedAt.getUTCDate()) expiry.setUTCDate(0);
  return expiry;
}
