import { done, refused, type Outcome, type Refused } from '../../../../kernel/index.js';

export const problemStates = ['open', 'known_error', 'fixing', 'fixed', 'closed'] as const;
export type ProblemState = (typeof problemStates)[number];
export const problemMoves = ['publish', 'withdraw', 'fix', 'halt', 'ship', 'close', 'reopen'] as const;
export type ProblemMove = (typeof problemMoves)[number];

/** Where a problem stands: its state, and whether those whom it concerns may know of it. */
export interface ProblemStanding {
  state: ProblemState;
  isPublished: boolean;
}

/** `before`: a known error while it is published, open while it is not. */
type Target = ProblemState | 'before';

interface ProblemRule {
  from: Partial<Record<ProblemState, Target>>;
  /** Only what is published, or only what is not. */
  published?: boolean;
  /** Whether it is published afterwards; by default as before. */
  publishes?: boolean;
  /** Still allowed to an institution that no longer holds a function of the service: what puts an end to it. */
  afterFunction?: true;
}

/**
 * The moves of a problem. `publish` tells of it, and tells anew what was corrected; `withdraw` takes that back; `ship` says
 * to everybody concerned that it is fixed, and so needs that it was told of.
 */
export const problemRules: Readonly<Record<ProblemMove, ProblemRule>> = {
  publish: {
    from: { open: 'known_error', known_error: 'known_error', fixing: 'fixing', fixed: 'fixed' },
    publishes: true,
  },
  withdraw: {
    from: { known_error: 'before', fixing: 'fixing' },
    published: true,
    publishes: false,
    afterFunction: true,
  },
  fix: { from: { open: 'fixing', known_error: 'fixing' } },
  halt: { from: { fixing: 'before' } },
  ship: { from: { known_error: 'fixed', fixing: 'fixed' }, published: true },
  close: { from: { open: 'closed', known_error: 'closed', fixing: 'closed', fixed: 'closed' }, afterFunction: true },
  reopen: { from: { fixed: 'before', closed: 'before' } },
};

/** What may be done with a problem that stands so, by an institution that holds a function of the service or once did. */
export function movesFrom(standing: ProblemStanding, holdsFunction: boolean): ProblemMove[] {
  return problemMoves.filter(
    (move) => target(move, standing) !== undefined && (holdsFunction || rule(move).afterFunction),
  );
}

/** Where a move leads. Refused (409): not from this state; for who no longer runs the service, all but its ending. */
export function moved(move: ProblemMove, standing: ProblemStanding, holdsFunction: boolean): Outcome<ProblemStanding> {
  const moves = movesFrom(standing, holdsFunction);
  const to = target(move, standing);
  if (to === undefined) {
    const { published } = rule(move);
    const isUnsaid = rule(move).from[standing.state] !== undefined && published !== undefined;
    return isUnsaid
      ? refuse('not_published', 'Nothing of this problem is published.', moves)
      : refuse('not_possible_now', `The problem is ${standing.state}.`, moves);
  }
  if (!moves.includes(move))
    return refuse('function_lost', 'Your institution no longer holds a function of this service.', moves);
  return done(to);
}

const rule = (move: ProblemMove): ProblemRule => problemRules[move];

function target(move: ProblemMove, { state, isPublished }: ProblemStanding): ProblemStanding | undefined {
  const { from, published, publishes = isPublished } = rule(move);
  const to = from[state];
  if (to === undefined || (published !== undefined && published !== isPublished)) return undefined;
  return { state: to === 'before' ? (publishes ? 'known_error' : 'open') : to, isPublished: publishes };
}

function refuse(code: string, detail: string, moves: string[]): Refused {
  return refused({ kind: 'conflict', code, detail, moves });
}
