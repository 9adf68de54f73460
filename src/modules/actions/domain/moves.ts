import { done, refused, type Outcome, type Refused } from '../../../kernel/index.js';

export const actionStates = ['draft', 'published', 'suspended', 'retired'] as const;
export type ActionState = (typeof actionStates)[number];
export const versionStates = ['draft', 'reviewed', 'published', 'superseded', 'discarded'] as const;
export type VersionState = (typeof versionStates)[number];
export const actionMoves = ['edit', 'review', 'publish', 'discard', 'suspend', 'lift', 'renew', 'retire'] as const;
export type ActionMove = (typeof actionMoves)[number];

/** Where an action stands: its state, whether a version of it was ever published, and the version that is being written. */
export interface ActionStanding {
  state: ActionState;
  isPublished: boolean;
  open: 'draft' | 'reviewed' | null;
}

/** `before`: published if it ever was, else a draft. */
type Target = ActionState | 'before';

interface ActionRule {
  from: Partial<Record<ActionState, Target>>;
  /** Of which version that is being written; by default whether there is one makes no difference. */
  open?: readonly ('draft' | 'reviewed')[];
}

const same = { draft: 'draft', published: 'published', suspended: 'suspended' } as const;

/**
 * The moves of an action. `publish` makes the version that was reviewed the one that holds, and ends a suspension: what was
 * wrong is corrected in it. A reviewer may publish a draft at once, which reviews it. What was never published is not
 * discarded but retired.
 */
export const actionRules: Readonly<Record<ActionMove, ActionRule>> = {
  edit: { from: same },
  review: { from: same, open: ['draft'] },
  publish: {
    from: { draft: 'published', published: 'published', suspended: 'published' },
    open: ['draft', 'reviewed'],
  },
  discard: { from: { published: 'published', suspended: 'suspended' }, open: ['draft', 'reviewed'] },
  suspend: { from: { published: 'suspended' } },
  lift: { from: { suspended: 'published' } },
  renew: { from: { published: 'published', suspended: 'suspended', retired: 'before' } },
  retire: { from: { draft: 'retired', published: 'retired', suspended: 'retired' } },
};

/** What may be done with an action that stands so, by somebody who wrote some of the open version or none of it. */
export function movesFrom(standing: ActionStanding, isAuthor: boolean): ActionMove[] {
  return actionMoves.filter((move) => isPossible(move, standing) && !(isAuthor && needsAnother(move, standing)));
}

/**
 * Where a move leads. Refused (409): not from this state, or without a version for it. Refused (403): a review of what one
 * wrote oneself.
 */
export function moved(move: ActionMove, standing: ActionStanding, isAuthor: boolean): Outcome<ActionState> {
  const moves = movesFrom(standing, isAuthor);
  const to = actionRules[move].from[standing.state];
  if (to === undefined) return refuse('not_possible_now', `The action is ${standing.state}.`, moves);
  if (!isPossible(move, standing)) return refuse(...lacking(standing), moves);
  if (isAuthor && needsAnother(move, standing)) {
    if (move === 'publish')
      return refuse('not_reviewed', 'Somebody who wrote none of it reviews this version first.', moves);
    return refused({ kind: 'forbidden', code: 'own_work', detail: 'Somebody who wrote none of it reviews it.' });
  }
  return done(to === 'before' ? (standing.isPublished ? 'published' : 'draft') : to);
}

/** Where an edit leads: what somebody ran stays as they read it, and is written anew under the next number. */
export function edited(
  open: { state: VersionState; usedAt: Date | null } | undefined,
): 'write' | 'supersede' | 'begin' {
  if (!open) return 'begin';
  return open.usedAt ? 'supersede' : 'write';
}

const needsAnother = (move: ActionMove, { open }: ActionStanding): boolean =>
  open === 'draft' && (move === 'review' || move === 'publish');

function isPossible(move: ActionMove, { state, open }: ActionStanding): boolean {
  const rule = actionRules[move];
  return rule.from[state] !== undefined && (!rule.open || (open !== null && rule.open.includes(open)));
}

function lacking({ open }: ActionStanding): [code: string, detail: string] {
  if (open === 'reviewed') return ['not_possible_now', 'This version is reviewed.'];
  return ['no_draft', 'No version of this action is being written.'];
}

function refuse(code: string, detail: string, moves: string[]): Refused {
  return refused({ kind: 'conflict', code, detail, moves });
}
