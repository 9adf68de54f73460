import { Injectable } from '@nestjs/common';
import { UnitOfWork, nextReference, type Actor, type Transaction } from '../../../database/index.js';
import { assertVersion, decodeCursor, toPage, type Page } from '../../../http/index.js';
import { Clock, conflict, invalid, isUuid, localDate, newId, parseLocalDate } from '../../../kernel/index.js';
import { can, actorOfColleague, namesOf, requirePermission } from '../../identity/index.js';
import { institutionById } from '../../institutions/index.js';
import { ProblemsStore } from '../../tickets/index.js';
import { movesFrom, type ImprovementMove } from './domain/moves.js';
import { ImprovementRecord, type ImprovementEntry } from './improvement-record.js';
import type { Improvement, ImprovementKind, Recurrence, Task, WrittenReview } from './improvement.js';
import { ImprovementWritingStore } from './improvement-writing.store.js';
import { ImprovementsStore, type ImprovementQuery } from './improvements.store.js';

export interface Commitment {
  /** Reference of a problem of the own institution. */
  problem: string;
  kind: ImprovementKind;
  title: string;
  criterion: string;
  /** Who answers for it: id of a colleague who may work on improvements of the service. */
  owner: string;
  dueOn: string;
  tasks?: readonly string[] | undefined;
  /** Reference of an action of the catalogue. */
  action?: string | null | undefined;
}

export type ChangedCommitment = Partial<
  Pick<Commitment, 'kind' | 'title' | 'criterion' | 'owner' | 'dueOn' | 'action'>
>;

export interface ImprovementDetails {
  improvement: Improvement;
  tasks: Task[];
  reviews: WrittenReview[];
  recurrences: Recurrence[];
  moves: ImprovementMove[];
  names: ReadonlyMap<string, string>;
}

export interface Listing extends Omit<ImprovementQuery, 'after' | 'dueBy'> {
  /** Those that are due, or to be reviewed, today or before. */
  due?: boolean | undefined;
  cursor?: string | undefined;
}

interface Place {
  on: string;
  id: string;
}
const isPlace = (key: unknown): key is Place => {
  const { on, id } = (key ?? {}) as Partial<Record<keyof Place, unknown>>;
  const isDate = on === 'infinity' || (typeof on === 'string' && parseLocalDate(on) !== undefined);
  return isDate && typeof id === 'string' && isUuid(id);
};
const isEventId = (key: unknown): key is string => typeof key === 'string' && isUuid(key);

export type Doing = (tx: Transaction, one: Improvement, at: Date, today: string) => Promise<void>;

/** What was promised about causes: committed, read, listed, changed. Its moves are in ImprovementMovesService. */
@Injectable()
export class ImprovementsService {
  constructor(
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
    private readonly problems: ProblemsStore,
    private readonly improvements: ImprovementsStore,
    private readonly writing: ImprovementWritingStore,
    private readonly record: ImprovementRecord,
  ) {}

  /** What is due first comes first, then what is ended. */
  list(
    actor: Actor,
    { due, cursor, limit, ...query }: Listing,
  ): Promise<Page<Improvement & { ownerName: string | null }>> {
    const after = decodeCursor(cursor, isPlace);
    return this.work.run(actor, async (tx) => {
      const dueBy = due ? await this.today(tx, this.clock.now()) : undefined;
      const rows = await this.improvements.list(tx, { ...query, dueBy, after, limit: limit + 1 });
      const names = await namesOf(
        tx,
        rows.map(({ ownerId }) => ownerId),
      );
      const keyOf = ({ nextOn, id }: Improvement): Place => ({ on: nextOn ?? 'infinity', id });
      return toPage(rows, limit, keyOf, (row) => ({ ...row, ownerName: names.get(row.ownerId) ?? null }));
    });
  }

  one(actor: Actor, reference: string): Promise<ImprovementDetails> {
    return this.work.run(actor, async (tx) => this.details(tx, await this.improvements.byReference(tx, reference)));
  }

  timeline(actor: Actor, reference: string, limit: number, cursor?: string): Promise<Page<ImprovementEntry>> {
    const after = decodeCursor(cursor, isEventId);
    return this.work.run(actor, async (tx) => {
      const { id } = await this.improvements.byReference(tx, reference);
      const rows = await this.record.read(tx, id, after, limit + 1);
      return toPage(
        rows,
        limit,
        (row) => row.id,
        (row) => row,
      );
    });
  }

  commit(actor: Actor, said: Commitment, change?: string): Promise<ImprovementDetails> {
    return this.work.run(actor, (tx) => this.commitIn(tx, said, change));
  }

  /** The same within a transaction, for the review of a change. */
  async commitIn(tx: Transaction, said: Commitment, change?: string): Promise<ImprovementDetails> {
    const { actor } = tx;
    const problem = await this.problems.find(tx, said.problem);
    if (!problem?.inside) throw invalid('problem', 'unknown_problem', 'There is no such problem of your institution.');
    requirePermission(actor, 'improvement.write', problem.serviceId);
    const now = this.clock.now();
    await this.assertOwner(tx, said.owner, problem.serviceId);
    assertAhead(said.dueOn, await this.today(tx, now));
    const reference = await nextReference(tx, 'improvement', actor.institution, await this.zone(tx), now);
    const { kind, title, criterion, owner, dueOn, tasks = [], action } = said;
    const one = {
      ...{ id: newId(now), serviceId: problem.serviceId, problemId: problem.id, reference },
      ...{ kind, title, criterion, ownerId: owner, dueOn },
      ...{ changeReference: change ?? null, actionReference: action ?? null },
    };
    await this.writing.add(tx, one, now);
    await this.writing.addTasks(tx, one.id, tasks, now);
    await this.writing.wake(tx, one.id, dueOn, await this.zone(tx));
    await this.record.say(tx, one.id, now, 'improvement.committed', {
      problemId: problem.id,
      serviceId: problem.serviceId,
      ownerId: owner,
      kind,
      dueOn,
      ...(change === undefined ? {} : { change }),
    });
    return this.details(tx, await this.improvements.byReference(tx, reference));
  }

  change(
    actor: Actor,
    reference: string,
    ifMatch: number | undefined,
    said: ChangedCommitment,
  ): Promise<ImprovementDetails> {
    return this.doing(actor, reference, ifMatch, 'improvement.write', async (tx, one, at, today) => {
      if (one.state !== 'open') throw promised(one);
      const { owner: ownerId = one.ownerId, action = one.actionReference, ...rest } = given(said);
      if (ownerId !== one.ownerId) await this.assertOwner(tx, ownerId, one.serviceId);
      if (rest.dueOn !== undefined && rest.dueOn !== one.dueOn) assertAhead(rest.dueOn, today);
      const changed = { ...one, ...rest, ownerId, actionReference: action, nextOn: rest.dueOn ?? one.nextOn };
      await this.writing.save(tx, changed, at);
      if (changed.nextOn !== one.nextOn) await this.writing.wake(tx, one.id, changed.nextOn, await this.zone(tx));
      const fields = Object.keys(given(said)).sort();
      await this.record.say(tx, one.id, at, 'improvement.changed', { fields, ownerId, dueOn: changed.dueOn });
    });
  }

  /** What is not visible is 404, then the role (403), the version (412), and what the doing itself refuses. */
  doing(
    actor: Actor,
    reference: string,
    ifMatch: number | undefined,
    permission: 'improvement.write' | 'improvement.review',
    make: Doing,
  ): Promise<ImprovementDetails> {
    return this.work.run(actor, async (tx) => {
      const seen = await this.improvements.byReference(tx, reference);
      requirePermission(actor, permission, seen.serviceId);
      await this.improvements.hold(tx, seen.id);
      const one = await this.improvements.byReference(tx, reference);
      assertVersion(ifMatch, one.version);
      const now = this.clock.now();
      const at = now < one.updatedAt ? one.updatedAt : now;
      await make(tx, one, at, await this.today(tx, at));
      return this.details(tx, await this.improvements.byReference(tx, reference));
    });
  }

  private async details(tx: Transaction, improvement: Improvement): Promise<ImprovementDetails> {
    const tasks = await this.improvements.tasks(tx, improvement.id);
    const reviews = await this.improvements.reviews(tx, improvement.id);
    const recurrences = await this.improvements.recurrences(tx, improvement.id);
    const { ownerId, createdBy, implementedBy } = improvement;
    const people = [
      ownerId,
      createdBy,
      implementedBy,
      ...tasks.map(({ doneBy }) => doneBy),
      ...reviews.map(({ byId }) => byId),
    ];
    const names = await namesOf(
      tx,
      people.filter((id) => id !== null),
    );
    return { improvement, tasks, reviews, recurrences, moves: movesFrom(improvement.state), names };
  }

  private async assertOwner(tx: Transaction, personId: string, serviceId: string): Promise<void> {
    const owner = await actorOfColleague(tx, personId);
    if (!owner || !can(owner, 'improvement.write', serviceId))
      throw invalid('owner', 'not_possible', 'Nobody of your institution who may work on this service has that id.');
  }

  private async zone(tx: Transaction): Promise<string> {
    return (await institutionById(tx, tx.actor.institution.id))?.timeZone ?? 'UTC';
  }

  private async today(tx: Transaction, at: Date): Promise<string> {
    return localDate(at, await this.zone(tx));
  }
}

function assertAhead(dueOn: string, today: string): void {
  if (dueOn < today) throw invalid('dueOn', 'past', 'The date on which it is due has passed.');
}

const promised = ({ state }: Improvement) =>
  conflict('not_possible_now', `What was promised stays: the improvement is ${state}.`, movesFrom(state));

/** What was said, without what was left out. */
function given(said: ChangedCommitment): ChangedCommitment {
  const entries: [string, unknown][] = Object.entries(said);
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined));
}
