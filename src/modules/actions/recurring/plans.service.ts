import { Injectable } from '@nestjs/common';
import { UnitOfWork, type Actor, type Transaction } from '../../../database/index.js';
import { decodeCursor, placeInTime, toPage, type Page } from '../../../http/index.js';
import { Clock, conflict, forbidden, invalid, localDate, newId, orThrow } from '../../../kernel/index.js';
import { serviceByCode, type ServiceFunction } from '../../catalogue/index.js';
import { colleague, requirePermission } from '../../identity/index.js';
import { sitesOf } from '../../institutions/index.js';
import { parseRecurrence, type Moving } from '../../service-hours/index.js';
import { QueuesStore } from '../../tickets/index.js';
import { functionOf } from './domain/function-of.js';
import type { ActionPlan } from './domain/plan.js';
import { PlanDesk } from './plan-desk.js';
import { PlanRecord } from './plan-record.js';
import { PlannedActionsStore } from './stores/planned-actions.store.js';
import { PlansStore, type PlanQuery } from './stores/plans.store.js';

export interface PlanWish {
  /** Reference. */
  action: string;
  service: string;
  site?: string | undefined;
  title?: string | undefined;
  function?: ServiceFunction | undefined;
  assignee?: string | null | undefined;
  team?: string | null | undefined;
  recurrence?: string | undefined;
  startsOn?: string | undefined;
  atTime?: string | undefined;
  moveToWorkingDay?: Moving | undefined;
  graceDays?: number | undefined;
}

export type PlanChange = Partial<Omit<PlanWish, 'action' | 'service' | 'site'>>;

/** Of one institution. */
const MOST = 500;
const GRACE_DAYS = 5;

/** Plans of controls and preventive actions. Whoever runs the service keeps them; each opens in the name of its keeper. */
@Injectable()
export class PlansService {
  constructor(
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
    private readonly plans: PlansStore,
    private readonly actions: PlannedActionsStore,
    private readonly desk: PlanDesk,
    private readonly queues: QueuesStore,
    private readonly record: PlanRecord,
  ) {}

  list(actor: Actor, query: Omit<PlanQuery, 'after'>, cursor?: string): Promise<Page<ActionPlan>> {
    const after = decodeCursor(cursor, placeInTime('createdAt'));
    return this.work.run(actor, async (tx) =>
      toPage(
        await this.plans.list(tx, { ...query, limit: query.limit + 1, after }),
        query.limit,
        ({ createdAt, id }) => ({ createdAt: createdAt.toISOString(), id }),
        (plan) => plan,
      ),
    );
  }

  read(actor: Actor, id: string): Promise<ActionPlan> {
    return this.work.run(actor, (tx) => this.desk.found(tx, id));
  }

  make(actor: Actor, wish: PlanWish): Promise<ActionPlan> {
    return this.work.run(actor, async (tx) => {
      const service = await serviceByCode(tx, wish.service);
      if (!service) throw invalid('service', 'unknown_service', 'No such service.');
      requirePermission(actor, 'action_plan.keep', service.id);
      const held = await this.actions.held(tx, service.id);
      if (held.length === 0) throw forbidden('Your institution holds no function of this service.');
      const action = await this.actions.byReference(tx, wish.action, service.id);
      if (!action?.document || !action.isForService)
        throw invalid('action', 'unknown_action', 'No such action is published for this service.');
      const { document } = action;
      if (action.kind !== 'control' && action.kind !== 'preventive')
        throw invalid('action', 'not_recurring', 'Controls and preventive actions are planned, no others.');
      if (action.state !== 'published') throw conflict('action_not_published', `The action is ${action.state}.`);
      if ((await this.plans.count(tx)) >= MOST)
        throw conflict('too_many', `An institution has ${String(MOST)} plans at most.`);
      const sites = await sitesOf(tx, actor.institution.id);
      const site = sites.find(({ code, isDefault }) => (wish.site === undefined ? isDefault : code === wish.site));
      if (!site) throw invalid('site', 'unknown_site', 'No such site in your institution.');
      const now = this.clock.now();
      const plan: ActionPlan = {
        id: newId(now),
        institutionId: actor.institution.id,
        action: {
          id: action.id,
          reference: wish.action,
          kind: action.kind,
          title: document.title,
          state: 'published',
          isForService: true,
        },
        serviceId: service.id,
        serviceCode: service.code,
        serviceName: service.name,
        siteId: site.id,
        siteCode: site.code,
        keeperId: actor.personId,
        keeperName: actor.name,
        title: wish.title ?? document.title.fr,
        function: orThrow(functionOf(held, wish.function)),
        ...(await this.people(tx, wish)),
        recurrence: required('recurrence', wish.recurrence ?? document.recurrence?.rule),
        startsOn: wish.startsOn ?? localDate(now, site.timeZone),
        atTime: required('atTime', wish.atTime ?? document.recurrence?.time),
        timeZone: site.timeZone,
        moveToWorkingDay: wish.moveToWorkingDay ?? document.recurrence?.move ?? 'none',
        graceDays: wish.graceDays ?? GRACE_DAYS,
        state: 'running',
        pausedReason: null,
        lastOn: null,
        nextOn: null,
        nextAt: null,
        overdueOn: null,
        doneOn: null,
        version: 1,
        createdAt: now,
      };
      plan.recurrence = ruleOf(plan);
      const made = { ...plan, ...(await this.desk.ahead(tx, plan, now)) };
      await this.plans.add(tx, made, now);
      await this.desk.look(tx, made, now);
      await this.record.say(tx, 'plan.made', made, now);
      return made;
    });
  }

  /** What it says from now on is said by whoever changes it, and opened in their name. */
  change(actor: Actor, id: string, ifMatch: number | undefined, wish: PlanChange): Promise<ActionPlan> {
    return this.desk.move(actor, id, ifMatch, 'plan.changed', async (tx, was, now) => {
      const changed: ActionPlan = {
        ...was,
        keeperId: actor.personId,
        keeperName: actor.name,
        title: wish.title ?? was.title,
        function:
          wish.function === undefined
            ? was.function
            : orThrow(functionOf(await this.actions.held(tx, was.serviceId), wish.function)),
        ...(await this.people(tx, wish, was)),
        recurrence: wish.recurrence ?? was.recurrence,
        startsOn: wish.startsOn ?? was.startsOn,
        atTime: wish.atTime ?? was.atTime,
        moveToWorkingDay: wish.moveToWorkingDay ?? was.moveToWorkingDay,
        graceDays: wish.graceDays ?? was.graceDays,
      };
      changed.recurrence = ruleOf(changed);
      const ahead = await this.desk.ahead(tx, changed, now);
      return was.state === 'paused' ? changed : { ...changed, ...ahead, state: 'running' };
    });
  }

  remove(actor: Actor, id: string, ifMatch: number | undefined): Promise<void> {
    return this.work.run(actor, async (tx) => {
      const was = await this.desk.locked(tx, id, ifMatch);
      await this.record.say(tx, 'plan.removed', was, this.clock.now());
      await this.plans.remove(tx, id);
    });
  }

  /** Everybody and every team that is named is of the own institution, and is read under its wall. */
  private async people(
    tx: Transaction,
    { assignee, team }: Pick<PlanChange, 'assignee' | 'team'>,
    was?: ActionPlan,
  ): Promise<Pick<ActionPlan, 'assigneeId' | 'teamId'>> {
    if (assignee && !(await colleague(tx, assignee)))
      throw invalid('assignee', 'unknown_person', 'No such person in your institution.');
    if (team && !(await this.queues.has(tx, 'provider', team)))
      throw invalid('team', 'unknown_team', 'No such team of your engineers.');
    return {
      assigneeId: assignee === undefined ? (was?.assigneeId ?? null) : assignee,
      teamId: team === undefined ? (was?.teamId ?? null) : team,
    };
  }
}

/** As it is kept; everything that is wrong with the rule comes at once. */
function ruleOf({ recurrence: rule, startsOn, atTime, timeZone }: ActionPlan): string {
  return orThrow(parseRecurrence({ rule, startsOn, atTime, timeZone })).rule;
}

function required(field: string, value: string | undefined): string {
  if (value === undefined) throw invalid(field, 'required', 'The action does not say it: it is required.');
  return value;
}
