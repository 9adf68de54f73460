import { Injectable } from '@nestjs/common';
import { UnitOfWork, type Actor, type Transaction } from '../../../database/index.js';
import { conflict, forbidden, invalid, newId } from '../../../kernel/index.js';
import { namesOf } from '../../identity/index.js';
import type { Change } from '../change.js';
import { ChangeDesk, insideOf, standingOf, type OpenChange } from '../moves/change-desk.js';
import { ChangeStores } from '../stores/change-stores.js';
import { asItsOwner, isMadeBy } from '../moves/deciding.js';
import { AnswersStore, type Finding } from './answers.store.js';
import { Conflicts, type Found, type FoundConflict } from './conflicts.js';
import { LabelsStore, type Labels } from './labels.store.js';

/** What stands against a change, with what its reader may know of the other side. */
export interface ShownConflicts extends Found {
  labels: Labels;
  people: ReadonlyMap<string, string>;
  /** What was found when it was saved, decided and begun; the latest first. */
  earlier: Finding[];
}

const EARLIER = 20;

/** Conflicts, for those who make a change and those who decide on it. */
@Injectable()
export class ConflictsService {
  constructor(
    private readonly work: UnitOfWork,
    private readonly desk: ChangeDesk,
    private readonly stores: ChangeStores,
    private readonly conflicts: Conflicts,
    private readonly answers: AnswersStore,
    private readonly labels: LabelsStore,
  ) {}

  read(actor: Actor, reference: string): Promise<ShownConflicts> {
    return this.work.run(actor, async (tx) => {
      const change = await this.stores.changes.byReference(tx, reference);
      assertDecides(change);
      return this.shown(tx, change);
    });
  }

  /** What warns or costs, by a change manager; what blocks is exempted or acknowledged by those who can. */
  async override(actor: Actor, reference: string, key: string, reason: string): Promise<ShownConflicts> {
    const make = async (open: OpenChange) => {
      const { tx, change, now } = open;
      const found = (await this.foundOf(open)).conflicts.find((one) => one.key === key);
      if (!found) throw invalid('conflict', 'unknown_conflict', 'Nothing of this key stands against the change.');
      if (found.severity !== 'warns' && found.severity !== 'costs')
        throw conflict('not_overridden', 'What blocks is not overridden: it is moved, exempted or acknowledged.');
      const id = newId(now);
      const said = { id, changeId: change.id, conflict: key, kind: found.kind, reason, at: now };
      if (!(await this.answers.override(tx, said))) throw conflict('overridden', 'This is overridden already.');
      await this.stores.writing.touch(tx, change.id, now);
      await this.stores.record.say(tx, change.id, now, 'change.conflict_overridden', {
        audience: 'internal',
        conflict: found.kind,
        overrideId: id,
      });
    };
    await this.desk.open(actor, reference, undefined, make, ({ change, parties }) => {
      assertOwn(actor, change);
      if (!standingOf(actor, change, parties).roles.has('change_manager'))
        throw forbidden('A conflict is overridden by a change manager of the service.');
    });
    return this.read(actor, reference);
  }

  /** That it overlaps another one on a service, by its owner or a change manager; it blocks until both have said so. */
  async acknowledge(actor: Actor, reference: string, other: string, reason: string): Promise<ShownConflicts> {
    const make = async (open: OpenChange) => {
      const { tx, change, now } = open;
      const met = overlapWith(await this.foundOf(open), change, other);
      if (!met) throw invalid('with', 'no_overlap', 'No change of this reference overlaps this one on a service.');
      const id = newId(now);
      await this.answers.acknowledge(tx, change, met, { ...met, id, reason, at: now });
      await this.stores.writing.touch(tx, change.id, now);
      await this.stores.record.say(tx, change.id, now, 'change.overlap_acknowledged', {
        audience: 'internal',
        acknowledgementId: id,
      });
    };
    await this.desk.open(actor, reference, undefined, make, ({ change, parties }) => {
      assertOwn(actor, change);
      const { roles, isOwn } = standingOf(actor, change, parties);
      const isItsOwner = insideOf(change).ownerId === actor.personId && roles.has('engineer');
      if (!isOwn || !(roles.has('change_manager') || isItsOwner))
        throw forbidden('An overlap is acknowledged by the owner of the change or a change manager of the service.');
    });
    return this.read(actor, reference);
  }

  private async shown(tx: Transaction, change: Change): Promise<ShownConflicts> {
    const { found, earlier } = await asItsOwner(tx, change, async () => ({
      found: await this.asOwner(tx, change),
      earlier: await this.answers.findings(tx, change.id, EARLIER),
    }));
    const labels = await this.labels.of(tx, found.conflicts);
    const people = await namesOf(tx, [
      ...found.conflicts.flatMap(sayers),
      ...found.asked.map(({ saidBy }) => saidBy),
      ...earlier.map(({ foundFor }) => foundFor),
    ]);
    return { ...found, labels, people, earlier };
  }

  private foundOf({ tx, change }: OpenChange): Promise<Found> {
    return asItsOwner(tx, change, () => this.asOwner(tx, change));
  }

  private async asOwner(tx: Transaction, seen: Change): Promise<Found> {
    const change = isMadeBy(tx.actor, seen) ? seen : await this.stores.changes.byReference(tx, seen.reference);
    const parties = await this.stores.changes.parties(tx, change.id);
    return this.conflicts.find(tx, change, parties, insideOf(change).implementerIds);
  }
}

/** The overlap with a change on a service, of which this one was told or which its owner has acknowledged. */
function overlapWith({ conflicts, asked }: Found, { windowFrom, windowTo }: Change, reference: string) {
  const found = conflicts.find((one) => one.kind === 'same_service' && one.change?.reference === reference);
  if (found?.change) {
    const { from, to } = found;
    return { id: found.change.id, institutionId: found.change.institutionId, from, to };
  }
  const ask = asked.find(({ changeReference }) => changeReference === reference);
  if (!ask || !windowFrom || !windowTo) return undefined;
  const { changeId: id, institutionId, from, to } = ask;
  return { id, institutionId, from, to };
}

const sayers = ({ override, exemption, acknowledgements }: FoundConflict): string[] =>
  [override, exemption, ...acknowledgements].flatMap((one) => (one ? [one.saidBy] : []));

/** Those who make it, and those who are asked to decide on it. */
export function assertDecides({ inside }: Change): void {
  if (!inside)
    throw forbidden('What stands against a change is known to those who make it and those who decide on it.');
}

function assertOwn(actor: Actor, change: Change): void {
  if (change.institutionId !== actor.institution.id || !change.inside)
    throw forbidden('Another institution makes this change.');
}
