import { done, refused, type Outcome } from '../../../../kernel/index.js';

export const improvementStates = ['open', 'implemented', 'effective', 'ineffective', 'cancelled'] as const;
export type ImprovementState = (typeof improvementStates)[number];
export const improvementMoves = ['implement', 'review', 'resume', 'cancel'] as const;
export type ImprovementMove = (typeof improvementMoves)[number];

/**
 * The moves of an improvement. `implement` says that what was promised is done; from then on its reviews are due, and it ends by
 * the verdict of the last one. `resume` takes it up again, with a new due date: nothing that was judged ineffective, or whose
 * cause came back, has to begin as another one.
 */
export const improvementRules: Readonly<Record<ImprovementMove, readonly ImprovementState[]>> = {
  implement: ['open'],
  review: ['implemented'],
  resume: ['implemented', 'effective', 'ineffective', 'cancelled'],
  cancel: ['open', 'implemented'],
};

export const movesFrom = (state: ImprovementState): ImprovementMove[] =>
  improvementMoves.filter((move) => improvementRules[move].includes(state));

/** Refused (409) with the moves that are possible. */
export function admitMove(move: ImprovementMove, state: ImprovementState): Outcome<ImprovementMove> {
  if (improvementRules[move].includes(state)) return done(move);
  const moves = movesFrom(state);
  return refused({ kind: 'conflict', code: 'not_possible_now', detail: `The improvement is ${state}.`, moves });
}
