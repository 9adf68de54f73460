import { Injectable } from '@nestjs/common';
import { UnitOfWork, type Actor, type Transaction } from '../../../database/index.js';
import { Events, readerKey } from '../../../events/index.js';
import { assertVersion, decodeCursor, placeInTime, toPage, type Page } from '../../../http/index.js';
import { Clock, conflict, DomainError, invalid, newId, notFound } from '../../../kernel/index.js';
import { serviceByCode } from '../../catalogue/index.js';
import { colleague, requirePermission } from '../../identity/index.js';
import { sitesOf } from '../../institutions/index.js';
import {
  parseLocalDate,
  parseRecurrence,
  type IsOpen,
  type Moving,
  type Occurrence,
} from '../../service-hours/index.js';
import type { Level } from '../domain/priority.js';
import type { Kind } from '../domain/ticket.js';
import { requesterOf, unknown } from '../opening.service.js';
import { SiteCalendar } from './calendar.js';
import { aheadOf, dayBefore, occurrencesOf, type Plan } from './planning.js';
import { RecurringStore, type Done, type Recurring } from './recurring.store.js';

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

export interface Planned extends Occurrence {
  done: Done | undefined;
}

/** Of one institution. */
const MOST = 500;
const always: IsOpen = () => true;

/** Tickets that open by themselves. Level 1 of the service keeps them; each opens in the name of whoever made it. */
@Injectable()
export class RecurringService {
  constructor(
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
    private readonly store: RecurringStore,
    private readonly calendar: SiteCalendar,
    private readonly events: Events,
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
    return this.work.run(actor, (tx) => this.found(tx, id));
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
      if (wish.model !== undefined) await assertModel(tx, wish.model, service.id);
      else if (wish.fields !== undefined) throw invalid('model', 'required', 'is required');
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
      const planned = { ...one, ...(await this.ahead(tx, one, now)) };
      await this.store.add(tx, planned, now);
      await this.record(tx, 'recurring.made', planned, now);
      return planned;
    });
  }

  change(actor: Actor, id: string, ifMatch: number | undefined, wish: RecurringChange): Promise<Recurring> {
    return this.move(actor, id, ifMatch, 'recurring.changed', async (tx, was, now) => {
      const changed: Recurring = {
        ...was,
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
      const ahead = await this.ahead(tx, changed, now);
      return was.state === 'paused' ? changed : { ...changed, ...ahead, state: 'running' };
    });
  }

  pause(actor: Actor, id: string, ifMatch: number | undefined): Promise<Recurring> {
    return this.move(actor, id, ifMatch, 'recurring.paused', (_tx, was) => {
      if (was.state !== 'running') throw conflict('not_running', 'It does not open anything now.', movesOf(was));
      return Promise.resolve({ ...was, state: 'paused', pausedReason: 'asked', nextOn: null, nextAt: null });
    });
  }

  /** Goes on with the next date that lies ahead, in the name of whoever resumes it. */
  resume(actor: Actor, id: string, ifMatch: number | undefined): Promise<Recurring> {
    return this.move(actor, id, ifMatch, 'recurring.resumed', async (tx, was, now) => {
      if (was.state !== 'paused') throw conflict('not_paused', 'It is not paused.', movesOf(was));
      const whose = { makerId: actor.personId, makerName: actor.name };
      return { ...was, ...whose, ...(await this.ahead(tx, was, now)), state: 'running', pausedReason: null };
    });
  }

  remove(actor: Actor, id: string, ifMatch: number | undefined): Promise<void> {
    return this.work.run(actor, async (tx) => {
      const was = await this.locked(tx, id, ifMatch);
      await this.record(tx, 'recurring.removed', was, this.clock.now());
      await this.store.remove(tx, id);
    });
  }

  /** What lies ahead, with what was decided on it already. */
  occurrences(actor: Actor, id: string, count: number): Promise<Planned[]> {
    return this.work.run(actor, async (tx) => {
      const one = await this.found(tx, id);
      const isOpen = (await this.openDays(tx, one)) ?? always;
      const next = aheadOf(one, one.lastOn, this.clock.now().getTime(), isOpen);
      if (!next) return [];
      const found = occurrencesOf(one, dayBefore(next.date), count, isOpen);
      const done = await this.store.doneOn(
        tx,
        id,
        found.map(({ date }) => date),
      );
      return found.map((occurrence) => ({ ...occurrence, done: done.get(occurrence.date) }));
    });
  }

  /** Leaves out one date that lies ahead. */
  skip(actor: Actor, id: string, date: string, reason: string): Promise<Planned> {
    return this.work.run(actor, async (tx) => {
      const one = await this.locked(tx, id, undefined);
      const now = this.clock.now();
      const isOpen = (await this.openDays(tx, one)) ?? always;
      const day = parseLocalDate(date) === undefined ? undefined : dayBefore(date);
      const found = day === undefined ? undefined : occurrencesOf(one, day, 1, isOpen)[0];
      if (found?.date !== date) throw notFound();
      if (found.at <= now.getTime()) throw conflict('date_passed', 'This date lies in the past.');
      const done: Done = { onDate: date, outcome: 'skipped', reason, ticketId: null, reference: null, decidedAt: now };
      if (!(await this.store.note(tx, id, done))) throw conflict('already_decided', 'This date is left out already.');
      await this.record(tx, 'recurring.skipped', one, now, { date, why: 'asked' });
      return { ...found, done };
    });
  }

  history(actor: Actor, id: string, limit: number, cursor?: string): Promise<Page<Done>> {
    const before = decodeCursor(
      cursor,
      (key): key is string => typeof key === 'string' && parseLocalDate(key) !== undefined,
    );
    return this.work.run(actor, async (tx) => {
      await this.found(tx, id);
      return toPage(
        await this.store.history(tx, id, limit + 1, before),
        limit,
        ({ onDate }) => onDate,
        (row) => row,
      );
    });
  }

  private move(
    actor: Actor,
    id: string,
    ifMatch: number | undefined,
    type: string,
    make: (tx: Transaction, was: Recurring, now: Date) => Promise<Recurring>,
  ): Promise<Recurring> {
    return this.work.run(actor, async (tx) => {
      const was = await this.locked(tx, id, ifMatch);
      const now = this.clock.now();
      const after = await make(tx, was, now);
      await this.store.save(tx, after, now);
      await this.record(tx, type, after, now);
      return { ...after, version: after.version + 1 };
    });
  }

  /** The first date ahead. A plan of which nothing lies ahead any more is refused. */
  private async ahead(tx: Transaction, one: Recurring, now: Date): Promise<Pick<Recurring, 'nextOn' | 'nextAt'>> {
    const isOpen = await this.openDays(tx, one);
    if (!isOpen && one.moveToWorkingDay !== 'none')
      throw invalid('moveToWorkingDay', 'no_service_hours', 'Nobody has said when this site works.');
    const next = aheadOf(one, one.lastOn, now.getTime(), isOpen ?? always);
    if (!next) throw invalid('recurrence', 'recurrence_over', 'No date of this rule lies ahead.');
    return { nextOn: next.date, nextAt: new Date(next.at) };
  }

  private openDays(tx: Transaction, { siteId, timeZone }: Recurring): Promise<IsOpen | undefined> {
    return this.calendar.of(tx, { institutionId: tx.actor.institution.id, siteId }, timeZone);
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
    if (team && !(await hasTeam(tx, team))) throw invalid('team', 'unknown_team', 'No such team of level 1.');
    return {
      requesterId: requester === undefined ? (was?.requesterId ?? null) : asked,
      assigneeId: assignee === undefined ? (was?.assigneeId ?? null) : assignee,
      teamId: team === undefined ? (was?.teamId ?? null) : team,
    };
  }

  private async found(tx: Transaction, id: string): Promise<Recurring> {
    const one = await this.store.byId(tx, id);
    if (!one) throw notFound();
    requirePermission(tx.actor, 'recurring.read', one.serviceId);
    return one;
  }

  private async locked(tx: Transaction, id: string, ifMatch: number | undefined): Promise<Recurring> {
    const seen = await this.found(tx, id);
    requirePermission(tx.actor, 'recurring.keep', seen.serviceId);
    const one = await this.store.lock(tx, id);
    if (!one) throw notFound();
    assertVersion(ifMatch, one.version);
    return one;
  }

  /** In the stream of the institution: ids, dates and codes. */
  private async record(tx: Transaction, type: string, one: Recurring, at: Date, more: object = {}): Promise<void> {
    await this.events.appendTo(tx, 'institution', tx.actor.institution.id, at, [
      recurringEvent(tx.actor.institution.id, type, { recurringId: one.id, serviceId: one.serviceId, ...more }),
    ]);
  }
}

export function recurringEvent(institutionId: string, type: string, data: Readonly<Record<string, unknown>>) {
  return {
    type,
    audience: 'internal' as const,
    side: 'user' as const,
    readers: [readerKey(institutionId, 'user')],
    data,
  };
}

const movesOf = ({ state }: Recurring) => (state === 'running' ? ['pause'] : state === 'paused' ? ['resume'] : []);

/** As it is kept; everything that is wrong with the plan comes at once. */
function ruleOf(
  plan: Pick<Plan, 'recurrence' | 'startsOn' | 'atTime'> & { timeZone?: string | undefined },
  usual: string,
) {
  const { recurrence: rule, startsOn, atTime, timeZone = usual } = plan;
  return parsedRule(parseRecurrence({ rule, startsOn, atTime, timeZone }));
}

function parsedRule(parsed: ReturnType<typeof parseRecurrence>): string {
  if (parsed.ok) return parsed.value.rule;
  throw new DomainError(parsed.refusal);
}

async function hasTeam(tx: Transaction, id: string): Promise<boolean> {
  const rows = await tx.query(
    `select 1 from team where institution_id = app_institution() and id = $1 and side = 'user'`,
    [id],
  );
  return rows.length > 0;
}

async function assertModel(tx: Transaction, id: string, serviceId: string): Promise<void> {
  const rows = await tx.query(
    `select 1 from request_model m
      where m.institution_id = app_institution() and m.id = $1 and m.service_id = $2 and m.retired_at is null
        and exists (select 1 from request_model_version v where v.model_id = m.id and v.published_at is not null)`,
    [id, serviceId],
  );
  if (rows.length === 0) throw invalid('model', 'unknown_model', 'No such request model for this service.');
}
