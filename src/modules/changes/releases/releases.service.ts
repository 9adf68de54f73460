import { Injectable } from '@nestjs/common';
import { UnitOfWork, nextReference, type Actor, type Transaction } from '../../../database/index.js';
import { assertVersion, decodeCursor, placeInTime, toPage, type Page } from '../../../http/index.js';
import { Clock, conflict, forbidden, invalid, newId } from '../../../kernel/index.js';
import { serviceByCode } from '../../catalogue/index.js';
import { can, requirePermission } from '../../identity/index.js';
import { institutionById } from '../../institutions/index.js';
import { AffectedStore } from '../stores/affected.store.js';
import { Bundling } from './bundling.js';
import type { Release, SaidRelease } from './release.js';
import { ReleaseWritingStore } from './release-writing.store.js';
import { ReleasesStore } from './releases.store.js';

const place = placeInTime('at');

/** Its version for whoever reads it: a correction of its notes moves it too. */
export const versionOf = ({ version, versions }: Release): number => version + (versions[0]?.number ?? 1) - 1;

/** Releases: written where their changes are made, read by whomever those concern once they are published. */
@Injectable()
export class ReleasesService {
  constructor(
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
    private readonly releases: ReleasesStore,
    private readonly writing: ReleaseWritingStore,
    private readonly bundling: Bundling,
    private readonly affected: AffectedStore,
  ) {}

  list(actor: Actor, service: string | undefined, limit: number, cursor: string | undefined): Promise<Page<Release>> {
    const after = decodeCursor(cursor, place);
    return this.work.run(actor, async (tx) => {
      const rows = await this.releases.list(tx, { service, limit: limit + 1, ...(after && { after }) });
      return toPage(
        rows,
        limit,
        ({ createdAt, id }) => ({ at: createdAt.toISOString(), id }),
        (row) => row,
      );
    });
  }

  one(actor: Actor, reference: string): Promise<Release> {
    return this.work.run(actor, (tx) => this.releases.byReference(tx, reference));
  }

  /** A draft, by an institution that holds a function of the service. */
  open(actor: Actor, said: SaidRelease & { service: string }): Promise<Release> {
    return this.work.run(actor, async (tx) => {
      const service = await serviceByCode(tx, said.service);
      if (!service) throw invalid('service', 'unknown_service', 'No such service.');
      requirePermission(actor, 'release.write', service.id);
      if ((await this.affected.withoutFunction(tx, [service.id])).length > 0)
        throw forbidden('A release is made by an institution that holds a function of its service.');
      await this.assertFree(tx, service.id, said.version, null);
      const at = this.clock.now();
      const owner = await institutionById(tx, actor.institution.id);
      if (!owner) throw new Error('a release without the institution that makes it');
      const reference = await nextReference(tx, 'release', owner, owner.timeZone, at);
      const release = { id: newId(at), serviceId: service.id, reference, label: said.version, kind: said.kind };
      await this.writing.add(tx, release, at);
      await this.writing.say(tx, release.id, 1, said, at);
      await this.bundling.make(tx, release, { before: [], after: said.changes, isOtherKind: true });
      return this.releases.byReference(tx, reference);
    });
  }

  /** Of a draft whatever is said; of what is published its notes alone, and the former ones are kept. */
  edit(actor: Actor, reference: string, ifMatch: number | undefined, said: Partial<SaidRelease>): Promise<Release> {
    return this.held(actor, reference, ifMatch, async (tx, release) => {
      const at = this.clock.now();
      const [latest] = release.versions;
      if (!latest) throw new Error('a release without notes');
      const issues = said.knownIssues && { fr: said.knownIssues.fr ?? null, en: said.knownIssues.en ?? null };
      const text = { notes: said.notes ?? latest.notes, knownIssues: issues ?? latest.knownIssues };
      if (release.state === 'published') {
        if (said.version !== undefined || said.kind !== undefined || said.changes !== undefined)
          throw conflict('published', 'What is published never changes; its notes may be corrected.');
        if (!said.notes && !said.knownIssues) return;
        await this.writing.say(tx, release.id, latest.number + 1, text, at);
        await this.bundling.tell(tx, release, 'change.release_corrected', { number: latest.number + 1 });
        return;
      }
      const label = said.version ?? release.label;
      const kind = said.kind ?? release.kind;
      await this.assertFree(tx, release.serviceId, label, release.id);
      await this.writing.write(tx, release.id, { label, kind }, at);
      await this.writing.sayAnew(tx, release.id, text, at);
      const before = release.changes.map((one) => one.reference);
      const isOtherKind = kind !== release.kind;
      await this.bundling.make(tx, { ...release, kind }, { before, after: said.changes ?? before, isOtherKind });
    });
  }

  /** For whomever its changes concern: once all of them are announced. */
  publish(actor: Actor, reference: string, ifMatch: number | undefined): Promise<Release> {
    return this.held(actor, reference, ifMatch, async (tx, release) => {
      if (release.state === 'published') throw conflict('published', 'It is published.');
      await this.bundling.assertAnnounced(tx, release);
      await this.writing.publish(tx, release.id, this.clock.now());
      await this.bundling.tell(tx, release, 'change.release_published', { number: 1 });
    });
  }

  /** Not there (404), not theirs (403), not that version (412); then alone with it. */
  private held(
    actor: Actor,
    reference: string,
    ifMatch: number | undefined,
    make: (tx: Transaction, release: Release) => Promise<void>,
  ): Promise<Release> {
    return this.work.run(actor, async (tx) => {
      const seen = await this.releases.byReference(tx, reference);
      await this.releases.hold(tx, seen.id);
      const release = await this.releases.byReference(tx, reference);
      if (release.institutionId !== actor.institution.id || !can(actor, 'release.write', release.serviceId))
        throw forbidden('A release is written by those who make it.');
      assertVersion(ifMatch, versionOf(release));
      await make(tx, release);
      return this.releases.byReference(tx, reference);
    });
  }

  private async assertFree(tx: Transaction, serviceId: string, label: string, but: string | null): Promise<void> {
    if (await this.releases.isTaken(tx, serviceId, label, but))
      throw invalid('version', 'known_version', 'There is a release of this version.');
  }
}
