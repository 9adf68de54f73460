import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { always } from './agreed.spec-support.js';
import { comparable, nameOf } from './comparable.spec-support.js';
import { evaluate } from './evaluate.js';
import { type Fact } from './facts.js';
import { officeHours, on } from './office-hours.spec-support.js';
import { expectedRuns } from './oracle.spec-support.js';
import { promised, providerTargets, userTargets, warnings } from './scenario.spec-support.js';
import { oddFacts, steps, walk } from './walk.spec-support.js';
import { tries } from '../../../kernel/effort.spec-support.js';

const later = fc.oneof(fc.constantFrom(0, 1, 3_600_000), fc.nat(6 * 24 * 3_600_000));
const alsoPauses = fc.subarray(['third_party', 'change', 'planned'] as const);
const agreed = promised(['third_party', 'planned']);

const history = (made: Parameters<typeof walk>[0], commitments = agreed) =>
  walk(made, (facts, now) => evaluate(facts, commitments, now).announcements);
const lastInstant = (facts: readonly Fact[]) => facts.at(-1)?.at ?? 0;

describe('any plausible history', () => {
  it('comes out as a walk through its hours says', () => {
    fc.assert(
      fc.property(steps, alsoPauses, later, fc.nat(24), (made, pausing, wait, cut) => {
        const commitments = promised(pausing);
        const facts = history(made, commitments);
        const terms = { warnings, alsoPauses: pausing };
        const all = always({ ...terms, targets: userTargets }, { ...terms, targets: providerTargets });
        for (const part of [facts, facts.slice(0, 1 + (cut % facts.length))]) {
          const now = lastInstant(part) + wait;
          expect(comparable(part, commitments, now)).toEqual(expectedRuns(part, all, now));
        }
      }),
      { numRuns: tries(250) },
    );
  });

  it('never loses a verdict as it grows', () => {
    fc.assert(
      fc.property(steps, (made) => {
        const facts = history(made);
        const verdictsAt = (count: number, now: number) =>
          evaluate(facts.slice(0, count), agreed, now)
            .runs.filter((run) => run.verdict !== null)
            .map((run) => `${nameOf(run)} ${run.verdict ?? ''} ${run.verdictAt ?? ''} due ${run.dueAt ?? ''}`);
        facts.forEach((fact, index) => {
          const next = facts[index + 1];
          if (!next) return;
          expect(verdictsAt(index + 2, next.at)).toEqual(expect.arrayContaining(verdictsAt(index + 1, fact.at)));
        });
      }),
      { numRuns: tries(150) },
    );
  });

  it('leaves out what comes later than now', () => {
    fc.assert(
      fc.property(steps, later, (made, wait) => {
        const facts = history(made);
        const now = (facts[0]?.at ?? 0) + wait;
        const past = facts.filter((fact) => fact.at <= now);
        expect(evaluate(facts, agreed, now)).toEqual(evaluate(past, agreed, now));
      }),
      { numRuns: tries(150) },
    );
  });

  it('does not depend on when one looks', () => {
    fc.assert(
      fc.property(steps, later, later, (made, first, second) => {
        const facts = history(made);
        const early = lastInstant(facts) + first;
        const late = early + second;
        const after = evaluate(facts, agreed, late).runs;
        evaluate(facts, agreed, early).runs.forEach((run, index) => {
          const same = after[index];
          expect(same && { ...same, run: nameOf(same) }).toMatchObject({ run: nameOf(run), startedAt: run.startedAt });
          if (run.verdict || run.dueAt !== null) expect(same?.dueAt).toBe(run.dueAt);
          if (run.verdict) expect(same?.verdictAt).toBe(run.verdictAt);
          const isCounting = run.endedAt === null && run.pausedSince === null;
          const between = isCounting ? officeHours.elapsed(early, late, []) : 0;
          expect(same?.consumedMs).toBe(run.consumedMs + between);
        });
      }),
      { numRuns: tries(150) },
    );
  });

  it('sleeps until it has something to tell', () => {
    fc.assert(
      fc.property(steps, later, (made, wait) => {
        const facts = history(made);
        const now = lastInstant(facts) + wait;
        const { runs, announcements } = evaluate(facts, agreed, now);
        const overdue = runs.filter((run) => run.wakeAt !== null && run.wakeAt <= now);
        expect(overdue.map(nameOf)).toEqual(announcements.map(nameOf));
        for (const run of runs) {
          if (run.wakeAt === null || run.wakeAt <= now) continue;
          const names = (instant: number) => evaluate(facts, agreed, instant).announcements.map(nameOf);
          expect(names(run.wakeAt - 1)).not.toContain(nameOf(run));
          expect(names(run.wakeAt)).toContain(nameOf(run));
        }
      }),
      { numRuns: tries(150) },
    );
  });

  it('tells each share once, rising', () => {
    fc.assert(
      fc.property(steps, (made) => {
        const highest = new Map<string, number>();
        for (const fact of history(made)) {
          if (fact.type !== 'told') continue;
          expect(fact.percent).toBeGreaterThan(highest.get(nameOf(fact)) ?? 0);
          highest.set(nameOf(fact), fact.percent);
        }
      }),
      { numRuns: tries(150) },
    );
  });
});

describe('any impossible history', () => {
  it('is evaluated without an exception', () => {
    fc.assert(
      fc.property(oddFacts, later, (facts, wait) => {
        const now = (facts.at(-1)?.at ?? on('mon 08:00')) + wait;
        for (const run of evaluate(facts, agreed, now).runs) expect(run.consumedMs).toBeGreaterThanOrEqual(0);
      }),
      { numRuns: tries(300) },
    );
  });
});
