import fc from 'fast-check';
import { anyAgreed, commitmentsOf } from './agreed.spec-support.js';
import { comparable } from './comparable.spec-support.js';
import { type Commitments, evaluate } from './evaluate.js';
import { type Fact } from './facts.js';
import { type Expected, expectedRuns } from './oracle.spec-support.js';
import { type Agreed } from './standing.spec-support.js';
import { steps, walk } from './walk.spec-support.js';

/*
 * A ticket's history drawn at random, under terms and hours that change, and the instants at which it is looked at: at its
 * end, and somewhere on the way. Of both, what the program says beside what the oracle says. Used by the specs, and by
 * `npm run prove` a hundred thousand times.
 */
export interface Ticket {
  readonly facts: readonly Fact[];
  readonly agreed: Agreed;
  readonly commitments: Required<Commitments>;
  readonly looks: readonly { readonly facts: readonly Fact[]; readonly now: number }[];
}

const later = fc.oneof(fc.constantFrom(0, 1, 3_600_000), fc.nat(6 * 24 * 3_600_000));

export const anyTicket: fc.Arbitrary<Ticket> = fc
  .tuple(steps, anyAgreed, later, fc.nat(24))
  .map(([made, agreed, wait, cut]) => {
    const commitments = commitmentsOf(agreed);
    const facts = walk(made, (known, now) => evaluate(known, commitments, now).announcements);
    const looks = [facts, facts.slice(0, 1 + (cut % facts.length))].map((part) => ({
      facts: part,
      now: (part.at(-1)?.at ?? 0) + wait,
    }));
    return { facts, agreed, commitments, looks };
  });

export function bothWays({ agreed, commitments, looks }: Ticket): { computed: Expected[]; expected: Expected[] }[] {
  return looks.map(({ facts, now }) => ({
    computed: comparable(facts, commitments, now),
    expected: expectedRuns(facts, agreed, now),
  }));
}
