/**
 * A time zone as runs of constant offset. Within a run, local wall time is the instant plus the offset, so that
 * everything else is plain arithmetic: an hour that the clocks repeat lies in two runs, one that they skip in none, and
 * so does a date that a country skipped by crossing the date line.
 *
 * The source is the time zone data of Node itself (Intl). Asking it costs about a microsecond, so the runs are found
 * once per stretch of about a year, and kept.
 */
export interface Run {
  /** The run holds in [from, to), epoch milliseconds. It may touch a run of the same offset. */
  readonly from: number;
  readonly to: number;
  /** Milliseconds to add to an instant for local wall time. */
  readonly offset: number;
}

export interface Zone {
  /** As Intl spells it. */
  readonly name: string;
  readonly runAt: (instant: number) => Run;
}

const STRETCH_MS = 2 ** 35;

/** Shorter than the shortest time for which any zone ever changed its offset and changed it back (7 days, Recife 2000). */
const PROBE_MS = 3 * 86_400_000;

const OFFSET = /GMT(?:([+-])(\d{2}):(\d{2})(?::(\d{2}))?)?$/;

const zones = new Map<string, Zone>();

/** The zone of an IANA name, in any case; undefined when Intl does not know it. Fixed offsets (+02:00) are no zones. */
export function findZone(name: string): Zone | undefined {
  const key = name.toLowerCase();
  const known = zones.get(key);
  if (known) return known;
  if (!/^[a-z]/.test(key)) return undefined;
  try {
    const format = new Intl.DateTimeFormat('en-US', { timeZone: name, timeZoneName: 'longOffset' });
    const zone = zoneOf(format);
    zones.set(key, zone);
    return zone;
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

function zoneOf(format: Intl.DateTimeFormat): Zone {
  const stretches = new Map<number, readonly Run[]>();
  const runAt = (instant: number): Run => {
    const index = Math.floor(instant / STRETCH_MS);
    let runs = stretches.get(index);
    if (!runs) {
      runs = runsOf(format, index * STRETCH_MS, (index + 1) * STRETCH_MS);
      stretches.set(index, runs);
    }
    for (const run of runs) if (instant < run.to) return run;
    throw new RangeError(`not an instant: ${instant}`);
  };
  return Object.freeze({ name: format.resolvedOptions().timeZone, runAt });
}

function runsOf(format: Intl.DateTimeFormat, from: number, to: number): Run[] {
  const runs: Run[] = [];
  let start = from;
  let offset = offsetAt(format, from);
  for (let probe = from; probe < to; probe += PROBE_MS) {
    const end = Math.min(probe + PROBE_MS, to - 1);
    const after = offsetAt(format, end);
    if (after === offset) continue;
    const change = firstWith(format, probe, end, offset);
    runs.push({ from: start, to: change, offset });
    start = change;
    offset = after;
  }
  runs.push({ from: start, to, offset });
  return runs;
}

/** The first instant in (before, after] whose offset is no longer `offset`. */
function firstWith(format: Intl.DateTimeFormat, before: number, after: number, offset: number): number {
  let low = before;
  let high = after;
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (offsetAt(format, middle) === offset) low = middle;
    else high = middle;
  }
  return high;
}

function offsetAt(format: Intl.DateTimeFormat, instant: number): number {
  const found = OFFSET.exec(format.format(instant));
  if (!found) throw new Error('Intl gave no offset');
  const [, sign, hours = 0, minutes = 0, seconds = 0] = found;
  const size = (Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds)) * 1000;
  return sign === '-' ? -size : size;
}
