import { Injectable } from '@nestjs/common';
import { UnitOfWork, type Actor, type Transaction } from '../../database/index.js';
import { decodeCursor, toPage, type Page } from '../../http/index.js';
import { Clock, forbidden, invalid, isUuid } from '../../kernel/index.js';
import { can, requirePermission } from '../identity/index.js';
import { institutionById } from '../institutions/index.js';
import type { Change, Party } from './change.js';
import { pageOf, placeAfter, type Listing } from './listing.js';
import { ChangeDesk, type OpenChange } from './moves/change-desk.js';
import type { TakenOut } from './stores/affected.store.js';
import type { ChangeEntry } from './moves/change-record.js';
import { ChangeStores } from './stores/change-stores.js';
import { Drafting, type Said } from './judging/drafting.js';
import { Judging } from './judging/judging.js';
import type { Objection, Opinion } from './stores/opinions.store.js';
import { Obstructions } from './moves/obstructions.js';
import { assertNotBegun, Rejudging } from './judging/rejudging.js';

export interface ChangeDetails {
  change: Change;
  parties: Party[];
  /** Taken out by hand; for those who make it. */
  takenOut: TakenOut[];
  objections: Objection[];
  opinions: Opinion[];
  moves: string[];
}

const isEventId = (key: unknown): key is string => typeof key === 'string' && isUuid(key);

/** Changes: prepared where a service is run, read by whomever they concern. */
@Injectable()
export class ChangesService {
  constructor(
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
    private readonly desk: ChangeDesk,
    private readonly stores: ChangeStores,
    private readonly drafting: Drafting,
    private readonly judging: Judging,
    private readonly obstructions: Obstructions,
    private readonly rejudging: Rejudging,
  ) {}

  list(actor: Actor, { cursor, limit, ...query }: Listing): Promise<Page<Change>> {
    const after = placeAfter(cursor);
    return this.work.run(actor, async (tx) =>
      pageOf(await this.stores.changes.list(tx, { ...query, limit: limit + 1, after }), limit),
    );
  }

  one(actor: Actor, reference: string): Promise<ChangeDetails> {
    return this.reading(actor, reference, async (tx, change) => {
      const open = await this.desk.seen(tx, change);
      const { parties } = open;
      const takenOut = await this.stores.affected.takenOut(tx, change.id);
      const objections = await this.stores.opinions.objections(tx, change.id);
      const opinions = await this.stores.opinions.opinions(tx, change.id);
      return { change, parties, takenOut, objections, opinions, moves: await this.desk.movesOf(actor, open) };
    });
  }

  timeline(actor: Actor, reference: string, limit: number, cursor: string | undefined): Promise<Page<ChangeEntry>> {
    const after = decodeCursor(cursor, isEventId);
    return this.reading(actor, reference, async (tx, { id }) => {
      const rows = await this.stores.record.read(tx, id, after, limit + 1);
      return toPage(
        rows,
        limit,
        (row) => row.id,
        (row) => row,
      );
    });
  }

  /**
   * By those who hold a function of its services; a SPOC asks for one, which becomes a draft where the first of its services
   * is led.
   */
  open(actor: Actor, said: Said & { services: readonly string[] }): Promise<Change> {
    return this.work.run(actor, (tx) => this.openIn(tx, said));
  }

  /** The same in a transaction that does more. */
  async openIn(tx: Transaction, said: Said & { services: readonly string[] }): Promise<Change> {
    const { actor } = tx;
    const services = await this.drafting.servicesOf(tx, said.services);
    const [first] = services;
    if (!first) throw invalid('services', 'no_service', 'A change names at least one service.');
    if (services.some(({ id }) => can(actor, 'change.write', id))) {
      await this.assertHeld(
        tx,
        actor,
        services.map(({ id }) => id),
      );
      return this.add(tx, actor, said, services, null);
    }
    requirePermission(actor, 'change.open', first.id);
    return this.ask(tx, actor, said, services);
  }

  /** Refuses (403) what somebody may not make, and services of which their institution holds no function. */
  private async assertHeld(tx: Transaction, actor: Actor, serviceIds: readonly string[]): Promise<void> {
    for (const id of serviceIds) requirePermission(actor, 'change.write', id);
    const missing = await this.stores.affected.withoutFunction(tx, serviceIds);
    if (missing.length > 0)
      throw forbidden('A change is made by an institution that holds a function of its services.');
  }

  private async ask(
    tx: Transaction,
    actor: Actor,
    said: Said,
    services: readonly { id: string; leadProvider: { id: string } }[],
  ): Promise<Change> {
    const lead = services[0]?.leadProvider.id;
    if (lead === undefined || services.some(({ leadProvider }) => leadProvider.id !== lead))
      throw invalid('services', 'several_providers', 'What is asked for concerns services of one provider.');
    const reference = await tx.asOwner(
      lead,
      async () => (await this.add(tx, actor, said, services, actor.institution.id)).reference,
      'provider',
    );
    return this.stores.changes.byReference(tx, reference);
  }

  private async add(
    tx: Transaction,
    actor: Actor,
    said: Said,
    services: readonly { id: string; leadProvider: { id: string } }[],
    askedById: string | null,
  ): Promise<Change> {
    const at = this.clock.now();
    const ownerId = askedById ? services[0]?.leadProvider.id : actor.institution.id;
    const owner = await institutionById(tx, ownerId ?? '');
    if (!owner) throw new Error('a change without the institution that makes it');
    const { written, inside } = await this.drafting.drafted(tx, actor, said, services, at);
    const judged = await this.judging.judge(tx, written, inside, [], at, null);
    const { id, reference } = await this.stores.named(tx, owner, at);
    await this.stores.writing.add(
      tx,
      { id, reference, at, isAskedFor: askedById !== null },
      written,
      { ...inside, authorId: actor.personId },
      judged,
    );
    const change = await this.stores.changes.byReference(tx, reference);
    await this.rejudging.put(tx, change, judged, at);
    if (askedById)
      await this.stores.affected.put(
        tx,
        change,
        'asker',
        [{ institutionId: askedById, serviceIds: change.serviceIds }],
        { at, shownAt: at },
      );
    await this.stores.record.say(tx, id, at, askedById ? 'change.asked_for' : 'change.opened', {
      audience: askedById ? 'shared' : 'internal',
      class: judged.class,
      ...(askedById ? { askerId: actor.personId } : {}),
    });
    await this.obstructions.warn(tx, change, at);
    return change;
  }

  /** What is left out stays as it is. What was decided may hold no longer. */
  edit(actor: Actor, reference: string, ifMatch: number | undefined, said: Partial<Said>): Promise<Change> {
    const make = async (open: OpenChange) => {
      const { tx, change, now } = open;
      assertNotBegun(change);
      const before = await this.rejudging.decided(open);
      const { written, inside } = await this.drafting.edited(tx, actor, change, said, now);
      if (said.services) await this.assertHeld(tx, actor, written.serviceIds);
      const objections = await this.stores.opinions.objections(tx, change.id);
      const judged = await this.judging.judge(tx, written, inside, objections, now, change.id);
      await this.stores.writing.write(tx, change, written, inside, judged, now);
      const edited = await this.stores.changes.byReference(tx, reference);
      await this.rejudging.put(tx, edited, judged, now);
      await this.stores.record.say(tx, change.id, now, 'change.edited', {
        audience: 'internal',
        fields: Object.keys(said).sort(),
      });
      await this.rejudging.follow(open, before);
      await this.obstructions.warn(tx, edited, now);
    };
    return this.desk.open(actor, reference, ifMatch, make, ({ change }) => {
      if (change.institutionId !== actor.institution.id || !change.inside)
        throw forbidden('Another institution makes this change.');
      if (!change.serviceIds.some((id) => can(actor, 'change.write', id)))
        throw forbidden('None of your roles allows this.');
    });
  }

  private reading<T>(
    actor: Actor,
    reference: string,
    read: (tx: Transaction, change: Change) => Promise<T>,
  ): Promise<T> {
    return this.work.run(actor, async (tx) => read(tx, await this.stores.changes.byReference(tx, reference)));
  }
}
