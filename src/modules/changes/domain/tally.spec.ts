import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { flawOf, quorumOf, type Ballot, type Decision, type Rule, type Vote } from './ballot.js';
import { expectedTally } from './tally.oracle.spec-support.js';
import { tally } from './tally.js';

const HOUR = 3_600_000;
const seats = (count: number, vetoes = 0, struck = 0): Ballot['seats'] =>
  Array.from({ length: count + struck }, (_, index) => ({
    id: `seat ${String(index + 1)}`,
    hasVeto: index < vetoes,
    voters: index < count ? [`member ${String(index + 1)}`, `deputy ${String(index + 1)}`] : [],
  }));
const ballot = (of: Partial<Ballot> & Pick<Ballot, 'seats'>): Ballot => ({
  rule: { kind: 'percent', percent: 67 },
  quorumPercent: 50,
  deadline: 100 * HOUR,
  extendedDeadline: 120 * HOUR,
  ...of,
});
/** Seat by seat from the first one, an hour apart; `-` says nothing. */
const cast = (words: string, from = 0): Vote[] =>
  words.split('').flatMap((letter, index) => {
    const decision = ({ a: 'approve', r: 'reject', o: 'abstain' } as Record<string, Decision>)[letter];
    const n = from + index + 1;
    const seat = String(index + 1);
    return decision ? [{ n, seatId: `seat ${seat}`, voterId: `member ${seat}`, decision, castAt: n * HOUR }] : [];
  });

const rules: Rule[] = [
  { kind: 'anyone' },
  { kind: 'unanimous' },
  { kind: 'majority' },
  // of the shares that decide alike among at most five votes (34 to 40, 41 to 50, ...), the largest of each
  ...[20, 25, 33, 40, 50, 60, 66, 75, 80, 100].map((percent) => ({
    kind: 'percent' as const,
    percent,
  })),
  ...[1, 2, 3, 4, 5].map((approvals) => ({ kind: 'n_of' as const, approvals })),
];

describe('a board of up to five seats', () => {
  // every way for each seat to vote or not, with every number of vetoes, rule and quorum that differ
  it.each([1, 2, 3, 4, 5])('of %i decides as playing it through does', (count) => {
    let compared = 0;
    for (let vetoes = 0; vetoes <= Math.min(count, 2); vetoes += 1) {
      for (const quorumPercent of quorumsOf(count)) {
        for (const rule of rules) {
          const of = ballot({ seats: seats(count, vetoes), rule, quorumPercent });
          if (flawOf(of)) continue;
          for (const words of every('aro-', count)) {
            const { result, closedAt } = tally(of, cast(words), 120 * HOUR);
            const expected = expectedTally(of, cast(words), 120 * HOUR);
            if (result !== expected.result || closedAt !== expected.closedAt)
              throw new Error(JSON.stringify({ words, vetoes, quorumPercent, rule, result, closedAt, expected }));
            compared += 1;
          }
        }
      }
    }
    expect(compared).toBeGreaterThan(4 ** count * 20);
  });
});

function* every(letters: string, length: number): Generator<string> {
  if (length === 0) yield '';
  else for (const rest of every(letters, length - 1)) for (const letter of letters) yield letter + rest;
}

/** One share for each number of votes that it can ask for. */
function quorumsOf(count: number): number[] {
  return Array.from({ length: count + 1 }, (_, votes) => Math.floor((votes * 100) / count));
}

const anyRule = fc.constantFrom(...rules);
const anyVotes = (count: number) =>
  fc
    .array(
      fc.record({
        seat: fc.integer({ min: 1, max: count + 1 }),
        isDeputy: fc.boolean(),
        decision: fc.constantFrom<Decision>('approve', 'reject', 'abstain'),
        hours: fc.nat(12),
      }),
      { maxLength: 12 },
    )
    .map((drawn) => {
      let at = 0;
      return drawn.map(({ seat, isDeputy, decision, hours }, index): Vote => {
        at += hours * HOUR;
        const voterId = `${isDeputy ? 'deputy' : 'member'} ${String(seat)}`;
        return { n: index + 1, seatId: `seat ${String(seat)}`, voterId, decision, castAt: at };
      });
    });
const anyRound = fc
  .record({
    count: fc.integer({ min: 1, max: 5 }),
    vetoes: fc.nat(2),
    rule: anyRule,
    quorumPercent: fc.nat(100),
    isExtended: fc.boolean(),
    now: fc.nat(140),
  })
  .chain(({ count, vetoes, rule, quorumPercent, isExtended, now }) =>
    fc.record({
      of: fc.constant(
        ballot({
          seats: seats(count, vetoes, 1),
          rule,
          quorumPercent,
          ...(isExtended ? {} : { extendedDeadline: 100 * HOUR }),
        }),
      ),
      votes: anyVotes(count),
      now: fc.constant(now * HOUR),
    }),
  );

describe('any round', () => {
  it('in which minds are changed stands as playing it through does', () => {
    fc.assert(
      fc.property(anyRound, ({ of, votes, now }) => {
        const { result, closedAt } = tally(of, votes, now);
        expect({ result, closedAt }).toEqual(expectedTally(of, votes, now));
      }),
    );
  });

  it('stands the same in whatever order its votes are read', () => {
    fc.assert(
      fc.property(
        anyRound.chain((round) =>
          fc.tuple(fc.constant(round), fc.shuffledSubarray(round.votes, { minLength: round.votes.length })),
        ),
        ([{ of, votes, now }, shuffled]) => {
          expect(tally(of, shuffled, now)).toEqual(tally(of, votes, now));
        },
      ),
    );
  });

  it('ends, and never otherwise later', () => {
    fc.assert(
      fc.property(anyRound, fc.nat(200), ({ of, votes, now }, more) => {
        const earlier = tally(of, votes, now);
        const later = tally(of, votes, now + more * HOUR);
        if (earlier.result !== 'open') expect(later).toEqual(earlier);
        expect(tally(of, votes, 120 * HOUR).result).not.toBe('open');
      }),
    );
  });

  it('is never rejected for one approval more', () => {
    const rank = { no_quorum: 0, rejected: 0, open: 1, approved: 2 };
    fc.assert(
      fc.property(anyRound, fc.integer({ min: 1, max: 5 }), ({ of, votes, now }, seat) => {
        // in place of silence, of an abstention or of a rejection
        const before = votes.map((vote) =>
          vote.seatId === `seat ${String(seat)}` ? { ...vote, decision: 'approve' as const } : vote,
        );
        const [was, is] = [tally(of, votes, now), tally(of, before, now)];
        if (was.result === 'approved') expect(is.result).toBe('approved');
        if (was.result === 'open') expect(rank[is.result]).toBeGreaterThan(0);
      }),
    );
  });

  it('counts one vote a seat, of those who may cast it, and none of a seat that was struck', () => {
    fc.assert(
      fc.property(anyRound, ({ of, votes, now }) => {
        const { approve, reject, abstain, silent, counted } = tally(of, votes, now);
        const eligible = of.seats.filter(({ voters }) => voters.length > 0);
        expect(approve + reject + abstain + silent).toBe(eligible.length);
        expect(new Set(counted.map(({ seatId }) => seatId)).size).toBe(counted.length);
        for (const { seatId, voterId } of counted)
          expect(eligible.find(({ id }) => id === seatId)?.voters).toContain(voterId);
        const foreign: Vote = {
          n: 0,
          seatId: 'seat 1',
          voterId: 'the author',
          decision: 'reject',
          castAt: 0,
        };
        expect(tally(of, [...votes, foreign], now)).toEqual(tally(of, votes, now));
      }),
    );
  });
});

describe('a round', () => {
  it('closes with the vote after which the silent cannot change it', () => {
    expect(tally(ballot({ seats: seats(7) }), cast('aaaaa--'), 50 * HOUR)).toMatchObject({
      result: 'approved',
      closedAt: 5 * HOUR,
      silent: 2,
      quorum: 4,
    });
    expect(tally(ballot({ seats: seats(7) }), cast('aaaa---'), 50 * HOUR)).toMatchObject({ result: 'open' });
  });

  it('waits for a seat with a veto, and closes with it', () => {
    const of = ballot({ seats: seats(3, 1), rule: { kind: 'majority' } });
    expect(tally(of, cast('-aa'), 50 * HOUR).result).toBe('open');
    expect(tally(of, cast('ra-'), 50 * HOUR)).toMatchObject({ result: 'rejected', vetoedBy: ['seat 1'] });
  });

  it('is extended once without a quorum, and then ends without one', () => {
    const of = ballot({ seats: seats(7) });
    expect(tally(of, cast('aaa----'), 101 * HOUR)).toMatchObject({ result: 'open', closesAt: 120 * HOUR });
    expect(tally(of, cast('aaa----'), 120 * HOUR)).toMatchObject({ result: 'no_quorum', closedAt: 120 * HOUR });
    expect(tally(of, [...cast('aaa----'), ...cast('---a---', 107)], 119 * HOUR)).toMatchObject({ result: 'open' });
    expect(tally(of, [...cast('aaa----'), ...cast('---a---', 107)], 120 * HOUR)).toMatchObject({
      result: 'approved',
      closedAt: 120 * HOUR,
    });
  });

  it('takes no vote at its deadline', () => {
    const of = ballot({ seats: seats(1), rule: { kind: 'anyone' }, deadline: 2 * HOUR, extendedDeadline: 2 * HOUR });
    expect(tally(of, cast('a', 1), 5 * HOUR)).toMatchObject({ result: 'no_quorum', counted: [] });
  });

  it.each([
    [1, 50, 1],
    [5, 50, 3],
    [5, 60, 3],
    [5, 61, 4],
    [7, 50, 4],
    [9, 0, 1],
    [9, 100, 9],
  ])('of %i seats at %i percent has a quorum of %i', (count, quorumPercent, votes) => {
    expect(quorumOf({ seats: seats(count, 0, 2), quorumPercent })).toBe(votes);
  });

  it.each<[string, Partial<Ballot>]>([
    ['no_seat', { seats: seats(0, 0, 3) }],
    ['rule_cannot_be_met', { rule: { kind: 'n_of', approvals: 4 } }],
    ['rule_out_of_range', { rule: { kind: 'percent', percent: 0 } }],
    ['rule_out_of_range', { rule: { kind: 'percent', percent: 66.7 } }],
    ['quorum_out_of_range', { quorumPercent: 101 }],
    ['deadline_order', { extendedDeadline: HOUR }],
  ])('is not opened with %s', (flaw, of) => {
    expect(flawOf(ballot({ seats: seats(3), ...of }))).toBe(flaw);
  });
});
