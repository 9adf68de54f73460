import { Injectable } from '@nestjs/common';
import { UnitOfWork, type Actor, type Transaction } from '../../database/index.js';
import { decodeCursor, placeInTime, toPage, type Page } from '../../http/index.js';
import { Clock, isUuid, localDate, notFound, orThrow } from '../../kernel/index.js';
import { namesOf } from '../identity/index.js';
import { institutionById } from '../institutions/index.js';
import { searchClauses } from '../tickets/index.js';
import type { Action, ActionVersion, ListedAction } from './action.js';
import { ActionDesk, type ActionDetails } from './action-desk.js';
import { ActionRecord, type ActionEntry } from './action-record.js';
import type { ActionDocument } from './domain/action-document.js';
import { differenceOf, type Difference } from './domain/difference.js';
import { Naming } from './naming.js';
import { ActionsStore } from './stores/actions.store.js';

export interface ActionListing {
  q?: string | undefined;
  kind?: string | undefined;
  service?: string | undefined;
  states?: readonly string[] | undefined;
  /** Only those whose review date has come. */
  isDue?: boolean | undefined;
  limit: number;
  cursor?: string | undefined;
}

/** A version with the names of who wrote and reviewed it, as far as the reader knows them. */
export interface ReadVersion {
  version: ActionVersion;
  /** Whether it is of the reader's institution: who wrote and reviewed it is known at home. */
  isOwn: boolean;
  names: ReadonlyMap<string, string>;
  reviewNote: string | null;
}

const place = placeInTime('at');
const isNumber = (key: unknown): key is number => Number.isInteger(key) && Number(key) >= 0 && Number(key) < 2 ** 31;
const isEventId = (key: unknown): key is string => typeof key === 'string' && isUuid(key);

/** Actions as the wall shows them; of what they name, what the reader sees. */
@Injectable()
export class ActionReadingService {
  constructor(
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
    private readonly desk: ActionDesk,
    private readonly actions: ActionsStore,
    private readonly naming: Naming,
    private readonly record: ActionRecord,
  ) {}

  list(actor: Actor, { q, limit, cursor, kind, service, states, isDue }: ActionListing): Promise<Page<ListedAction>> {
    const after = decodeCursor(cursor, place);
    const clauses = q === undefined ? undefined : orThrow(searchClauses(q));
    return this.work.run(actor, async (tx) => {
      const dueBy = isDue ? await this.today(tx) : undefined;
      const rows = await this.actions.list(tx, { kind, service, states, dueBy, clauses, limit: limit + 1, after });
      const keyOf = ({ listedAt, id }: ListedAction) => ({ at: listedAt.toISOString(), id });
      return toPage(rows, limit, keyOf, (row) => row);
    });
  }

  /** With what the actor may do with it now. */
  one(actor: Actor, reference: string): Promise<ActionDetails> {
    return this.work.run(actor, (tx) => this.desk.details(tx, reference));
  }

  /** The newest first; elsewhere than at home those that were published. */
  versions(actor: Actor, reference: string, limit: number, cursor?: string): Promise<Page<ReadVersion>> {
    const before = decodeCursor(cursor, isNumber);
    return this.reading(actor, reference, async (tx, action) => {
      const rows = await this.actions.versionsOf(tx, action.id, limit + 1, before);
      const read = await this.named(tx, action, rows);
      return toPage(
        read,
        limit,
        ({ version }) => version.number,
        (row) => row,
      );
    });
  }

  version(actor: Actor, reference: string, number: number): Promise<ReadVersion> {
    return this.reading(actor, reference, async (tx, action) => {
      const [row] = await this.actions.versionsOf(tx, action.id, 1, number + 1);
      const [read] = row?.number === number ? await this.named(tx, action, [row]) : [];
      if (!read) throw notFound();
      return read;
    });
  }

  /** Of one version to another, in either direction. */
  difference(actor: Actor, reference: string, from: number, to: number): Promise<Difference> {
    return this.reading(actor, reference, async (tx, { id }) => {
      const [before, after] = [await this.said(tx, id, from), await this.said(tx, id, to)];
      return differenceOf(before, after);
    });
  }

  timeline(actor: Actor, reference: string, limit: number, cursor?: string): Promise<Page<ActionEntry>> {
    const after = decodeCursor(cursor, isEventId);
    return this.reading(actor, reference, async (tx, { id }) => {
      const rows = await this.record.read(tx, id, after, limit + 1);
      return toPage(
        rows,
        limit,
        (row) => row.id,
        (row) => row,
      );
    });
  }

  private async said(tx: Transaction, actionId: string, number: number): Promise<ActionDocument> {
    const version = await this.actions.numbered(tx, actionId, number);
    if (!version) throw notFound();
    return this.naming.shown(tx, version.document);
  }

  private async named(
    tx: Transaction,
    { isOwn }: Action,
    rows: readonly (ActionVersion & { reviewNote: string | null })[],
  ): Promise<ReadVersion[]> {
    const people = rows.flatMap(({ authorIds, reviewedBy }) => [...authorIds, ...(reviewedBy ? [reviewedBy] : [])]);
    const names = isOwn ? await namesOf(tx, people) : new Map<string, string>();
    const read: ReadVersion[] = [];
    for (const { reviewNote, ...version } of rows) {
      const document = await this.naming.shown(tx, version.document);
      read.push({ version: { ...version, document }, isOwn, names, reviewNote });
    }
    return read;
  }

  private async today(tx: Transaction): Promise<string> {
    const zone = (await institutionById(tx, tx.actor.institution.id))?.timeZone ?? 'UTC';
    return localDate(this.clock.now(), zone);
  }

  private reading<T>(
    actor: Actor,
    reference: string,
    read: (tx: Transaction, action: Action) => Promise<T>,
  ): Promise<T> {
    return this.work.run(actor, async (tx) => read(tx, await this.actions.byReference(tx, reference)));
  }
}
