import type { Budget } from './budget.js';
import { bothOf, JUDGED_FROM, unitsOf, type Count, type CountRow, type Figure } from './figures.js';
import { monthsOf, quartersOf, rollingTo, type Range } from './months.js';

export interface Named {
  code: string;
  name: string;
}

export interface Published {
  agreementId: string;
  month: string;
  at: string;
  sla: Count;
  slo: Count;
}

export interface Correction {
  agreementId: string;
  month: string;
  at: string;
  reference: string;
  from: string;
  to: string;
  reason: string;
}

export interface HolderFigure {
  institution: string;
  units: number;
  missed: number;
  consumedMs: number;
}

export interface Both {
  sla: Figure;
  slo: Figure;
}

/** What is known of one service, of one lead provider. */
export interface ServiceMaterial {
  service: Named;
  leadProvider: Named;
  /** All that is covered: the range, its quarters, its twelve months, and open units. */
  rows: readonly CountRow[];
  holders: readonly HolderFigure[];
  published: readonly Published[];
  corrections: readonly Correction[];
  institutions: ReadonlyMap<string, Named>;
  budget: Budget;
}

export interface ServiceFigures extends Both {
  service: Named;
  leadProvider: Named;
  months: (Both & { month: string; published: Omit<Published, 'month'>[]; corrections: Omit<Correction, 'month'>[] })[];
  quarters: (Both & { quarter: string })[];
  rolling: Both & Range;
  budget: Budget;
  institutions: (Both & { agreementId: string; institution: Named })[];
  holders: HolderFigure[];
  lateQuestions: number;
  returns: number;
  open: number;
}

/** The figures of a service for a range of months. */
export function serviceFiguresOf(material: ServiceMaterial, range: Range): ServiceFigures {
  const { service, leadProvider, rows, holders, published, corrections, budget } = material;
  const within = ({ from, to }: Range) => rows.filter(({ month }) => month !== null && from <= month && month <= to);
  const figures = (part: Range) => bothOf(within(part), JUDGED_FROM.service);
  const asked = within(range);
  const rolling = rollingTo(range);
  return {
    service,
    leadProvider,
    ...figures(range),
    months: monthsOf(range).map((month) => ({
      month,
      ...figures({ from: month, to: month }),
      published: ofMonth(published, month),
      corrections: ofMonth(corrections, month),
    })),
    quarters: quartersOf(range).map(({ quarter, range: whole }) => ({ quarter, ...figures(whole) })),
    rolling: { ...rolling, ...figures(rolling) },
    budget,
    institutions: institutionsOf(asked, material.institutions),
    holders: [...holders],
    lateQuestions: asked.reduce((sum, row) => sum + row.lateQuestions, 0),
    returns: asked.reduce((sum, row) => sum + row.returns, 0),
    open: unitsOf(rows.filter(({ verdict }) => verdict === 'open')),
  };
}

function institutionsOf(rows: readonly CountRow[], institutions: ReadonlyMap<string, Named>) {
  const agreements = [...new Set(rows.map(({ agreementId }) => agreementId))];
  return agreements
    .map((agreementId) => ({
      agreementId,
      institution: institutions.get(agreementId) ?? { code: '', name: '' },
      ...bothOf(
        rows.filter((row) => row.agreementId === agreementId),
        JUDGED_FROM.institution,
      ),
    }))
    .sort((a, b) => (a.institution.code + a.agreementId < b.institution.code + b.agreementId ? -1 : 1));
}

function ofMonth<T extends { month: string }>(lines: readonly T[], wanted: string): Omit<T, 'month'>[] {
  return lines.flatMap(({ month, ...line }) => (month === wanted ? [line] : []));
}
