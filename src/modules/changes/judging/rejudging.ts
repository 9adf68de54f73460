import { Injectable } from '@nestjs/common';
import type { Transaction } from '../../../database/index.js';
import { conflict } from '../../../kernel/index.js';
import { windowOf, type Change, type Party } from '../change.js';
import { insideOf, type OpenChange } from '../moves/change-desk.js';
import { ChangeStores } from '../stores/change-stores.js';
import { Deciding } from '../moves/deciding.js';
import { backOutDigest, planDigest } from '../domain/digest.js';
import { hasStarted } from '../domain/states.js';
import { consequencesOf, type Decided } from '../domain/voiding.js';
import { Judging, type Judgement } from './judging.js';
import { Notice } from './notice.js';
import { ChangeTasksStore } from '../tasks/tasks.store.js';

/** In which a decision is asked for, or holds. */
const decidedIn: readonly string[] = ['deciding', 'approved', 'scheduled'];

/** What follows for a decision when something of a change is another than it was. */
@Injectable()
export class Rejudging {
  constructor(
    private readonly stores: ChangeStores,
    private readonly judging: Judging,
    private readonly deciding: Deciding,
    private readonly notice: Notice,
    private readonly tasks: ChangeTasksStore,
  ) {}

  /**
   * Classed anew after `learn` changed what it is judged by beside its own fields. It voids what an edit would void. What has
   * begun stays as it was decided (409).
   */
  async after(open: OpenChange, learn: () => Promise<void>): Promise<void> {
    const { tx, change, now } = open;
    assertNotBegun(change);
    const before = await this.decided(open);
    await learn();
    const objections = await this.stores.opinions.objections(tx, change.id);
    const judged = await this.judging.judge(tx, change, insideOf(change), objections, now, change.id);
    const { class: kind, classReasons, risk } = judged;
    const isOther = JSON.stringify([kind, classReasons, risk]) !== reasoned(change);
    if (isOther) await this.stores.writing.stand(tx, change.id, { class: kind, classReasons, risk }, now);
    else await this.stores.writing.touch(tx, change.id, now);
    await this.put(tx, change, judged, now);
    await this.follow(open, before);
  }

  /** What a decision would be taken on as it stands. */
  async decided({ tx, change }: OpenChange): Promise<Decided> {
    const parties = await this.stores.changes.parties(tx, change.id);
    const inside = insideOf(change);
    return {
      services: change.serviceIds,
      components: change.componentIds,
      affected: parties.filter(({ kind }) => kind === 'affected').map(({ institutionId }) => institutionId),
      planDigest: planDigest(inside, await this.tasks.of(tx, change.id)),
      backOutDigest: backOutDigest(inside),
      risk: change.risk,
      window: windowOf(change) ?? null,
      interruptionMinutes: change.interruptionMinutes,
      implementers: inside.implementerIds,
    };
  }

  /** Whom it concerns. Who comes to it late knows of it from now on, not from when the others were told. */
  async put(tx: Transaction, change: Change, judged: Judgement, at: Date): Promise<void> {
    const shownAt = change.announcedAt && at;
    const staying = new Set(judged.affected.map(({ institutionId }) => institutionId));
    const leaving = (await this.stores.changes.parties(tx, change.id)).filter(
      ({ kind, addedReason, institutionId }) => kind === 'affected' && !addedReason && !staying.has(institutionId),
    );
    await this.sayGone(tx, change, leaving, at);
    await this.stores.affected.put(tx, change, 'affected', judged.affected, { at, shownAt });
    const tenant = change.tenantId ? [{ institutionId: change.tenantId, serviceIds: change.serviceIds }] : [];
    await this.stores.affected.put(tx, change, 'tenant', tenant, { at, shownAt });
  }

  /** Before they are taken out, so that they still read it: at the same instant as that, by which they know it is of them. */
  async sayGone(tx: Transaction, { id }: Change, leaving: readonly Party[], at: Date): Promise<void> {
    if (leaving.some(({ shownAt }) => shownAt !== null))
      await this.stores.record.say(tx, id, at, 'change.narrowed', { audience: 'shared' });
  }

  /** @param was the change as it was, with what a decision was taken on before */
  async follow(was: OpenChange, before: Decided): Promise<void> {
    const { tx, now } = was;
    const change = await this.stores.changes.byReference(tx, was.change.reference);
    const parties = await this.stores.changes.parties(tx, change.id);
    const open = { ...was, change, parties };
    // whoever is affected only now has heard of no announcement
    const known = new Set(was.parties.map(({ institutionId }) => institutionId));
    if (parties.some(({ institutionId, shownAt }) => shownAt && !known.has(institutionId)))
      await this.stores.record.say(tx, change.id, now, 'change.widened', { audience: 'shared' });
    await this.noteWords(was, change);
    const after = await this.decided(open);
    if (was.change.class !== change.class)
      await this.stores.record.say(tx, change.id, now, 'change.classed', {
        audience: change.announcedAt ? 'shared' : 'internal',
        from: was.change.class,
        class: change.class,
        reasons: change.classReasons,
      });
    const voted = (await this.stores.opinions.opinions(tx, change.id))
      .filter(({ voidedAt }) => voidedAt === null)
      .map(({ personId }) => personId);
    const seats = await this.deciding.hooks.votersOf(tx, change.id);
    const { voids, needsNotice } = consequencesOf(before, after, [...voted, ...seats]);
    const isDecided = decidedIn.includes(was.change.state);
    const reasons = was.change.class === change.class ? voids : [...voids, 'class'];
    if (isDecided && reasons.length > 0) await this.deciding.reconsider(open, reasons);
    else if (reasons.length > 0) await this.deciding.voidOpinions(open);
    if (change.announcedAt && after.window && before.window?.from !== after.window.from) {
      const isStill = was.change.state === 'scheduled' && reasons.length === 0;
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

  /** Other words for the same thing void no decision; those who took it, and those whom it concerns, find that they changed. */
  private async noteWords(
    { tx, change: was, now }: OpenChange,
    { id, title, why, announcedAt }: Change,
  ): Promise<void> {
    const fields = [...(was.title === title ? [] : ['title']), ...(was.why === why ? [] : ['why'])];
    if (fields.length === 0 || !decidedIn.includes(was.state)) return;
    const audience = announcedAt ? 'shared' : 'internal';
    await this.stores.record.say(tx, id, now, 'change.reworded', { audience, fields });
  }
}

export function assertNotBegun({ state }: Change): void {
  if (hasStarted(state)) throw conflict('begun', 'A change that has begun stays as it was decided.');
}

const reasoned = ({ class: kind, classReasons, risk }: Change) => JSON.stringify([kind, classReasons, risk]);
