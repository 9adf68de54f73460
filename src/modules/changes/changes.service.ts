import { Injectable } from '@nestjs/common';
import { UnitOfWork, type Actor, type Transaction } from '../../database/index.js';
import { decodeCursor, placeInTime, toPage, type Page } from '../../http/index.js';
import { Clock, conflict, forbidden, invalid, isUuid } from '../../kernel/index.js';
import { can, requirePermission } from '../identity/index.js';
import { institutionById } from '../institutions/index.js';
import type { Change, Party } from './change.js';
import { ChangeDesk, insideOf, type OpenChange } from './change-desk.js';
import type { ChangeEntry } from './change-record.js';
import { ChangeStores } from './change-stores.js';
import type { ChangeQuery } from './changes.store.js';
import { Deciding, windowOf } from './deciding.js';
import type { OfferedMove } from './domain/admission.js';
import { backOutDigest, planDigest } from './domain/digest.js';
import { hasStarted } from './domain/states.js';
import { consequencesOf, type Decided } from './domain/voiding.js';
import { Drafting, type Said } from './drafting.js';
import { Judging, type Judgement } from './judging.js';
import { Notice } from './notice.js';
import type { Objection, Opinion } from './opinions.store.js';

export type Listing = Omit<ChangeQuery, 'after'> & { cursor: string | undefined };

export interface ChangeDetails {
  change: Change;
  parties: Party[];
  objections: Objection[];
  opinions: Opinion[];
  moves: OfferedMove[];
}

const place = placeInTime('at');
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
    private readonly deciding: Deciding,
    private readonly notice: Notice,
  ) {}

  list(actor: Actor, { cursor, limit, ...query }: Listing): Promise<Page<Change>> {
    const after = decodeCursor(cursor, place);
    return this.work.run(actor, async (tx) => {
      const rows = await this.stores.changes.list(tx, { ...query, limit: limit + 1, after });
      return toPage(
        rows,
        limit,
        ({ listedAt, id }) => ({ at: listedAt.toISOString(), id }),
        (row) => row,
      );
    });
  }

  one(actor: Actor, reference: string): Promise<ChangeDetails> {
    return this.reading(actor, reference, async (tx, change) => {
      const parties = await this.stores.changes.parties(tx, change.id);
      const objections = await this.stores.opinions.objections(tx, change.id);
      const opinions = await this.stores.opinions.opinions(tx, change.id);
      return { change, parties, objections, opinions, moves: this.desk.movesOf(actor, change, parties) };
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
    return this.work.run(actor, async (tx) => {
      const services = await this.drafting.servicesOf(tx, said.services);
      const [first] = services;
      if (!first) throw invalid('services', 'no_service', 'A change names at least one service.');
      if (services.some(({ id }) => can(actor, 'change.write', id))) {
        for (const { id } of services) requirePermission(actor, 'change.write', id);
        const missing = await this.stores.affected.withoutFunction(
          tx,
          services.map(({ id }) => id),
        );
        if (missing.length > 0)
          throw forbidden('A change is made by an institution that holds a function of its services.');
        return this.add(tx, actor, said, services, null);
      }
      requirePermission(actor, 'change.open', first.id);
      return this.ask(tx, actor, said, services);
    });
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
    const judged = await this.judging.judge(tx, written, inside, [], at);
    const { id, reference } = await this.stores.named(tx, owner, at);
    await this.stores.writing.add(
      tx,
      { id, reference, at, askedById },
      written,
      { ...inside, authorId: actor.personId },
      judged,
    );
    const change = await this.stores.changes.byReference(tx, reference);
    await this.put(tx, change, judged, at);
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
    await this.deciding.warn(tx, change, at);
    return change;
  }

  /** What is left out stays as it is. What was decided may hold no longer. */
  edit(actor: Actor, reference: string, ifMatch: number | undefined, said: Partial<Said>): Promise<Change> {
    const make = async (open: OpenChange) => {
      const { tx, change, now } = open;
      if (hasStarted(change.state)) throw conflict('begun', 'A change that has begun stays as it was decided.');
      const before = await this.decided(open);
      const { written, inside } = await this.drafting.edited(tx, actor, change, said, now);
      const objections = await this.stores.opinions.objections(tx, change.id);
      const judged = await this.judging.judge(tx, written, inside, objections, now);
      await this.stores.writing.write(tx, change, written, inside, judged, now);
      const edited = await this.stores.changes.byReference(tx, reference);
      await this.put(tx, edited, judged, now);
      const parties = await this.stores.changes.parties(tx, change.id);
      await this.stores.record.say(tx, change.id, now, 'change.edited', {
        audience: 'internal',
        fields: Object.keys(said).sort(),
      });
      // whoever is affected only now has heard of no announcement
      const known = new Set(open.parties.map(({ institutionId }) => institutionId));
      if (parties.some(({ institutionId, shownAt }) => shownAt && !known.has(institutionId)))
        await this.stores.record.say(tx, change.id, now, 'change.widened', { audience: 'shared' });
      await this.followEdit({ ...open, change: edited, parties }, change, before);
      if (!hasStarted(change.state)) await this.deciding.warn(tx, edited, now);
    };
    return this.desk.open(actor, reference, ifMatch, make, ({ change }) => {
      if (change.institutionId !== actor.institution.id || !change.inside)
        throw forbidden('Another institution makes this change.');
      if (!change.serviceIds.some((id) => can(actor, 'change.write', id)))
        throw forbidden('None of your roles allows this.');
    });
  }

  private async followEdit(open: OpenChange, was: Change, before: Decided | undefined): Promise<void> {
    const { tx, change, now } = open;
    const after = await this.decided(open);
    if (was.class !== change.class)
      await this.stores.record.say(tx, change.id, now, 'change.classed', {
        audience: change.announcedAt ? 'shared' : 'internal',
        from: was.class,
        class: change.class,
        reasons: change.classReasons,
      });
    if (!before || !after) return;
    const voted = (await this.stores.opinions.opinions(tx, change.id))
      .filter(({ voidedAt }) => voidedAt === null)
      .map(({ personId }) => personId);
    const seats = await this.deciding.hooks.votersOf(tx, change.id);
    const { voids, needsNotice } = consequencesOf(before, after, [...voted, ...seats]);
    const isDecided = ['deciding', 'approved', 'scheduled'].includes(was.state);
    const reasons = was.class === change.class ? voids : [...voids, 'class'];
    if (isDecided && reasons.length > 0) await this.deciding.reconsider(open, reasons);
    else if (reasons.length > 0) await this.stores.opinions.voidAll(tx, change.id, now);
    if (change.announcedAt && (needsNotice || before.window.from !== after.window.from)) {
      const isStill = was.state === 'scheduled' && reasons.length === 0;
      // what goes on as it was decided keeps its notice anew
      if (isStill && needsNotice) await this.notice.assertKept(tx, change, open.parties, now);
      await this.stores.writing.stand(tx, change.id, { announcedAt: now }, now);
      await this.stores.record.say(tx, change.id, now, 'change.moved_window', {
        audience: 'shared',
        from: change.windowFrom?.toISOString(),
        to: change.windowTo?.toISOString(),
      });
    }
  }

  /** What a decision would be taken on as it stands; nothing without a window. */
  private async decided({ tx, change }: OpenChange): Promise<Decided | undefined> {
    const window = windowOf(change);
    if (!window) return undefined;
    const parties = await this.stores.changes.parties(tx, change.id);
    const inside = insideOf(change);
    return {
      services: change.serviceIds,
      components: change.componentIds,
      affected: parties.filter(({ kind }) => kind === 'affected').map(({ institutionId }) => institutionId),
      planDigest: planDigest(inside),
      backOutDigest: backOutDigest(inside),
      risk: change.risk,
      window,
      interruptionMinutes: change.interruptionMinutes,
      implementers: inside.implementerIds,
    };
  }

  private async put(tx: Transaction, change: Change, judged: Judgement, at: Date): Promise<void> {
    const shownAt = change.announcedAt && at;
    await this.stores.affected.put(tx, change, 'affected', judged.affected, { at, shownAt });
    const tenant = change.tenantId ? [{ institutionId: change.tenantId, serviceIds: change.serviceIds }] : [];
    await this.stores.affected.put(tx, change, 'tenant', tenant, { at, shownAt });
  }

  private reading<T>(
    actor: Actor,
    reference: string,
    read: (tx: Transaction, change: Change) => Promise<T>,
  ): Promise<T> {
    return this.work.run(actor, async (tx) => read(tx, await this.stores.changes.byReference(tx, reference)));
  }
}
