import type { ServiceFunction } from '../../../catalogue/index.js';
import type { Moving, Plan } from '../../../service-hours/index.js';
import type { ActionKind } from '../../domain/action-document.js';

/** Why a plan rests. The last three follow from its action, and end with what they follow from. */
export const pauses = [
  'asked',
  'keeper_left',
  'rights_lost',
  'refused',
  'suspended',
  'retired',
  'out_of_sight',
] as const;
export type Pause = (typeof pauses)[number];

export const planStates = ['running', 'paused', 'ended'] as const;
export type PlanState = (typeof planStates)[number];

/** A control or a preventive action that one institution does again and again, for one service. */
export interface ActionPlan extends Plan {
  id: string;
  institutionId: string;
  action: PlannedAction;
  serviceId: string;
  serviceCode: string;
  serviceName: string;
  siteId: string;
  siteCode: string;
  keeperId: string;
  keeperName: string | null;
  title: string;
  /** By which its institution works on it. */
  function: ServiceFunction;
  assigneeId: string | null;
  teamId: string | null;
  /** Working days after which what is due is overdue. */
  graceDays: number;
  moveToWorkingDay: Moving;
  state: PlanState;
  pausedReason: Pause | null;
  lastOn: string | null;
  nextOn: string | null;
  nextAt: Date | null;
  /** The oldest date that is overdue. */
  overdueOn: string | null;
  doneOn: string | null;
  version: number;
  createdAt: Date;
}

/** Its action as far as the wall shows it: null what it hides. */
export interface PlannedAction {
  id: string;
  reference: string | null;
  kind: ActionKind | null;
  title: { fr: string; en: string | null } | null;
  state: 'draft' | 'published' | 'suspended' | 'retired' | null;
  /** Whether its version that holds is for the plan's service. */
  isForService: boolean;
}

/** What may be done with it now. */
export function movesOf({ state, pausedReason }: Pick<ActionPlan, 'state' | 'pausedReason'>): string[] {
  if (state === 'running') return ['pause'];
  // what rests for its action goes on with it
  if (state === 'paused') return followsAction(pausedReason) ? ['pause'] : ['resume'];
  return [];
}

export const followsAction = (reason: Pause | null): boolean =>
  reason === 'suspended' || reason === 'retired' || reason === 'out_of_sight';

/** Why a plan of this action must rest now; undefined when it need not. */
export function restFor({ state, isForService }: Pick<PlannedAction, 'state' | 'isForService'>): Pause | undefined {
  if (state === 'suspended' || state === 'retired') return state;
  return state === 'published' && isForService ? undefined : 'out_of_sight';
}

/** What became of one date. */
export interface PlanDate {
  onDate: string;
  outcome: 'opened' | 'skipped';
  reason: string | null;
  ticketId: string | null;
  reference: string | null;
  overdueAt: Date | null;
  overdueToldAt: Date | null;
  runId: string | null;
  doneAt: Date | null;
  decidedAt: Date;
}
