import { done, type FieldError, type Outcome, refused } from '../../../kernel/index.js';
import {
  type HoursInput,
  parseSchedule,
  type Schedule,
  storedHours,
  type StoredHours,
} from '../../service-hours/index.js';
import { type Maintenance, type OptionalPause, type Targets, type Warnings } from './commitment.js';
import { judgeReach, parseTargets, parseWarnings, usualWarnings } from './terms.js';

/** Hours by value, under the name that the sides gave them. */
export interface AgreedHours extends StoredHours {
  name: string;
}

/** Everything that a version of an agreement holds. */
export interface ProposedVersion {
  binding: boolean;
  tacitTransmission: boolean;
  alsoPauses: OptionalPause[];
  targets: Targets;
  warnings: Warnings;
  maintenance: Maintenance;
  hours: AgreedHours;
  effectiveFrom: Date;
}

/** What somebody says of a version; what is left out is as in the version before. Not judged yet. */
export interface ProposalInput {
  readonly effectiveFrom: string;
  readonly binding?: boolean | null;
  readonly tacitTransmission?: boolean | null;
  readonly alsoPauses?: readonly OptionalPause[] | null;
  readonly targets?: unknown;
  readonly warnings?: unknown;
  readonly maintenance?: unknown;
  readonly hours?: (HoursInput & { readonly name?: string | null }) | null;
}

type Base = Omit<ProposedVersion, 'effectiveFrom'>;

const MOST_ERRORS = 50;

/**
 * A whole version, made of what was said and of the version that it starts from; or everything that is wrong with it
 * (422 `invalid_terms`), with pointers into what was said. Without a version to start from, targets and hours are
 * required.
 *
 * @param input its `effectiveFrom` is known to be an instant
 */
export function proposedVersion(input: ProposalInput, base: Base | undefined, now: Date): Outcome<ProposedVersion> {
  const errors: FieldError[] = [];
  const effectiveFrom = new Date(input.effectiveFrom);
  const targets = input.targets == null ? base?.targets : parseTargets(input.targets, errors);
  const warnings = input.warnings == null ? (base?.warnings ?? usualWarnings) : parseWarnings(input.warnings, errors);
  const maintenance =
    input.maintenance == null ? (base?.maintenance ?? {}) : parseMaintenance(input.maintenance, errors);
  const { hours, schedule } = hoursOf(input, base, effectiveFrom, now, errors);
  if (!targets) errors.push(required('/targets'));
  if (!base && input.hours == null) errors.push(required('/hours'));
  if (targets && schedule) judgeReach(targets, schedule, effectiveFrom.getTime(), errors);
  if (!targets || !hours || errors.length > 0) return invalid(errors);
  return done({
    binding: input.binding ?? base?.binding ?? true,
    tacitTransmission: input.tacitTransmission ?? base?.tacitTransmission ?? true,
    alsoPauses: [...(input.alsoPauses ?? base?.alsoPauses ?? [])],
    targets,
    warnings,
    maintenance,
    hours,
    effectiveFrom,
  });
}

export function invalid(errors: readonly FieldError[]): Outcome<never> {
  const detail = 'These terms cannot be agreed on.';
  return refused({ kind: 'unprocessable', code: 'invalid_terms', detail, errors: errors.slice(0, MOST_ERRORS) });
}

function hoursOf(
  { hours: said }: ProposalInput,
  base: Base | undefined,
  effectiveFrom: Date,
  now: Date,
  errors: FieldError[],
): { hours?: AgreedHours; schedule?: Schedule } {
  if (said == null) {
    if (!base) return {};
    const { timeZone, weekly, holidays, closures } = base.hours;
    const parsed = parseSchedule({ timeZone, weekly, holidays, closures });
    return { hours: base.hours, ...(parsed.ok ? { schedule: parsed.value } : {}) };
  }
  const stored = storedHours(said, effectiveFrom.getTime(), now.getTime());
  if ('errors' in stored) {
    errors.push(...below('/hours', stored.errors));
    return {};
  }
  const name = said.name ?? base?.hours.name ?? stored.hours.timeZone;
  return { hours: { name, ...stored.hours }, schedule: stored.schedule };
}

/** Weekly windows in a zone; none at all is allowed. */
function parseMaintenance(said: unknown, errors: FieldError[]): Maintenance {
  // its shape is known; a day, as any field, may be null over HTTP
  const { weekly, timeZone } = said as {
    weekly?: Record<string, [open: string, close: string][] | null> | null;
    timeZone?: string | null;
  };
  const days = Object.entries(weekly ?? {}).filter((day): day is [string, [string, string][]] => !!day[1]?.length);
  if (days.length === 0) return {};
  if (timeZone == null) {
    errors.push(required('/maintenance/timeZone'));
    return {};
  }
  const week = Object.fromEntries(days);
  const parsed = parseSchedule({ timeZone, weekly: week });
  if (!parsed.ok) {
    errors.push(...below('/maintenance', parsed.refusal.errors ?? []));
    return {};
  }
  return { weekly: week, timeZone };
}

function below(pointer: string, errors: readonly FieldError[]): FieldError[] {
  return errors.map((error) => ({ ...error, pointer: `${pointer}${error.pointer}` }));
}

function required(pointer: string): FieldError {
  return { pointer, code: 'required', message: 'is required' };
}
