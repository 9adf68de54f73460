import { Injectable } from '@nestjs/common';
import { UnitOfWork, type Actor, type Transaction } from '../../../database/index.js';
import { assertVersion, decodeCursor, formatInstant, placeInTime, toPage, type Page } from '../../../http/index.js';
import { Clock, conflict, invalid, newId, orThrow } from '../../../kernel/index.js';
import { Allowances } from './allowances.js';
import { datesSaid, declaringFor, requireDeclarer } from './declaring.js';
import { periodsOf, type FreezeDates, type Period } from './domain/freeze-dates.js';
import { FreezePeriodsStore, type StoredPeriod, type YearUsed } from './freeze-periods.store.js';
import { FreezeRecord } from './freeze-record.js';
import {
  datesOf,
  FreezesStore,
  type Freeze,
  type FreezeScopeIds,
  type FreezeSource,
  type FreezeText,
  type ScopeKind,
} from './freezes.store.js';

export interface FreezeWish extends FreezeText {
  scope: ScopeKind;
  service?: string | undefined;
  timeZone?: string | undefined;
  from: string;
  to: string;
  recurrence?: string | null | undefined;
  until?: string | null | undefined;
}

export type FreezeChange = Partial<Omit<FreezeWish, 'scope' | 'service'>>;

/** A freeze with some of its periods, and what its institution has used of its allowance. */
export interface ShownFreeze {
  freeze: Freeze;
  /** Of a list the one that holds now or comes next; of one alone all of them. */
  periods: StoredPeriod[];
  used: YearUsed[];
}

export interface FreezeListing {
  scope?: ScopeKind | undefined;
  service?: string | undefined;
  institution?: string | undefined;
  from?: Date | undefined;
  to?: Date | undefined;
  limit: number;
  cursor?: string | undefined;
}

/** Of one scope, not over. */
const MOST = 2000;

/** Periods without changes: declared, changed and lifted by those for whom they speak, kept once they are over. */
@Injectable()
export class FreezesService {
  constructor(
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
    private readonly freezes: FreezesStore,
    private readonly periods: FreezePeriodsStore,
    private readonly allowances: Allowances,
    private readonly record: FreezeRecord,
  ) {}

  list(actor: Actor, { limit, cursor, ...asked }: FreezeListing): Promise<Page<ShownFreeze>> {
    const after = decodeCursor(cursor, placeInTime('at'));
    const { scope, service, institution, from, to } = asked;
    return this.work.run(actor, async (tx) => {
      const query = { scope, service, institution, from, to, limit: limit + 1, after };
      const page = toPage(
        await this.freezes.list(tx, query),
        limit,
        ({ startsAt, id }) => ({ at: startsAt.toISOString(), id }),
        (freeze) => freeze,
      );
      const ids = page.items.map(({ id }) => id);
      const next = await this.periods.next(tx, ids, this.clock.now());
      const used = await this.usedBy(tx, page.items);
      const items = page.items.map((freeze) => ({
        freeze,
        periods: next.filter(({ freezeId }) => freezeId === freeze.id),
        used: used.filter(({ institutionId }) => institutionId === freeze.institutionId),
      }));
      return { items, nextCursor: page.nextCursor };
    });
  }

  one(actor: Actor, id: string): Promise<ShownFreeze> {
    return this.work.run(actor, (tx) => this.shown(tx, id));
  }

  declare(actor: Actor, wish: FreezeWish): Promise<ShownFreeze> {
    return this.work.run(actor, async (tx) => {
      const declaring = await declaringFor(tx, actor, wish.scope, wish.service);
      const dates = datesSaid({
        from: wish.from,
        to: wish.to,
        timeZone: wish.timeZone ?? declaring.timeZone,
        recurrence: wish.recurrence ?? null,
        until: wish.until ?? null,
        excluded: [],
      });
      const { rule, periods } = orThrow(periodsOf(dates));
      const now = this.clock.now();
      requireAhead(periods, now);
      await this.freezes.hold(tx, declaring);
      const id = await this.add(tx, declaring, wish, { ...dates, rule }, periods, now);
      return this.shown(tx, id);
    });
  }

  change(actor: Actor, id: string, ifMatch: number | undefined, said: FreezeChange): Promise<ShownFreeze> {
    return this.changing(actor, id, ifMatch, async (tx, freeze, now) => {
      await this.write(tx, freeze, { ...freeze, ...textSaid(said) }, datesChanged(freeze, said), freeze.sequence, now);
    });
  }

  /** Ends it from now, or from a later instant, on. What it was is kept. */
  lift(
    actor: Actor,
    id: string,
    ifMatch: number | undefined,
    { reason, from }: { reason: string; from?: Date | undefined },
  ): Promise<ShownFreeze> {
    return this.changing(actor, id, ifMatch, async (tx, freeze, now) => {
      if (from && from < now) throw invalid('from', 'not_ahead', 'A freeze is lifted from now on, or from later.');
      if (freeze.endsAt <= (from ?? now)) throw conflict('over', 'This freeze is over by then.');
      await this.end(tx, freeze, from ?? now, reason, now);
    });
  }

  // what an import does too, in a transaction of its own

  async add(
    tx: Transaction,
    scope: FreezeScopeIds,
    text: FreezeText,
    dates: FreezeDates,
    periods: readonly Period[],
    at: Date,
    source: FreezeSource | null = null,
  ): Promise<string> {
    if ((await this.freezes.count(tx, scope, at)) >= MOST)
      throw conflict('too_many', `There are at most ${String(MOST)} freezes ahead of one scope.`);
    const id = newId(at);
    const { title, reason } = text;
    const { scope: kind, institutionId, serviceId } = scope;
    const made = { id, scope: kind, institutionId, serviceId, title, reason, at, source };
    await this.freezes.add(tx, made, dates, spanOf(periods));
    await this.allowances.put(tx, scope, id, { periods, before: [], at });
    const data = { scope: kind, serviceId, periods: periods.length, imported: source !== null };
    await this.record.say(tx, made, at, 'freeze.declared', data);
    return id;
  }

  async write(
    tx: Transaction,
    freeze: Freeze,
    { title, reason }: FreezeText,
    dates: FreezeDates,
    sequence: number | null,
    at: Date,
  ): Promise<void> {
    const { rule, periods } = orThrow(periodsOf(dates));
    const { id } = freeze;
    await this.freezes.change(tx, { id, title, reason, sequence, at }, { ...dates, rule }, spanOf(periods));
    const before = await this.periods.ofFreeze(tx, id);
    const isMoved = JSON.stringify(before.map(placeOf)) !== JSON.stringify(periods.map(placeOf));
    if (isMoved) await this.allowances.put(tx, freeze, id, { periods, before, at });
    const data = { moved: isMoved, periods: periods.length };
    await this.record.say(tx, freeze, at, 'freeze.changed', data);
  }

  async end(tx: Transaction, freeze: Freeze, from: Date, reason: string, at: Date): Promise<void> {
    await this.freezes.lift(tx, freeze.id, { from, reason, at });
    await this.allowances.lift(tx, freeze, freeze.id, from);
    await this.record.say(tx, freeze, at, 'freeze.lifted', { from: formatInstant(from) });
  }

  private changing(
    actor: Actor,
    id: string,
    ifMatch: number | undefined,
    make: (tx: Transaction, freeze: Freeze, now: Date) => Promise<void>,
  ): Promise<ShownFreeze> {
    return this.work.run(actor, async (tx) => {
      const seen = await this.freezes.byId(tx, id);
      requireDeclarer(actor, seen);
      await this.freezes.hold(tx, seen);
      const freeze = await this.freezes.byId(tx, id);
      assertVersion(ifMatch, freeze.version);
      if (freeze.liftedAt) throw conflict('lifted', 'This freeze has been lifted.');
      const now = this.clock.now();
      await make(tx, freeze, now < freeze.updatedAt ? freeze.updatedAt : now);
      return this.shown(tx, id);
    });
  }

  private async shown(tx: Transaction, id: string): Promise<ShownFreeze> {
    const freeze = await this.freezes.byId(tx, id);
    return { freeze, periods: await this.periods.ofFreeze(tx, id), used: await this.usedBy(tx, [freeze]) };
  }

  private async usedBy(tx: Transaction, freezes: readonly Freeze[]): Promise<YearUsed[]> {
    const ids = freezes.flatMap(({ scope, institutionId }) =>
      scope === 'institution' && institutionId ? [institutionId] : [],
    );
    return this.periods.used(tx, ids);
  }
}

export function requireAhead(periods: readonly Period[], now: Date): void {
  if (periods.every(({ to }) => to <= now.getTime())) throw invalid('to', 'over', 'It ends in the past.');
}

const spanOf = (periods: readonly Period[]) => ({
  from: Math.min(...periods.map(({ from }) => from)),
  to: Math.max(...periods.map(({ to }) => to)),
});

const placeOf = ({ on, from, to }: { on: string; from: Date | number; to: Date | number }) => [
  on,
  Number(from),
  Number(to),
];

function textSaid({ title, reason }: FreezeChange): Partial<FreezeText> {
  return { ...(title == null ? {} : { title }), ...(reason == null ? {} : { reason }) };
}

/** What is left out stays as it is; a rule that is taken away takes its end along. */
function datesChanged(freeze: Freeze, said: FreezeChange): FreezeDates {
  const was = datesOf(freeze);
  const told = (value: string | number) => (typeof value === 'string' ? value : new Date(value).toISOString());
  const recurrence = said.recurrence === undefined ? was.rule : said.recurrence;
  return datesSaid({
    from: said.from ?? told(was.from),
    to: said.to ?? told(was.to),
    timeZone: said.timeZone ?? was.timeZone,
    recurrence,
    until: said.until === undefined && recurrence !== null ? was.until : (said.until ?? null),
    excluded: was.excluded,
  });
}
