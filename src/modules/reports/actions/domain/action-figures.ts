import { isWeak, successOf, type Outcomes, type RunOutcome } from '../../../actions/index.js';

/** What a report knows of one run that ended. */
export interface EndedRun {
  actionId: string;
  /** Code of a service. */
  service: string;
  outcome: RunOutcome;
  /** Of work, said by whoever finished it. */
  minutes: number | null;
}

/** An incident that was restored: on the own desk resolved, elsewhere delivered. */
export interface Restored {
  service: string;
  /** From its arrival; by the clock, for the users waited so long. */
  ms: number;
  /** Whether a run on it worked. */
  isByAction: boolean;
}

export interface RunFigures extends Outcomes {
  abandoned: number;
  runs: number;
  /** Of those that were not abandoned, of a hundred, to one decimal, with the interval in which it lies in 95 of 100 cases. */
  success: { percent: number | null; low: number | null; high: number | null };
  /** Of work, over the runs of which it was said; nearest rank. */
  medianMinutes: number | null;
  isWeak: boolean;
}

export interface Restoring {
  incidents: number;
  medianMinutes: number | null;
}

export function runFigures(runs: readonly EndedRun[]): RunFigures {
  const outcomes = outcomesOf(runs);
  const success = successOf(outcomes);
  const isSaid = success.runs > 0;
  return {
    runs: runs.length,
    ...outcomes,
    success: {
      percent: isSaid ? percent(success.worked / success.runs) : null,
      low: isSaid ? percent(success.low) : null,
      high: isSaid ? percent(success.high) : null,
    },
    medianMinutes: median(runs.flatMap(({ minutes }) => minutes ?? [])),
    isWeak: isWeak(success),
  };
}

function outcomesOf(runs: readonly Pick<EndedRun, 'outcome'>[]): Outcomes & { abandoned: number } {
  const count = (outcome: RunOutcome) => runs.filter((run) => run.outcome === outcome).length;
  return {
    worked: count('worked'),
    partly: count('partly'),
    noEffect: count('no_effect'),
    madeWorse: count('made_worse'),
    abandoned: count('abandoned'),
  };
}

/** By action and service, in the order of how often they were run. */
export function byActionAndService(runs: readonly EndedRun[]): ({ actionId: string; service: string } & RunFigures)[] {
  const groups = new Map<string, EndedRun[]>();
  for (const run of runs) {
    const key = `${run.actionId} ${run.service}`;
    groups.set(key, [...(groups.get(key) ?? []), run]);
  }
  return [...groups.values()]
    .flatMap((of) => of.slice(0, 1).map(({ actionId, service }) => ({ actionId, service, ...runFigures(of) })))
    .toSorted((one, other) => other.runs - one.runs || (one.actionId < other.actionId ? -1 : 1));
}

/** How long incidents took, by service: those that an action restored, and the others. */
export function restoring(
  incidents: readonly Restored[],
): { service: string | null; withAction: Restoring; without: Restoring }[] {
  const services = [...new Set(incidents.map(({ service }) => service))].toSorted();
  return [null, ...services].map((service) => {
    const mine = service === null ? incidents : incidents.filter((one) => one.service === service);
    return {
      service,
      withAction: timesOf(mine.filter(({ isByAction }) => isByAction)),
      without: timesOf(mine.filter(({ isByAction }) => !isByAction)),
    };
  });
}

function timesOf(incidents: readonly Restored[]): Restoring {
  const middle = median(incidents.map(({ ms }) => ms));
  return { incidents: incidents.length, medianMinutes: middle === null ? null : Math.round(middle / 600) / 100 };
}

/** The nearest rank: the median of 1, 2, 3, 4 is 2. */
function median(numbers: readonly number[]): number | null {
  const sorted = numbers.toSorted((a, b) => a - b);
  return sorted[Math.ceil(sorted.length / 2) - 1] ?? null;
}

const percent = (share: number): number => Math.round(share * 1000) / 10;
