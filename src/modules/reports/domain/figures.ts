/*
 * Figures of many units, from rows of counts: how many units say the same in everything that is counted. Whole numbers
 * until the very end, nothing rounded, percentages cut after three decimals. docs/handled-in-time.md, "The figures".
 */

export interface CountRow {
  serviceId: string;
  leadProviderId: string;
  agreementId: string;
  /** Null for open units. */
  month: string | null;
  binding: boolean | null;
  verdict: 'met' | 'missed' | 'open' | 'excluded';
  /** Of an exclusion. */
  reason: string | null;
  response: 'met' | 'missed' | null;
  units: number;
  lateQuestions: number;
  returns: number;
}

export interface Count {
  met: number;
  missed: number;
  total: number;
  percent: number | null;
}

export type Judgement = 'held' | 'broken' | 'not_judged';

export interface Figure extends Count {
  text: string;
  judgement: Judgement;
  response: { met: number; missed: number };
  excluded: { reason: string; count: number }[];
}

/** From how many verdicts on a figure is judged: of one institution, of a service. */
export const JUDGED_FROM = { institution: 20, service: 1 } as const;

type Counted = Pick<CountRow, 'verdict' | 'units'>;

/** A share of whole numbers, cut after three decimals; null for none. */
export function cut(numerator: number, denominator: number): number | null {
  return denominator === 0 ? null : Math.floor((numerator * 1000) / denominator) / 1000;
}

export function countOf(rows: readonly Counted[]): Count {
  const of = (wanted: CountRow['verdict']) => unitsOf(rows.filter(({ verdict }) => verdict === wanted));
  return countFrom(of('met'), of('missed'));
}

export function countFrom(met: number, missed: number): Count {
  const total = met + missed;
  return { met, missed, total, percent: cut(100 * met, total) };
}

/** @param rows dated ones, all of the SLA or all of the SLO */
export function figureOf(rows: readonly CountRow[], judgedFrom: number): Figure {
  const count = countOf(rows);
  const { met, total } = count;
  const answered = (response: CountRow['response']) => unitsOf(rows.filter((row) => row.response === response));
  return {
    ...count,
    text: `${met} of ${total}`,
    judgement: total < judgedFrom ? 'not_judged' : 100 * met >= 95 * total ? 'held' : 'broken',
    response: { met: answered('met'), missed: answered('missed') },
    excluded: excludedOf(rows),
  };
}

/** SLA and SLO apart; they are never added up. */
export function bothOf(rows: readonly CountRow[], judgedFrom: number): { sla: Figure; slo: Figure } {
  const of = (binding: boolean) =>
    figureOf(
      rows.filter((row) => row.binding === binding),
      judgedFrom,
    );
  return { sla: of(true), slo: of(false) };
}

export function unitsOf(rows: readonly Pick<CountRow, 'units'>[]): number {
  return rows.reduce((sum, { units }) => sum + units, 0);
}

function excludedOf(rows: readonly CountRow[]): { reason: string; count: number }[] {
  const counts = new Map<string, number>();
  for (const { verdict, reason, units } of rows) {
    if (verdict === 'excluded' && reason !== null) counts.set(reason, (counts.get(reason) ?? 0) + units);
  }
  return [...counts].sort(([a], [b]) => (a < b ? -1 : 1)).map(([reason, count]) => ({ reason, count }));
}
