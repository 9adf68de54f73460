import { Injectable } from '@nestjs/common';
import { UnitOfWork, type Actor, type Transaction } from '../../../database/index.js';
import { decodeCursor, placeInTime, toPage, type Page } from '../../../http/index.js';
import { Clock, conflict, invalid, newId, orThrow } from '../../../kernel/index.js';
import { serviceByCode } from '../../catalogue/index.js';
import { colleague, requirePermission } from '../../identity/index.js';
import { sitesOf } from '../../institutions/index.js';
import { parseRecurrence, type Moving, type Plan } from '../../service-hours/index.js';
import type { Level } from '../domain/priority.js';
import type { Kind } from '../domain/ticket.js';
import { requesterOf, unknown } from '../opening.service.js';
import { QueuesStore } from '../stores/queues.store.js';
import { RecurringDesk } from './recurring-desk.js';
import { RecurringRecord } from './recurring-record.js';
import { RecurringStore, type Recurring } from './recurring.store.js';

export interface RecurringWish {
  kind: Kind;
  service: string;
  site?: string | undefined;
  title: string;
  description: string;
  impact?: Level | null | undefined;
  urgency?: Level | null | undefined;
  requester?: string | null | undefined;
  assignee?: string | null | undefined;
  team?: string | null | undefined;
  model?: string | undefined;
  fields?: Record<string, unknown> | undefined;
  recurrence: string;
  startsOn: string;
  atTime: string;
  timeZone?: string | undefined;
  moveToWorkingDay?: Moving | undefined;
}

export type RecurringChange = Partial<Omit<RecurringWish, 'kind' | 'service' | 'site' | 'model'>>;

/** Of one institution. */
const MOST = 500;

/** Tickets that open by themselves. Level 1 of the service keeps them; each opens in the name of whoever made it. */
@Injectable()
export class RecurringService {
  constructor(
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
    private readonly store: RecurringStore,
    private readonly desk: RecurringDesk,
    private readonly queues: QueuesStore,
    private readonly record: RecurringRecord,
  ) {}

  list(actor: Actor, limit: number, cursor?: string): Promise<Page<Recurring>> {
    const after = decodeCursor(cursor, placeInTime('createdAt'));
    return this.work.run(actor, async (tx) =>
      toPage(
        await this.store.list(tx, limit + 1, after),
        limit,
        ({ createdAt, id }) => ({ createdAt: createdAt.toISOString(), id }),
        (row) => row,
      ),
    );
  }

  read(actor: Actor, id: string): Promise<Recurring> {
    return this.work.run(actor, (tx) => this.desk.found(tx, id));
  }

  make(actor: Actor, wish: RecurringWish): Promise<Recurring> {
    return this.work.run(actor, async (tx) => {
      const service = await serviceByCode(tx, wish.service);
      if (!service) throw unknown('service', 'No such service.');
      requirePermission(actor, 'recurring.keep', service.id);
      if ((await this.store.count(tx)) >= MOST)
        throw conflict('too_many', `An institution has ${String(MOST)} recurring tickets at most.`);
      const sites = await sitesOf(tx, actor.institution.id);
      const site = sites.find(({ code, isDefault }) => (wish.site === undefined ? isDefault : code === wish.site));
      if (!site) throw unknown('site', 'No such site in your institution.');
      if (wish.model !== undefined && wish.kind !== 'request')
        throw invalid('kind', 'not_a_request', 'A request model is for a request.');
      if (wish.model !== undefined && !(await this.store.hasModel(tx, wish.model, service.id)))
        throw invalid('model', 'unknown_model', 'No such request model for this service.');
      if (wish.model === undefined && wish.fields !== undefined) throw invalid('model', 'required', 'is required');
      const now = this.clock.now();
      const one: Recurring = {
        id: newId(now),
        serviceId: service.id,
        serviceCode: service.code,
        serviceName: service.name,
        siteId: site.id,
        siteCode: site.code,
        makerId: actor.personId,
        makerName: actor.name,
        kind: wish.kind,
        modelId: wish.model ?? null,
        ...(await this.people(tx, wish)),
        title: wish.title,
        description: wish.description,
        impact: wish.impact ?? null,
        urgency: wish.urgency ?? null,
        fields: wish.fields ?? null,
        recurrence: ruleOf(wish, site.timeZone),
        startsOn: wish.startsOn,
        atTime: wish.atTime,
        timeZone: wish.timeZone ?? site.timeZone,
        moveToWorkingDay: wish.moveToWorkingDay ?? 'none',
        state: 'running',
        pausedReason: null,
        lastOn: null,
        nextOn: null,
        nextAt: null,
        version: 1,
        createdAt: now,
      };
      const planned = { ...one, ...(await this.desk.ahead(tx, one, now)) };
      await this.store.add(tx, planned, now);
      await this.record.say(tx, 'recurring.made', planned, now);
      return planned;
    });
  }

  /** What it says from now on is said by whoever changes it, and opened in their name. */
  change(actor: Actor, id: string, ifMatch: number | undefined, wish: RecurringChange): Promise<Recurring> {
    return this.desk.move(actor, id, ifMatch, 'recurring.changed', async (tx, was, now) => {
      const changed: Recurring = {
        ...was,
        makerId: actor.personId,
        makerName: actor.name,
        ...(await this.people(tx, wish, was)),
        title: wish.title ?? was.title,
        description: wish.description ?? was.description,
        impact: wish.impact === undefined ? was.impact : wish.impact,
        urgency: wish.urgency === undefined ? was.urgency : wish.urgency,
        fields: wish.fields ?? was.fields,
        startsOn: wish.startsOn ?? was.startsOn,
        atTime: wish.atTime ?? was.atTime,
        timeZone: wish.timeZone ?? was.timeZone,
        moveToWorkingDay: wish.moveToWorkingDay ?? was.moveToWorkingDay,
      };
      if (wish.fields !== undefined && was.modelId === null)
        throw invalid('fields', 'no_model', 'It has no request model.');
      changed.recurrence = ruleOf({ ...changed, recurrence: wish.recurrence ?? was.recurrence }, changed.timeZone);
      const ahead = await this.desk.ahead(tx, changed, now);
      return was.state === 'paused' ? changed : { ...changed, ...ahead, state: 'running' };
    });
  }

  remove(actor: Actor, id: string, ifMatch: number | undefined): Promise<void> {
    return this.work.run(actor, async (tx) => {
      const was = await this.desk.locked(tx, id, ifMatch);
      await this.record.say(tx, 'recurring.removed', was, this.clock.now());
      await this.store.remove(tx, id);
    });
  }

  /** Everybody and every team that is named is of the own institution, and is read under its wall. */
  private async people(
    tx: Transaction,
    wish: Pick<RecurringChange, 'requester' | 'assignee' | 'team'>,
    was?: Recurring,
  ): Promise<Pick<Recurring, 'requesterId' | 'assigneeId' | 'teamId'>> {
    const { requester, assignee, team } = wish;
    const asked = requester ? (await requesterOf(tx, tx.actor, requester, true)).id : null;
    if (assignee && !(await colleague(tx, assignee)))
      throw invalid('assignee', 'unknown_person', 'No such person in your institution.');
    if (team && !(await this.queues.has(tx, 'user', team)))
      throw invalid('team', 'unknown_team', 'No such team of level 1.');
    return {
      requesterId: requester === undefined ? (was?.requesterId ?? null) : asked,
      assigneeId: assignee === undefined ? (was?.assigneeId ?? null) : assignee,
      teamId: team === undefined ? (was?.teamId ?? null) : team,
    };
  }
}

/** As it is kept; everything that is wrong with the plan comes at once. */
function ruleOf(
  plan: Pick<Plan, 'recurrence' | 'startsOn' | 'atTime'> & { timeZone?: string | undefined },
  usual: string,
) {
  const { recurrence: rule, startsOn, atTime, timeZone = usual } = plan;
  return orThrow(parseRecurrence({ rule, startsOn, atTime, timeZone })).rule;
}
