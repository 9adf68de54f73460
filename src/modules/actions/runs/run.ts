import type { Side } from '../../../database/index.js';
import type { ActionDocument, RunRole } from '../domain/action-document.js';
import type { ActionState, VersionState } from '../domain/moves.js';
import type { Results, RunOutcome } from './domain/finishing.js';
import type { ChangeStanding } from './domain/needed-change.js';
import type { Values } from './domain/parameters.js';
import type { StepAct } from './domain/path.js';

interface Named {
  code: string;
  name: string;
}

/** Somebody; without a name where they are a colleague no more. */
export interface Worker {
  id: string;
  name: string | null;
}

/** A run as lists show it, with the version of the action that it stays on. */
export interface Run {
  id: string;
  side: Side;
  actionId: string;
  versionId: string;
  ownerId: string;
  serviceId: string;
  /** Without a reference and a state where the action is not shared with the runner any more. */
  action: { reference: string | null; state: ActionState | null; publishedNumber: number | null; institution: Named };
  title: ActionDocument['title'];
  kind: ActionDocument['kind'];
  number: number;
  versionState: VersionState;
  service: Named;
  /** Its reference, while the runner sees it. */
  ticket: string | null;
  hasTicket: boolean;
  /** Reference of the change that it opened. */
  change: string | null;
  parameters: Values;
  state: 'running' | 'finished';
  outcome: RunOutcome | null;
  results: Results;
  assignee: Worker;
  startedBy: Worker;
  startedAt: Date;
  finishedBy: Worker | null;
  finishedAt: Date | null;
  minutes: number | null;
  note: string | null;
  version: number;
  updatedAt: Date;
}

/** What was said of a step, with who said it. */
export interface ToldStep extends StepAct {
  seen: string | null;
  reason: string | null;
  by: Worker;
  at: Date;
  undoneBy: Worker | null;
  undoneAt: Date | null;
  undoneSeen: string | null;
}

export type EvidenceKind = 'text' | 'file' | 'hand_over';

export interface Evidence {
  id: string;
  kind: EvidenceKind;
  /** The step that it is about. */
  n: number | null;
  body: string | null;
  file: { name: string; mediaType: string; size: number; sha256: string } | null;
  by: Worker;
  at: Date;
}

export interface Look extends Worker {
  since: Date;
}

/** Everything that somebody who works on a run is shown. */
export interface WholeRun {
  run: Run;
  document: ActionDocument;
  /** How its change stands; undefined where there is none, or none that the reader sees. */
  changeStanding: ChangeStanding | undefined;
  steps: ToldStep[];
  evidence: Evidence[];
  looking: Look[];
  /** Whether the reader may work on it. */
  mayWork: boolean;
  /** Whether the reader may open the change that it needs, or ask for it. */
  mayOpenChange: boolean;
}

/** What one is told of the version before anything else. */
export const banners = ['withdrawn', 'suspended', 'retired', 'newer_version', 'draft'] as const;
export type Banner = (typeof banners)[number];

export function bannerOf({ action, number, versionState }: Run): Banner | null {
  if (action.state === null) return 'withdrawn';
  if (action.state === 'suspended' || action.state === 'retired') return action.state;
  if (versionState === 'superseded' || (action.publishedNumber ?? 0) > number) return 'newer_version';
  return versionState === 'published' ? null : 'draft';
}

/** Who runs an action, by the side on which that role stands. */
export const rolesOf: Readonly<Record<Side, readonly RunRole[]>> = { provider: ['engineer'], user: ['agent', 'spoc'] };
