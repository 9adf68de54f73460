import type { ActionDocument, ActionKind, Sharing } from './domain/action-document.js';
import type { ActionStanding, ActionState, VersionState } from './domain/moves.js';

interface Named {
  code: string;
  name: string;
}

/** What holds of an action, as the caller sees it. */
export interface Action {
  id: string;
  institutionId: string;
  reference: string;
  /** The name of its file. */
  key: string;
  kind: ActionKind;
  state: ActionState;
  sharing: Sharing;
  serviceIds: string[];
  institution: Named;
  /** Who answers for it; null elsewhere than at home. */
  owner: { id: string; name: string | null } | null;
  publishedNumber: number | null;
  publishedAt: Date | null;
  /** Local date. */
  reviewOn: string | null;
  suspendedAt: Date | null;
  suspendedBecause: string | null;
  retiredAt: Date | null;
  listedAt: Date;
  /** At home it moves with drafts too; elsewhere with what is seen there. */
  version: number;
  updatedAt: Date;
  /** Whether it is of the acting institution. */
  isOwn: boolean;
}

export interface ActionVersion {
  id: string;
  actionId: string;
  number: number;
  state: VersionState;
  document: ActionDocument;
  draftedAt: Date;
  changedAt: Date;
  usedAt: Date | null;
  /** Whoever wrote any of it. */
  authorIds: string[];
  reviewedBy: string | null;
  reviewedAt: Date | null;
  publishedBy: string | null;
  publishedAt: Date | null;
}

/** As a list shows it. */
export interface ListedAction extends Action {
  number: number;
  versionState: VersionState;
  title: ActionDocument['title'];
  services: string[];
  risk: ActionDocument['risk'];
  minutes: number;
}

export function standingOf(
  { state, publishedNumber }: Pick<Action, 'state' | 'publishedNumber'>,
  open: ActionVersion | undefined,
): ActionStanding {
  const written = open?.state === 'draft' || open?.state === 'reviewed' ? open.state : null;
  return { state, isPublished: publishedNumber !== null, open: written };
}
