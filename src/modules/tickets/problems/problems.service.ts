import { Injectable } from '@nestjs/common';
import { UnitOfWork, nextReference, type Actor, type Transaction } from '../../../database/index.js';
import { assertVersion, decodeCursor, placeInTime, toPage, type Page } from '../../../http/index.js';
import { Clock, forbidden, invalid, isUuid, newId, orThrow } from '../../../kernel/index.js';
import { serviceByCode } from '../../catalogue/index.js';
import { requirePermission } from '../../identity/index.js';
import { institutionById } from '../../institutions/index.js';
import { searchClauses } from '../finding/domain/search-words.js';
import { movesFrom, type ProblemMove } from './domain/moves.js';
import type { Bilingual } from './domain/texts.js';
import { ProblemLinksStore, type LinkedTicket, type Shipping } from './problem-links.store.js';
import { ProblemRecord, type ProblemEntry } from './problem-record.js';
import { ProblemWritingStore, type Note, type Publication, type Written } from './problem-writing.store.js';
import { ProblemsStore, standingOf, type Problem, type ProblemQuery } from './problems.store.js';

export interface Listing {
  service?: string | undefined;
  states?: readonly string[] | undefined;
  published?: boolean | undefined;
  q?: string | undefined;
  limit: number;
  cursor?: string | undefined;
}

/** What somebody writes; what is left out stays as it is. */
export interface Changes {
  title?: string | undefined;
  cause?: string | null | undefined;
  publicTitle?: Bilingual | null | undefined;
  workaround?: Bilingual | null | undefined;
  components?: readonly string[] | undefined;
}

export interface ProblemDetails {
  problem: Problem;
  /** Of its last shipping, for its own institution. */
  shipping: Shipping | undefined;
  moves: ProblemMove[];
}

type Making<T> = (tx: Transaction, problem: Problem, inside: NonNullable<Problem['inside']>, now: Date) => Promise<T>;

const place = placeInTime('at');
const isNumber = (key: unknown): key is number => Number.isInteger(key) && Number(key) >= 0 && Number(key) < 2 ** 31;
const isEventId = (key: unknown): key is string => typeof key === 'string' && isUuid(key);

/** Problems and known errors: read by whomever they concern, written where the service is run. */
@Injectable()
export class ProblemsService {
  constructor(
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
    private readonly problems: ProblemsStore,
    private readonly writing: ProblemWritingStore,
    private readonly links: ProblemLinksStore,
    private readonly record: ProblemRecord,
  ) {}

  list(actor: Actor, { q, limit, cursor, service, states, published }: Listing): Promise<Page<Problem>> {
    const after = decodeCursor(cursor, place);
    const clauses = q === undefined ? undefined : orThrow(searchClauses(q));
    const query: ProblemQuery = { service, states, published, clauses, limit: limit + 1, after };
    return this.work.run(actor, async (tx) => {
      const rows = await this.problems.list(tx, query);
      const keyOf = ({ listedAt, id }: Problem) => ({ at: listedAt.toISOString(), id });
      return toPage(rows, limit, keyOf, (row) => row);
    });
  }

  /** With what the actor's institution may do with it now. */
  one(actor: Actor, reference: string): Promise<ProblemDetails> {
    return this.reading(actor, reference, async (tx, problem) => {
      const shipping = await this.links.shipping(tx, problem.id);
      if (!problem.inside) return { problem, shipping, moves: [] };
      const holdsFunction = await this.problems.holdsFunction(tx, problem.serviceId);
      return { problem, shipping, moves: movesFrom(standingOf(problem), holdsFunction) };
    });
  }

  publications(actor: Actor, reference: string, limit: number, cursor?: string): Promise<Page<Publication>> {
    const after = decodeCursor(cursor, isNumber);
    return this.reading(actor, reference, async (tx, { id }) => {
      const rows = await this.writing.publications(tx, id, limit + 1, after);
      return toPage(
        rows,
        limit,
        ({ number }) => number,
        (row) => row,
      );
    });
  }

  timeline(actor: Actor, reference: string, limit: number, cursor?: string): Promise<Page<ProblemEntry>> {
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

  tickets(actor: Actor, reference: string, limit: number, cursor?: string): Promise<Page<LinkedTicket>> {
    const after = decodeCursor(cursor, place);
    return this.reading(actor, reference, async (tx, { id }) => {
      const rows = await this.links.tickets(tx, id, limit + 1, after);
      const keyOf = (row: LinkedTicket) => ({ at: row.linkedAt.toISOString(), id: row.id });
      return toPage(rows, limit, keyOf, (row) => row);
    });
  }

  notes(actor: Actor, reference: string, limit: number, cursor?: string): Promise<Page<Note>> {
    const after = decodeCursor(cursor, place);
    return this.reading(actor, reference, async (tx, { id, inside }) => {
      if (!inside) throw forbidden('Notes are read where the problem is worked on.');
      const rows = await this.writing.notes(tx, id, limit + 1, after);
      const keyOf = (row: Note) => ({ at: row.writtenAt.toISOString(), id: row.id });
      return toPage(rows, limit, keyOf, (row) => row);
    });
  }

  open(actor: Actor, code: string, changes: Changes & { title: string }): Promise<Problem> {
    return this.work.run(actor, async (tx) => {
      const service = await serviceByCode(tx, code);
      if (!service) throw invalid('service', 'unknown_service', 'No such service.');
      requirePermission(actor, 'problem.write', service.id);
      if (!(await this.problems.holdsFunction(tx, service.id)))
        throw forbidden('A problem is worked on by an institution that holds a function of its service.');
      const now = this.clock.now();
      const zone = (await institutionById(tx, actor.institution.id))?.timeZone ?? 'UTC';
      const reference = await nextReference(tx, 'problem', actor.institution, zone, now);
      const id = newId(now);
      const empty = { cause: null, publicTitle: null, workaround: null, components: [] };
      const written: Written = { ...empty, ...given(changes), title: changes.title };
      await this.writing.add(tx, { id, reference, serviceId: service.id, at: now }, written);
      await this.record.say(tx, id, now, 'problem.opened', { audience: 'internal', serviceId: service.id });
      return this.problems.byReference(tx, reference);
    });
  }

  /** Inside: what is published stays as it is until it is published anew. */
  change(actor: Actor, reference: string, ifMatch: number | undefined, changes: Changes): Promise<Problem> {
    return this.changing(actor, reference, ifMatch, async (tx, problem, inside, now) => {
      const { title, cause, publicTitle, workaround, components } = inside;
      const written: Written = { title, cause, publicTitle, workaround, components, ...given(changes) };
      await this.writing.write(tx, problem.id, problem.serviceId, written, now);
      await this.record.say(tx, problem.id, now, 'problem.changed', {
        audience: 'internal',
        fields: Object.keys(given(changes)).sort(),
      });
    });
  }

  note(actor: Actor, reference: string, body: string): Promise<Note> {
    return this.inside(actor, reference, undefined, async (tx, { id }, _inside, now) => {
      const noteId = newId(now);
      await this.writing.note(tx, id, noteId, body, now);
      await this.record.say(tx, id, now, 'problem.noted', { audience: 'internal', noteId });
      return { id: noteId, body, author: actor.name, writtenAt: now };
    });
  }

  follow(actor: Actor, reference: string, isWanted: boolean): Promise<Problem> {
    return this.work.run(actor, async (tx) => {
      const { id, serviceId } = await this.problems.byReference(tx, reference);
      requirePermission(actor, 'problem.follow', actor.scope === 'requester' ? undefined : serviceId);
      if (isWanted) await this.links.follow(tx, id, this.clock.now());
      else await this.links.unfollow(tx, id);
      return this.problems.byReference(tx, reference);
    });
  }

  /**
   * Something is done with a problem of the acting institution, alone. What is not visible is 404, then come the role (403),
   * the version (412), and what the change itself refuses.
   */
  changing(actor: Actor, reference: string, ifMatch: number | undefined, make: Making<void>): Promise<Problem> {
    return this.inside(actor, reference, ifMatch, async (tx, problem, inside, now) => {
      await make(tx, problem, inside, now);
      return this.problems.byReference(tx, reference);
    });
  }

  private inside<T>(actor: Actor, reference: string, ifMatch: number | undefined, make: Making<T>): Promise<T> {
    return this.work.run(actor, async (tx) => {
      const now = this.clock.now();
      const seen = await this.problems.byReference(tx, reference);
      if (!seen.inside) throw forbidden('Another institution works on this problem.');
      requirePermission(actor, 'problem.write', seen.serviceId);
      await this.problems.hold(tx, seen.id, 'alone');
      const problem = await this.problems.byReference(tx, reference);
      if (!problem.inside) throw forbidden('Another institution works on this problem.');
      assertVersion(ifMatch, problem.inside.version);
      const at = now < problem.updatedAt ? problem.updatedAt : now;
      return make(tx, problem, problem.inside, at);
    });
  }

  private reading<T>(
    actor: Actor,
    reference: string,
    read: (tx: Transaction, problem: Problem) => Promise<T>,
  ): Promise<T> {
    return this.work.run(actor, async (tx) => {
      return read(tx, await this.problems.byReference(tx, reference));
    });
  }
}

/** What was said, without what was left out. */
function given(changes: Changes): Partial<Written> {
  return Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined));
}
