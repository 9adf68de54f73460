import type { Ballot, Decision, Rule, Vote } from './ballot.js';

/*
 * The rules of a vote once more, by trying: what the seats that have not voted might do is played through, every way of
 * it. Slow, and so plain that it can be read against the text of the rule. Shares nothing with the tally but types.
 *
 * Where the votes stand is a word, a letter for each seat that counts: `a`pprove, `r`eject, abstain (`o`), `-` not yet,
 * `.` never.
 */
export interface Expected {
  result: 'open' | 'approved' | 'rejected' | 'no_quorum';
  closedAt: number | null;
}

const letters: Record<Decision, string> = { approve: 'a', reject: 'r', abstain: 'o' };

export function expectedTally(ballot: Ballot, votes: readonly Vote[], now: number): Expected {
  const seats = ballot.seats.filter((seat) => seat.voters.length > 0);
  const valid = [...votes]
    .sort((a, b) => a.n - b.n)
    .filter(({ castAt, seatId, voterId }) => {
      const seat = seats.find(({ id }) => id === seatId);
      return castAt <= now && seat?.voters.includes(voterId);
    });
  const wordOf = (of: readonly Vote[]) =>
    seats
      .map(({ id }) => {
        const last = of.findLast(({ seatId }) => seatId === id);
        return last ? letters[last.decision] : '-';
      })
      .join('');
  const overAt = (instant: number, soFar: readonly Vote[]): Expected | undefined => {
    if (instant < ballot.deadline) return undefined;
    const atDeadline = decided(ballot, wordOf(soFar.filter(({ castAt }) => castAt < ballot.deadline)));
    if (atDeadline !== 'no_quorum') return { result: atDeadline, closedAt: ballot.deadline };
    if (instant < ballot.extendedDeadline) return undefined;
    return { result: decided(ballot, wordOf(soFar)), closedAt: ballot.extendedDeadline };
  };
  for (const [index, { castAt }] of valid.entries()) {
    const over = overAt(castAt, valid.slice(0, index));
    if (over) return over;
    const [only, another] = endsOf(ballot, wordOf(valid.slice(0, index + 1)));
    if (only && only !== 'no_quorum' && another === undefined) return { result: only, closedAt: castAt };
  }
  return overAt(now, valid) ?? { result: 'open', closedAt: null };
}

type End = 'approved' | 'rejected' | 'no_quorum';

/** What votes decide, read off the rule. */
function decided(ballot: Ballot, word: string): End {
  const count = (letter: string) => word.split(letter).length - 1;
  const [yes, no] = [count('a'), count('r')];
  const said = yes + no + count('o');
  // the share of the seats that voted, against the share that is asked for
  if (said === 0 || said * 100 < ballot.quorumPercent * word.length) return 'no_quorum';
  const seats = ballot.seats.filter((seat) => seat.voters.length > 0);
  if (yes === 0 || seats.some((seat, place) => seat.hasVeto && word[place] === 'r')) return 'rejected';
  return meets(ballot.rule, yes, no) ? 'approved' : 'rejected';
}

function meets(rule: Rule, yes: number, no: number): boolean {
  switch (rule.kind) {
    case 'anyone':
      return yes >= 1;
    case 'unanimous':
      return no === 0;
    case 'majority':
      return yes - no > 0;
    case 'percent': {
      // the smallest whole number of approvals that is not below the share
      let least = 0;
      while (least * 100 < rule.percent * (yes + no)) least += 1;
      return yes >= least;
    }
    case 'n_of':
      return yes >= rule.approvals;
  }
}

/** All that may become of votes when those who have not voted vote, or never do. Remembered for each ballot. */
function endsOf(ballot: Ballot, word: string): ReadonlySet<End> {
  const known = remembered.get(ballot) ?? new Map<string, ReadonlySet<End>>();
  remembered.set(ballot, known);
  const before = known.get(word);
  if (before) return before;
  const ends = word.includes('-')
    ? new Set(['a', 'r', 'o', '.'].flatMap((letter) => [...endsOf(ballot, word.replace('-', letter))]))
    : new Set([decided(ballot, word)]);
  known.set(word, ends);
  return ends;
}

const remembered = new WeakMap<Ballot, Map<string, ReadonlySet<End>>>();
