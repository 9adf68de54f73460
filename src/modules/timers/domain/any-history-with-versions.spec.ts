import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { anyTicket, bothWays } from './any-ticket.spec-support.js';
import { nameOf } from './comparable.spec-support.js';
import { evaluate } from './evaluate.js';
import { tries } from '../../../kernel/effort.spec-support.js';

describe('any history under terms and hours that change', () => {
  it('comes out as a walk through its minutes says', () => {
    fc.assert(
      fc.property(anyTicket, (ticket) => {
        for (const { computed, expected } of bothWays(ticket)) expect(computed).toEqual(expected);
      }),
      { numRuns: tries(250) },
    );
  });

  it('never loses a verdict, whatever happens or is recorded', () => {
    fc.assert(
      fc.property(anyTicket, ({ facts, commitments }) => {
        const verdictsAt = (now: number) =>
          evaluate(facts, commitments, now)
            .runs.filter((run) => run.verdict !== null)
            .map((run) => `${nameOf(run)} ${run.verdict ?? ''} ${run.verdictAt ?? ''} due ${run.dueAt ?? ''}`);
        const first = facts[0]?.at ?? 0;
        const after = commitments.provider.turns.concat(commitments.user.turns).filter((turn) => turn > first);
        const instants = [...facts.map(({ at }) => at), ...after].sort((a, b) => a - b);
        instants.slice(1).forEach((instant, index) => {
          expect(verdictsAt(instant)).toEqual(expect.arrayContaining(verdictsAt(instants[index] ?? first)));
        });
      }),
      { numRuns: tries(100) },
    );
  });

  it('stays as it was once it is over, whatever is recorded later', () => {
    fc.assert(
      fc.property(anyTicket, fc.nat(90 * 86_400_000), ({ facts, commitments }, after) => {
        const last = facts.at(-1)?.at ?? 0;
        const isOver = (run: { endedAt: number | null }) => run.endedAt !== null;
        const before = evaluate(facts, commitments, last).runs.filter(isOver);
        const later = new Map(evaluate(facts, commitments, last + after).runs.map((run) => [nameOf(run), run]));
        for (const run of before) {
          if (run.state !== 'cancelled' || run.verdict !== null) expect(later.get(nameOf(run))).toEqual(run);
        }
      }),
      { numRuns: tries(150) },
    );
  });

  it('sleeps until it has something to tell, or until a pause begins or ends by the terms', () => {
    fc.assert(
      fc.property(anyTicket, ({ looks, commitments, agreed }) => {
        for (const { facts, now } of looks) {
          const { runs, announcements } = evaluate(facts, commitments, now);
          const overdue = runs.filter((run) => run.wakeAt !== null && run.wakeAt <= now);
          expect(overdue.map(nameOf)).toEqual(announcements.map(nameOf));
          // what is recorded later wakes by itself
          const versions = [agreed.user, agreed.provider].flatMap(({ terms, hours }) => [...terms, ...hours]);
          const recordings = versions.map(({ recordedAt }) => recordedAt);
          const known = Math.min(...recordings.filter((at) => at > now));
          for (const run of runs) {
            const until = Math.min(known, run.wakeAt ?? Infinity, now + 60 * 86_400_000) - 1;
            if (until <= now) continue;
            const same = evaluate(facts, commitments, until).runs.find((each) => nameOf(each) === nameOf(run));
            expect(same).toMatchObject({ state: run.state, dueAt: run.dueAt, pausedSince: run.pausedSince });
          }
        }
      }),
      { numRuns: tries(150) },
    );
  });
});
