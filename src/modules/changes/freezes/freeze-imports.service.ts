import { Injectable } from '@nestjs/common';
import { UnitOfWork, type Actor, type Transaction } from '../../../database/index.js';
import { Clock, invalid, orThrow } from '../../../kernel/index.js';
import { findZone } from '../../service-hours/index.js';
import { declaringFor, type Declaring } from './declaring.js';
import { readFreezes, type FileEvent, type FileRefusal } from './domain/freeze-file.js';
import { FreezesService } from './freezes.service.js';
import { FreezesStore, type Freeze, type ScopeKind } from './freezes.store.js';

export interface ImportWish {
  scope: ScopeKind;
  service?: string | undefined;
  timeZone?: string | undefined;
  until?: string | undefined;
  reason?: string | undefined;
  isPreview: boolean;
}

export interface ImportedEvent {
  line: number;
  uid: string;
  title: string;
  action: 'declare' | 'change' | 'lift' | 'unchanged' | 'skip';
  code: string | null;
  id: string | null;
  periodCount: number;
  from: number | null;
  to: number | null;
}

export interface Imported {
  isPreview: boolean;
  events: ImportedEvent[];
  refusals: FileRefusal[];
}

type Plan = Pick<ImportedEvent, 'action' | 'code'>;

/**
 * Freezes out of a file: all that can be used in one transaction, the rest told by its line. What was imported before is
 * known by its UID; it is changed by a higher SEQUENCE, and left alone otherwise.
 */
@Injectable()
export class FreezeImportsService {
  constructor(
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
    private readonly freezes: FreezesStore,
    private readonly writing: FreezesService,
  ) {}

  /** Who may not import is refused before a byte of the file is read. */
  async import(actor: Actor, wish: ImportWish, read: () => Promise<string>): Promise<Imported> {
    const declaring = await this.work.run(actor, (tx) => declaringFor(tx, actor, wish.scope, wish.service));
    const timeZone = wish.timeZone ?? declaring.timeZone;
    if (timeZone === undefined) throw invalid('timeZone', 'required', 'Say in which time zone these dates are.');
    const zone = findZone(timeZone)?.name;
    if (zone === undefined) throw invalid('timeZone', 'unknown_time_zone', 'This is no IANA time zone.');
    const text = await read();
    const { events, refusals } = orThrow(readFreezes(text, { timeZone: zone, until: wish.until ?? null }));
    const done = await this.work.run(actor, (tx) => this.take(tx, declaring, events, wish));
    return { isPreview: wish.isPreview, events: done, refusals };
  }

  private async take(
    tx: Transaction,
    declaring: Declaring,
    events: readonly FileEvent[],
    wish: ImportWish,
  ): Promise<ImportedEvent[]> {
    await this.freezes.hold(tx, declaring);
    const now = this.clock.now();
    const uids = [...new Set(events.map(({ uid }) => uid))];
    const known = new Map((await this.freezes.imported(tx, declaring, uids)).map((one) => [keyOf(one), one]));
    const taken: ImportedEvent[] = [];
    for (const event of events) {
      const there = known.get(keyOf(event));
      const plan = planOf(event, there, now);
      const id = wish.isPreview ? undefined : await this.carryOut(tx, declaring, event, there, plan, wish, now);
      taken.push({
        line: event.line,
        uid: event.uid,
        title: event.title,
        ...plan,
        id: id ?? there?.id ?? null,
        periodCount: event.periods.length,
        from: event.periods[0]?.from ?? null,
        to: event.periods.at(-1)?.to ?? null,
      });
    }
    return taken;
  }

  private async carryOut(
    tx: Transaction,
    declaring: Declaring,
    event: FileEvent,
    there: Freeze | undefined,
    { action }: Plan,
    wish: ImportWish,
    now: Date,
  ): Promise<string | undefined> {
    const { uid, recurrenceId, sequence, dates, periods } = event;
    const text = { title: event.title, reason: event.description ?? wish.reason ?? event.title };
    if (action === 'declare')
      return this.writing.add(tx, declaring, text, dates, periods, now, { uid, recurrenceId, sequence });
    if (there && action === 'change') await this.writing.write(tx, there, text, dates, sequence, now);
    if (there && action === 'lift') await this.writing.end(tx, there, now, event.title || there.title, now);
    return undefined;
  }
}

const keyOf = ({ uid, recurrenceId }: { uid: string | null; recurrenceId: string | null }) =>
  JSON.stringify([uid, recurrenceId]);

function planOf(event: FileEvent, there: Freeze | undefined, now: Date): Plan {
  if (there?.liftedAt) return { action: 'skip', code: 'lifted' };
  if (event.isCancelled) {
    if (!there) return { action: 'skip', code: 'cancelled' };
    return there.endsAt > now ? { action: 'lift', code: null } : { action: 'skip', code: 'over' };
  }
  if (there) return { action: event.sequence > (there.sequence ?? 0) ? 'change' : 'unchanged', code: null };
  if (event.periods.every(({ to }) => to <= now.getTime())) return { action: 'skip', code: 'over' };
  return { action: 'declare', code: null };
}
