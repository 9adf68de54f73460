import { Injectable } from '@nestjs/common';
import type { Transaction } from '../../../database/index.js';
import { conflict, invalid } from '../../../kernel/index.js';
import { ChangeDesk, type OpenChange } from '../moves/change-desk.js';
import { ChangeStores } from '../stores/change-stores.js';
import { Rejudging } from '../judging/rejudging.js';
import type { Release } from './release.js';
import { ReleaseWritingStore } from './release-writing.store.js';
import { ReleasesStore } from './releases.store.js';

type OfRelease = Pick<Release, 'id' | 'serviceId' | 'kind'>;

/**
 * Which changes a release bundles. Being in one says whether a change is minor or major, so that each is classed anew, and
 * what was decided on it may hold no longer.
 */
@Injectable()
export class Bundling {
  constructor(
    private readonly desk: ChangeDesk,
    private readonly stores: ChangeStores,
    private readonly rejudging: Rejudging,
    private readonly releases: ReleasesStore,
    private readonly writing: ReleaseWritingStore,
  ) {}

  /** From these references to those. What stays is classed anew where the release is of another kind now. */
  async make(
    tx: Transaction,
    release: OfRelease,
    { before, after, isOtherKind }: { before: readonly string[]; after: readonly string[]; isOtherKind: boolean },
  ): Promise<void> {
    const wanted = new Set(after);
    const named = await this.releases.changesNamed(tx, release.serviceId, [...new Set([...before, ...after])]);
    const known = new Set(named.map(({ reference }) => reference));
    if (after.some((reference) => !known.has(reference)))
      throw invalid('changes', 'unknown_change', 'One of these is no change of yours to this service.');
    if (named.some((one) => wanted.has(one.reference) && one.releaseId !== null && one.releaseId !== release.id))
      throw invalid('changes', 'in_another_release', 'One of these is in another release.');
    // in the order of their ids, so that two who bundle the same ones wait for one another in one order
    for (const { reference, releaseId } of named) {
      const isIn = releaseId !== null;
      const isWanted = wanted.has(reference);
      if (isIn === isWanted && !(isIn && isOtherKind)) continue;
      const open = await this.desk.within(tx, reference);
      await this.rejudging.after(open, () => this.move(open, release, isIn, isWanted));
    }
  }

  private async move(open: OpenChange, release: OfRelease, isIn: boolean, isWanted: boolean): Promise<void> {
    const { tx, change, now } = open;
    if (isWanted && !isIn) await this.writing.bundle(tx, release, change.id);
    if (!isWanted) await this.writing.unbundle(tx, release, change.id);
    await this.stores.record.say(tx, change.id, now, isWanted ? 'change.bundled' : 'change.unbundled', {
      audience: 'internal',
      releaseId: release.id,
      kind: release.kind,
    });
  }

  /** Refuses (409) to publish what nobody may know of yet. */
  async assertAnnounced(tx: Transaction, release: Release): Promise<void> {
    if (release.changes.length === 0) throw conflict('no_changes', 'The release has no changes.');
    for (const { reference } of release.changes) {
      const { announcedAt, outcome } = await this.stores.changes.byReference(tx, reference);
      if (!announcedAt) throw conflict('not_announced', `${reference} is not announced yet.`);
      if (outcome === 'withdrawn') throw conflict('withdrawn', `${reference} was withdrawn: take it out first.`);
    }
  }

  /** Said on each of its changes, to whomever it concerns. */
  async tell(
    tx: Transaction,
    release: Release,
    type: 'change.release_published' | 'change.release_corrected',
    data: { number: number },
  ): Promise<void> {
    for (const { reference } of release.changes) {
      const { change, now } = await this.desk.within(tx, reference);
      await this.stores.record.say(tx, change.id, now, type, { audience: 'shared', releaseId: release.id, ...data });
    }
  }
}
