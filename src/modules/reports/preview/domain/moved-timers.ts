/** A timer as far as a proposal may move it. Epoch milliseconds; `dueAt` is null while nobody can know it. */
export interface Standing {
  readonly state: string;
  readonly dueAt: number | null;
  readonly targetMinutes: number;
}

export interface Run extends Standing {
  readonly metric: string;
  readonly run: number;
}

export interface MovedTimer {
  readonly metric: string;
  readonly run: number;
  /** Null when there is no such timer. */
  readonly from: Standing | null;
  readonly to: Standing | null;
}

/** The timers that stand otherwise in the second of two evaluations of one ticket, in its order. */
export function movedTimers(before: readonly Run[], after: readonly Run[]): MovedTimer[] {
  const moved = after.flatMap((to): MovedTimer[] => {
    const from = before.find((one) => isSame(one, to));
    return from && standsSame(from, to)
      ? []
      : [{ metric: to.metric, run: to.run, from: standing(from), to: standing(to) }];
  });
  const gone = before.filter((one) => !after.some((other) => isSame(one, other)));
  return [...moved, ...gone.map((from) => ({ metric: from.metric, run: from.run, from: standing(from), to: null }))];
}

function isSame(one: Run, other: Run): boolean {
  return one.metric === other.metric && one.run === other.run;
}

function standsSame(one: Standing, other: Standing): boolean {
  return one.state === other.state && one.dueAt === other.dueAt && one.targetMinutes === other.targetMinutes;
}

function standing(run: Run): Standing;
function standing(run: Run | undefined): Standing | null;
function standing(run: Run | undefined): Standing | null {
  return run ? { state: run.state, dueAt: run.dueAt, targetMinutes: run.targetMinutes } : null;
}
