import type { Count } from '../../domain/figures.js';
import { countFrom } from '../../domain/figures.js';
import { monthsOf, type Range } from '../../domain/months.js';

/*
 * What was counted beside what would have been. A unit counts in the month of its verdict, on each side of the comparison
 * in its own: another due instant may lie in another month. Commitments (SLA) and objectives (SLO) are never added up.
 */

export interface Outcome {
  readonly verdict: 'met' | 'missed' | 'open' | 'excluded';
  readonly month: string | null;
  readonly binding: boolean | null;
  /** Epoch milliseconds. */
  readonly dueAt: number | null;
}

/** One unit, twice. */
export interface Pair {
  readonly reference: string;
  readonly kind: string;
  readonly priority: string;
  readonly counted: Outcome;
  readonly simulated: Outcome;
}

export interface Compared {
  actual: Count;
  simulated: Count;
}

export interface ComparedMonth extends Compared {
  month: string;
  byPriority: (Compared & { priority: string })[];
}

export interface ComparedFigure {
  total: Compared;
  months: ComparedMonth[];
}

export interface Flip {
  reference: string;
  kind: string;
  priority: string;
  from: Omit<Outcome, 'binding'>;
  to: Omit<Outcome, 'binding'>;
}

export interface Result {
  sla: ComparedFigure;
  slo: ComparedFigure;
  /** How many units would have had another verdict; of them the first ones follow. */
  flipped: number;
  flips: Flip[];
  isCut: boolean;
}

export const MOST_FLIPS = 5000;

/** Adds units up one after the other: keeps counts, and so many of the units that flip. */
export class Comparison {
  private readonly met = new Map<string, number>();
  private readonly missed = new Map<string, number>();
  private readonly priorities = new Set<string>();
  private readonly flips: Flip[] = [];
  private flipped = 0;

  constructor(private readonly period: Range) {}

  add({ reference, kind, priority, counted, simulated }: Pair): void {
    const before = this.count('actual', priority, counted);
    const after = this.count('simulated', priority, simulated);
    if (counted.verdict === simulated.verdict || !(before || after)) return;
    this.flipped += 1;
    if (this.flips.length < MOST_FLIPS) {
      this.flips.push({ reference, kind, priority, from: shown(counted), to: shown(simulated) });
    }
  }

  result(): Result {
    return {
      sla: this.figure('sla'),
      slo: this.figure('slo'),
      flipped: this.flipped,
      flips: this.flips,
      isCut: this.flipped > this.flips.length,
    };
  }

  /** Whether the outcome belongs into the period; an open one belongs nowhere yet. */
  private count(side: keyof Compared, priority: string, { verdict, month, binding }: Outcome): boolean {
    if (verdict === 'open' || month === null || month < this.period.from || month > this.period.to) return false;
    if (verdict === 'excluded') return true;
    this.priorities.add(priority);
    const counts = verdict === 'met' ? this.met : this.missed;
    const key = keyOf(side, binding === true ? 'sla' : 'slo', month, priority);
    counts.set(key, (counts.get(key) ?? 0) + 1);
    return true;
  }

  private figure(commitment: 'sla' | 'slo'): ComparedFigure {
    const months = monthsOf(this.period).map((month): ComparedMonth => {
      const byPriority = [...this.priorities]
        .sort()
        .map((priority) => ({
          priority,
          actual: this.of('actual', commitment, month, priority),
          simulated: this.of('simulated', commitment, month, priority),
        }))
        .filter(({ actual, simulated }) => actual.total + simulated.total > 0);
      return { month, ...sumOf(byPriority), byPriority };
    });
    return { total: sumOf(months), months };
  }

  private of(side: keyof Compared, commitment: 'sla' | 'slo', month: string, priority: string): Count {
    const key = keyOf(side, commitment, month, priority);
    return countFrom(this.met.get(key) ?? 0, this.missed.get(key) ?? 0);
  }
}

function keyOf(...parts: string[]): string {
  return parts.join('/');
}

function sumOf(parts: readonly Compared[]): Compared {
  const sum = (side: keyof Compared) =>
    parts.reduce((all, { [side]: { met, missed } }) => countFrom(all.met + met, all.missed + missed), countFrom(0, 0));
  return { actual: sum('actual'), simulated: sum('simulated') };
}

function shown({ verdict, month, dueAt }: Outcome): Flip['from'] {
  return { verdict, month, dueAt };
}
