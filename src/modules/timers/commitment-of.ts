import type { HoursVersion, Promised, Promises, TermsVersion } from '../catalogue/index.js';
import type { Commitments } from './domain/evaluate.js';
import { type Commitment, holdingAt, type Recorded, type Terms, versioned } from './domain/terms.js';
import { workingTimeOf } from './working-time-of.js';

const KEPT = 500;
const commitments = new Map<string, Commitment>();

/**
 * What timers measure, made of the stored versions of one side's promises; targets are those of one kind of ticket. Versions
 * never change, so what was made of the same ones is kept.
 */
export function commitmentOf({ terms, hours }: Promised, kind: 'incident' | 'request'): Commitment {
  const key = [kind, ...terms.map(({ id }) => id), '/', ...hours.map(({ id }) => id)].join(' ');
  const known = commitments.get(key);
  if (known) return known;
  const made = versioned<HoursVersion>(
    terms.map((version) => recorded(version, termsOf(version, kind))),
    hours.map((version) => recorded(version, version)),
    (versions) => workingTimeOf(versions.map(({ value }) => value)),
  );
  if (commitments.size >= KEPT) commitments.clear();
  commitments.set(key, made);
  return made;
}

export function commitmentsOf({ user, provider }: Promises, kind: 'incident' | 'request'): Commitments {
  return {
    ...(user ? { user: commitmentOf(user, kind) } : {}),
    ...(provider ? { provider: commitmentOf(provider, kind) } : {}),
  };
}

/** The terms that hold at an instant, of everything recorded, or of what was by `knownAt`; undefined before the first. */
export function termsHolding({ terms }: Promised, at: Date, knownAt?: Date): TermsVersion | undefined {
  const known = terms.filter(({ recordedAt }) => knownAt === undefined || recordedAt <= knownAt);
  return holdingAt(
    known.map((version) => recorded(version, version)),
    at.getTime(),
  )?.value;
}

function termsOf({ targets, warnings, alsoPauses, binding }: TermsVersion, kind: 'incident' | 'request'): Terms {
  return { targets: targets[kind] ?? {}, warnings, alsoPauses, binding };
}

function recorded<T>(version: TermsVersion | HoursVersion, value: T): Recorded<T> {
  const { number, effectiveFrom, recordedAt } = version;
  return { number, effectiveFrom: effectiveFrom.getTime(), recordedAt: recordedAt.getTime(), value };
}
