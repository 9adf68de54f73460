import { Injectable } from '@nestjs/common';
import { UnitOfWork, type Actor, type Transaction } from '../../../database/index.js';
import { Clock, DAY_MS, type Interval, invalid } from '../../../kernel/index.js';
import type { Change } from '../change.js';
import { ChangeStores } from '../stores/change-stores.js';
import { asItsOwner, isMadeBy } from '../moves/deciding.js';
import { frozenBy, meetOnService, type Freeze } from '../domain/conflicts.js';
import { earliestStart } from '../domain/notice.js';
import { windowsOf } from '../domain/windows.js';
import type { AgreedWith } from './agreed-with.js';
import { assertDecides } from './conflicts.service.js';
import { Conflicts, differing, type Facts } from './conflicts.js';
import { localTimeAt } from './domain/local-time.js';
import { minutesIn, type Leaves } from './domain/budget.js';
import { LabelsStore, type Labels } from './labels.store.js';
import { Neighbours, type Neighbour } from './neighbours.js';

export interface WindowCost {
  agreed: AgreedWith;
  /** Agreed minutes of its hours in the window. */
  serviceMinutes: number;
  localFrom: string;
  localTo: string;
}

export interface OfferedWindow extends Interval {
  costs: WindowCost[];
  users: number | null;
  leaves: Leaves[];
}

/** What stands in the way of every window, by name. */
export interface NamedObstacle {
  kind: 'no_notice' | 'no_time' | 'no_common_maintenance' | 'maintenance_too_short' | 'blocked';
  /** That are missing, or of the longest common window. */
  minutes: number | null;
  /** Whose agreements allow no moment. */
  institutions: { code: string; name: string }[];
  freeze: Freeze | null;
  change: Neighbour | null;
}

export interface Offered {
  /** With the notice of its class, from now; null: never. */
  earliest: number | null;
  windows: OfferedWindow[];
  obstacles: NamedObstacle[];
  labels: Labels;
}

const MINUTE = 60_000;
const USUAL_DAYS = 90;
const MOST_DAYS = 2 * 366;
const MOST_OBSTACLES = 20;

/** The next windows that a change could have, each with its cost; when there is none, what stands in the way. */
@Injectable()
export class WindowsService {
  constructor(
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
    private readonly stores: ChangeStores,
    private readonly conflicts: Conflicts,
    private readonly neighbours: Neighbours,
    private readonly labels: LabelsStore,
  ) {}

  read(
    actor: Actor,
    reference: string,
    { minutes, until, limit }: { minutes?: number | undefined; until?: Date | undefined; limit: number },
  ): Promise<Offered> {
    const now = this.clock.now().getTime();
    const end = until?.getTime() ?? now + USUAL_DAYS * DAY_MS;
    if (end <= now) throw invalid('until', 'in_the_past', 'A window lies ahead.');
    if (end > now + MOST_DAYS * DAY_MS) throw invalid('until', 'too_far', 'A window begins within two years.');
    return this.work.run(actor, async (tx) => {
      const seen = await this.stores.changes.byReference(tx, reference);
      assertDecides(seen);
      const length = minutes === undefined ? lengthOf(seen) : minutes * MINUTE;
      const found = await asItsOwner(tx, seen, () => this.find(tx, seen, { now, end, length, limit }));
      return { ...found, labels: await this.labels.of(tx, found.obstacles) };
    });
  }

  private async find(
    tx: Transaction,
    seen: Change,
    { now, end, length, limit }: { now: number; end: number; length: number; limit: number },
  ): Promise<Omit<Offered, 'labels'>> {
    const change = isMadeBy(tx.actor, seen) ? seen : await this.stores.changes.byReference(tx, seen.reference);
    const parties = await this.stores.changes.parties(tx, change.id);
    const facts = await this.conflicts.factsOf(tx, change, parties, [], { from: now, to: end });
    if (!facts) throw new Error('a time without facts');
    const { agreed } = facts;
    const hours = [...new Map(agreed.map((one) => [one.hoursKey, one.endOfWorkingDay])).values()];
    const start = earliestStart(change.class, now, hours);
    if (start === undefined) return { earliest: null, windows: [], obstacles: [obstacle('no_notice')] };
    const from = Math.ceil(start / MINUTE) * MINUTE;
    const within = { from, to: end };
    const others = await this.neighbours.onServices(tx, change, { from: from - 32 * DAY_MS, to: end + 32 * DAY_MS });
    const freezes = (from < end ? await this.conflicts.freezesIn(tx, facts, within) : []).filter(
      ({ scope, liftedFor }) => frozenBy(facts.planned, scope) === 'blocks' && !liftedFor.includes(change.id),
    );
    const planned = others.filter((other) => other.isPlanned && meetOnService(facts.planned, other));
    const asked = change.interruptionMinutes > 0 ? differing(agreed) : [];
    const search = {
      length,
      within,
      maintenance: asked.map((one) => one.maintenance(from, Math.max(from, end))),
      blockers: [...freezes, ...planned],
    };
    const { windows, obstacles } = windowsOf(search, limit);
    const offered: OfferedWindow[] = [];
    for (const window of windows) offered.push(await this.offer(tx, facts, window, others));
    const closed = agreed.filter((one) => one.maintenance(from, Math.max(from, end)).length === 0);
    return {
      earliest: from,
      windows: offered,
      obstacles: obstacles.slice(0, MOST_OBSTACLES).map((one) => {
        switch (one.kind) {
          case 'no_time':
            return obstacle(one.kind, { minutes: Math.ceil(one.missing / MINUTE) });
          case 'no_common_maintenance':
            return obstacle(one.kind, { institutions: closed.map(({ institution }) => institution) });
          case 'maintenance_too_short':
            return obstacle(one.kind, { minutes: Math.floor(one.longest / MINUTE) });
          case 'blocked':
            return obstacle(one.kind, {
              freeze: freezes.find(({ id }) => id === one.by) ?? null,
              change: planned.find(({ id }) => id === one.by) ?? null,
            });
        }
      }),
    };
  }

  private async offer(tx: Transaction, facts: Facts, window: Interval, others: Neighbour[]): Promise<OfferedWindow> {
    const { agreed, change } = facts;
    const costs = agreed.map((one) => ({
      agreed: one,
      serviceMinutes: minutesIn(one.agreed, { ...window, minutes: Infinity, tenantId: null }),
      localFrom: localTimeAt(one.siteZone, window.from),
      localTo: localTimeAt(one.siteZone, window.to),
    }));
    return {
      ...window,
      costs,
      users: usersOf(change, agreed),
      leaves: await this.conflicts.leaves(tx, facts, window, others),
    };
  }
}

const obstacle = (kind: NamedObstacle['kind'], more: Partial<NamedObstacle> = {}): NamedObstacle => ({
  kind,
  minutes: null,
  institutions: [],
  freeze: null,
  change: null,
  ...more,
});

function lengthOf({ windowFrom, windowTo }: Change): number {
  if (!windowFrom || !windowTo)
    throw invalid('minutes', 'minutes_required', 'How long it takes has to be said: the change has no window yet.');
  return windowTo.getTime() - windowFrom.getTime();
}

/** People of the services that it touches; unknown of one institution’s own. */
function usersOf({ tenantId }: Change, agreed: readonly AgreedWith[]): number | null {
  const services = new Map(agreed.map(({ service }) => [service.id, service.users]));
  const known = [...services.values()].flatMap((users) => users ?? []);
  return tenantId !== null || known.length < services.size ? null : known.reduce((sum, users) => sum + users, 0);
}
