import { type FieldError } from '../../../kernel/index.js';
import { due, HORIZON_MS, type Schedule } from '../../service-hours/index.js';
import { kinds, metrics, priorities, type Targets, type Warnings } from './commitment.js';

/*
 * What somebody says of targets and warnings, judged place by place: pointers begin at `/targets` and `/warnings`. What
 * is refused is left out of the value, so that a caller who collects errors can go on.
 */

const MINUTE_MS = 60_000;
const MOST_WARNINGS = 20;

export const usualWarnings: Warnings = { P1: [50, 75], P2: [75], P3: [75] };

/** Working minutes by kind, priority and metric: whole, positive, at most 100 years. What is missing is not promised. */
export function parseTargets(said: unknown, errors: FieldError[]): Targets {
  const targets: Targets = {};
  for (const [kind, byPriority, pointer] of entriesOf(said, kinds, '/targets', 'unknown_kind', errors)) {
    const ofKind: NonNullable<Targets[typeof kind]> = (targets[kind] = {});
    for (const [priority, byMetric, at] of entriesOf(byPriority, priorities, pointer, 'unknown_priority', errors)) {
      const ofPriority: { response?: number; resolution?: number } = (ofKind[priority] = {});
      for (const [metric, minutes, place] of entriesOf(byMetric, metrics, at, 'unknown_metric', errors)) {
        const problem = flawOf(minutes);
        if (problem) errors.push({ pointer: place, ...problem });
        else ofPriority[metric] = minutes as number;
      }
    }
  }
  return targets;
}

/** Shares of the target in whole percent, 1 to 99, ascending. */
export function parseWarnings(said: unknown, errors: FieldError[]): Warnings {
  const warnings: Warnings = {};
  for (const [priority, shares, pointer] of entriesOf(said, priorities, '/warnings', 'unknown_priority', errors)) {
    if (!Array.isArray(shares) || shares.length > MOST_WARNINGS) {
      errors.push({ pointer, code: 'no_list', message: `This is a list of at most ${MOST_WARNINGS} numbers.` });
      continue;
    }
    const before = errors.length;
    shares.forEach((share: unknown, index) => {
      const at = `${pointer}/${index}`;
      if (!Number.isInteger(share) || (share as number) < 1 || (share as number) > 99) {
        errors.push({
          pointer: at,
          code: 'no_share',
          message: 'A warning is a whole number of percent, from 1 to 99.',
        });
      } else if (index > 0 && (share as number) <= (shares[index - 1] as number)) {
        errors.push({ pointer: at, code: 'not_ascending', message: 'Warnings ascend, each of them once.' });
      }
    });
    if (errors.length === before) warnings[priority] = shares as number[];
  }
  return warnings;
}

/** Targets that these hours never use up: their due instant would lie over 100 years after `from`. */
export function judgeReach(targets: Targets, schedule: Schedule, from: number, errors: FieldError[]): void {
  const places = placesOf(targets).sort((a, b) => b.minutes - a.minutes);
  for (const { pointer, minutes } of places) {
    // from the longest down: the first one that is within reach answers for the rest
    if (due(schedule, from, minutes * MINUTE_MS).ok) return;
    const message = 'In these hours it would take over 100 years until this is due.';
    errors.push({ pointer, code: 'due_too_far', message });
  }
}

/** Every target with its pointer. */
export function placesOf(targets: Targets): { pointer: string; path: [string, string, string]; minutes: number }[] {
  return Object.entries(targets).flatMap(([kind, byPriority]) =>
    Object.entries(byPriority).flatMap(([priority, byMetric]) =>
      Object.entries(byMetric).map(([metric, minutes]) => ({
        pointer: `/targets/${kind}/${priority}/${metric}`,
        path: [kind, priority, metric] as [string, string, string],
        minutes,
      })),
    ),
  );
}

function flawOf(minutes: unknown): { code: string; message: string } | undefined {
  if (typeof minutes !== 'number') return { code: 'no_number', message: 'A target is a number of working minutes.' };
  if (minutes <= 0) return { code: 'not_positive', message: 'A target is one working minute or more.' };
  if (!Number.isInteger(minutes)) return { code: 'not_whole', message: 'A target is a whole number of minutes.' };
  if (minutes > HORIZON_MS / MINUTE_MS) return { code: 'target_too_long', message: 'A target is at most 100 years.' };
  return undefined;
}

/** The entries of a map whose keys are known; what is no map, and every other key, becomes an error at its place. */
function entriesOf<K extends string>(
  said: unknown,
  known: readonly K[],
  pointer: string,
  code: string,
  errors: FieldError[],
): [key: K, value: unknown, pointer: string][] {
  if (typeof said !== 'object' || said === null || Array.isArray(said)) {
    errors.push({ pointer, code: 'no_map', message: `This is an object with the keys ${known.join(', ')}.` });
    return [];
  }
  return Object.entries(said).flatMap(([key, value]): [K, unknown, string][] => {
    const at = `${pointer}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`;
    if ((known as readonly string[]).includes(key)) return [[key as K, value, at]];
    errors.push({ pointer: at, code, message: `This is one of ${known.join(', ')}.` });
    return [];
  });
}
