import { DAY_MS } from '../../../../kernel/index.js';

/** What a report knows of one change that ended. Instants in ms. */
export interface EndedChange {
  class: string;
  outcome: string;
  risk: string;
  /** Codes. */
  services: readonly string[];
  /** Null for who does not make it, and where it followed none. */
  model: { id: string; title: string } | null;
  /** Display names with ids; none for who may not read them. */
  implementers: readonly { id: string; name: string }[];
  openedAt: number | null;
  decidedAt: number | null;
  startedAt: number;
  endedAt: number;
  /** Null: it asks for no notice. */
  isNoticeKept: boolean | null;
  plannedMinutes: number;
  realMinutes: number;
  incidentsCaused: number;
}

export interface Success {
  changes: number;
  successful: number;
  withIssues: number;
  backedOut: number;
  failed: number;
  unauthorised: number;
  /** Of a hundred, those that stayed in place and were authorised, to one decimal; null of none. */
  workedPercent: number | null;
}

export interface Lead {
  /** Of so many. */
  changes: number;
  /** In days, to two decimals; null of none. */
  median: number | null;
  p90: number | null;
}

export interface Figures {
  success: Success;
  byService: ({ service: string } & Success)[];
  byModel: ({ model: { id: string; title: string } | null } & Success)[];
  byRisk: ({ risk: string } & Success)[];
  byImplementer: ({ implementer: { id: string; name: string } } & Success)[];
  emergencies: { changes: number; percent: number | null };
  lead: { openedToDecided: Lead; decidedToStarted: Lead; startedToEnded: Lead };
  incidentsCaused: { incidents: number; changes: number };
  notice: { asked: number; kept: number };
  interruption: { changes: number; plannedMinutes: number | null; realMinutes: number | null };
}

/**
 * Figures of changes that ended. A change of two services, or made by two people, counts for each of them, and once in the
 * whole. Ranks are the nearest: the median of 1, 2, 3, 4 is 2. Averages of minutes are over all changes, to one decimal.
 */
export function figuresOf(changes: readonly EndedChange[]): Figures {
  const emergencies = changes.filter(({ class: kind }) => kind === 'emergency').length;
  const asked = changes.filter(({ isNoticeKept }) => isNoticeKept !== null);
  const causes = changes.filter(({ incidentsCaused }) => incidentsCaused > 0);
  const lead = (from: (one: EndedChange) => number | null, to: (one: EndedChange) => number | null) =>
    leadOf(
      changes.flatMap((one) => {
        const [first, last] = [from(one), to(one)];
        return first === null || last === null ? [] : [last - first];
      }),
    );
  return {
    success: successOf(changes),
    byService: grouped(changes, ({ services }) => services.map((service) => [service, { service }])),
    byModel: grouped(changes, ({ model }) => [[model?.id ?? '', { model }]]),
    byRisk: grouped(changes, ({ risk }) => [[risk, { risk }]]),
    byImplementer: grouped(changes, ({ implementers }) =>
      implementers.map((implementer) => [implementer.id, { implementer }]),
    ),
    emergencies: { changes: emergencies, percent: percentOf(emergencies, changes.length) },
    lead: {
      openedToDecided: lead(
        ({ openedAt }) => openedAt,
        ({ decidedAt }) => decidedAt,
      ),
      decidedToStarted: lead(
        ({ decidedAt }) => decidedAt,
        ({ startedAt }) => startedAt,
      ),
      startedToEnded: lead(
        ({ startedAt }) => startedAt,
        ({ endedAt }) => endedAt,
      ),
    },
    incidentsCaused: {
      incidents: causes.reduce((sum, { incidentsCaused }) => sum + incidentsCaused, 0),
      changes: causes.length,
    },
    notice: { asked: asked.length, kept: asked.filter(({ isNoticeKept }) => isNoticeKept).length },
    interruption: {
      changes: changes.length,
      plannedMinutes: averageOf(changes.map(({ plannedMinutes }) => plannedMinutes)),
      realMinutes: averageOf(changes.map(({ realMinutes }) => realMinutes)),
    },
  };
}

export function successOf(changes: readonly Pick<EndedChange, 'outcome'>[]): Success {
  const count = (outcome: string) => changes.filter((one) => one.outcome === outcome).length;
  const [successful, withIssues] = [count('successful'), count('with_issues')];
  return {
    changes: changes.length,
    successful,
    withIssues,
    backedOut: count('backed_out'),
    failed: count('failed'),
    unauthorised: count('unauthorised'),
    workedPercent: percentOf(successful + withIssues, changes.length),
  };
}

function grouped<Label extends object>(
  changes: readonly EndedChange[],
  keysOf: (one: EndedChange) => readonly (readonly [string, Label])[],
): (Label & Success)[] {
  const groups = new Map<string, { label: Label; of: EndedChange[] }>();
  for (const one of changes) {
    for (const [key, label] of keysOf(one)) {
      const group = groups.get(key) ?? { label, of: [] };
      group.of.push(one);
      groups.set(key, group);
    }
  }
  return [...groups]
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .map(([, { label, of }]) => ({ ...label, ...successOf(of) }));
}

function leadOf(lengths: readonly number[]): Lead {
  const sorted = lengths.toSorted((a, b) => a - b);
  const rank = (percent: number) => {
    const found = sorted[Math.ceil((percent * sorted.length) / 100) - 1];
    return found === undefined ? null : Math.round((found / DAY_MS) * 100) / 100;
  };
  return { changes: sorted.length, median: rank(50), p90: rank(90) };
}

const percentOf = (part: number, whole: number): number | null =>
  whole === 0 ? null : Math.round((part * 1000) / whole) / 10;

const averageOf = (minutes: readonly number[]): number | null =>
  minutes.length === 0 ? null : Math.round((minutes.reduce((sum, one) => sum + one, 0) * 10) / minutes.length) / 10;
