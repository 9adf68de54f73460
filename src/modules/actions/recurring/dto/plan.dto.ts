import { ApiProperty } from '@nestjs/swagger';
import { formatInstant } from '../../../../http/index.js';
import { ServiceRefDto } from '../../../catalogue/index.js';
import { movings } from '../../../service-hours/index.js';
import { movesOf, pauses, planStates, type ActionPlan, type PlanDate } from '../domain/plan.js';
import type { PlannedDate } from '../plan-dates.service.js';

export class PlanTitleDto {
  fr: string;
  en: string | null;
}

/** The action of a plan; null what is no longer shared with the institution. */
export class PlannedActionDto {
  reference: string | null;
  title: PlanTitleDto | null;

  @ApiProperty({ type: String, enum: ['control', 'preventive', null], nullable: true })
  kind: string | null;

  @ApiProperty({ type: String, enum: ['draft', 'published', 'suspended', 'retired', null], nullable: true })
  state: string | null;
}

export class PlanKeeperDto {
  id: string;
  name: string;
}

export class ActionPlanDto {
  id: string;
  action: PlannedActionDto;
  service: ServiceRefDto;
  site: string;

  /** In whose name it opens: whoever made it, changed it or resumed it last. */
  keeper: PlanKeeperDto;

  /** Of its tickets. */
  title: string;

  /** By which its institution works on it. */
  function: string;

  /** Ids. */
  assignee: string | null;
  team: string | null;

  recurrence: string;
  startsOn: string;
  atTime: string;
  timeZone: string;

  @ApiProperty({ enum: movings })
  moveToWorkingDay: string;

  /** Working days after which what is due is overdue. */
  @ApiProperty({ type: 'integer' })
  graceDays: number;

  @ApiProperty({ enum: planStates })
  state: string;

  /** The last three follow from the action: it goes on by itself when they are over. */
  @ApiProperty({ type: String, enum: [...pauses, null], nullable: true })
  pausedReason: string | null;

  /** The date that opens next, and when. */
  nextOn: string | null;
  nextAt: string | null;

  /** The oldest date that is overdue; null: none is. */
  overdueOn: string | null;

  /** The last date that is done. */
  doneOn: string | null;

  moves: string[];

  @ApiProperty({ type: 'integer' })
  version: number;
}

export class PlanDateDto {
  /** Local date. */
  date: string;

  /** Null of a date of before whose instant is not kept. */
  at: string | null;

  /** Null: it lies ahead. */
  @ApiProperty({ type: String, enum: ['opened', 'skipped', null], nullable: true })
  outcome: string | null;

  /** Why it was left out: `missed` in an outage, or what somebody said. */
  reason: string | null;

  /** Reference of the ticket. */
  ticket: string | null;

  /** When what was opened is overdue. */
  overdueAt: string | null;

  /** It is not done, and was said to be overdue. */
  isOverdue: boolean;

  /** When the run that made it done came to its end. */
  doneAt: string | null;

  /** Id of that run. */
  run: string | null;

  decidedAt: string | null;
}

export function toActionPlanDto(plan: ActionPlan): ActionPlanDto {
  const { id, action, title, recurrence, startsOn, atTime, timeZone, moveToWorkingDay, graceDays, state } = plan;
  const { pausedReason, nextOn, nextAt, overdueOn, doneOn, version } = plan;
  return {
    id,
    action: { reference: action.reference, title: action.title, kind: action.kind, state: action.state },
    service: { code: plan.serviceCode, name: plan.serviceName },
    site: plan.siteCode,
    keeper: { id: plan.keeperId, name: plan.keeperName ?? '' },
    title,
    function: plan.function,
    assignee: plan.assigneeId,
    team: plan.teamId,
    recurrence,
    startsOn,
    atTime,
    timeZone,
    moveToWorkingDay,
    graceDays,
    state,
    pausedReason,
    nextOn,
    nextAt: nextAt && formatInstant(nextAt),
    overdueOn,
    doneOn,
    moves: movesOf(plan),
    version,
  };
}

export function toPlannedDateDto({ date, at, done }: PlannedDate): PlanDateDto {
  return { ...standingOf(done), date, at: formatInstant(at) };
}

export function toPlanDateDto(date: PlanDate): PlanDateDto {
  return { ...standingOf(date), date: date.onDate, at: null };
}

function standingOf(date: PlanDate | undefined): Omit<Readonly<PlanDateDto>, 'date' | 'at'> {
  return {
    outcome: date?.outcome ?? null,
    reason: date?.reason ?? null,
    ticket: date?.reference ?? null,
    overdueAt: date?.overdueAt ? formatInstant(date.overdueAt) : null,
    isOverdue: date?.outcome === 'opened' && date.doneAt === null && date.overdueToldAt !== null,
    doneAt: date?.doneAt ? formatInstant(date.doneAt) : null,
    run: date?.runId ?? null,
    decidedAt: date ? formatInstant(date.decidedAt) : null,
  };
}
