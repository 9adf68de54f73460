import { Injectable } from '@nestjs/common';
import { UnitOfWork, type Actor, type Transaction } from '../../../database/index.js';
import { assertVersion, decodeCursor, invalidInput, placeByName, toPage, type Page } from '../../../http/index.js';
import { Clock, DomainError, forbidden, newId, notFound } from '../../../kernel/index.js';
import { requirePermission } from '../../identity/index.js';
import { SearchingService } from '../finding/searching.service.js';
import { filterOf, partsOf } from '../listing.service.js';
import type { TicketFilter } from '../stores/ticket-filter.js';
import type { TicketLine } from '../stores/ticket-list.store.js';
import { readFilter } from './reading-filter.js';
import { ViewsStore, type SavedView, type Sharing } from './views.store.js';

export interface ViewWish {
  name: string;
  filter: Record<string, string>;
  sort?: string | undefined;
  sharedWith?: Sharing | undefined;
  team?: string | undefined;
}

/** With the parts of its filter that the list does not know any more. */
export interface ShownView extends SavedView {
  outdated: string[];
}

export interface ViewCount {
  id: string;
  name: string;
  count: number | null;
  isExact: boolean;
}

/** A count goes up to this; more is "more than". */
export const BOUND = 100;
const MOST_VIEWS = 50;

/** Questions to the list of tickets, kept under a name. Whoever opens one sees what the list would show them. */
@Injectable()
export class ViewsService {
  constructor(
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
    private readonly views: ViewsStore,
    private readonly searching: SearchingService,
  ) {}

  async list(actor: Actor, limit: number, cursor?: string): Promise<Page<ShownView>> {
    const after = decodeCursor(cursor, placeByName);
    const page = toPage(
      await this.work.run(actor, (tx) => this.views.all(tx, limit + 1, after)),
      limit,
      ({ name, id }) => ({ name, id }),
      (view) => view,
    );
    return { ...page, items: await Promise.all(page.items.map(shown)) };
  }

  async read(actor: Actor, id: string): Promise<ShownView> {
    return shown(await this.work.run(actor, (tx) => this.found(tx, id)));
  }

  async make(actor: Actor, wish: ViewWish): Promise<ShownView> {
    await assertReadable(wish);
    const view = await this.work.run(actor, async (tx) => {
      if ((await this.views.countOwn(tx)) >= MOST_VIEWS)
        throw new DomainError({
          kind: 'conflict',
          code: 'too_many',
          detail: 'You have as many views as one can have.',
        });
      const id = newId(this.clock.now());
      const made = {
        ...(await this.asWished(tx, wish)),
        id,
        ownerId: actor.personId,
        ownerName: actor.name,
        version: 1,
      };
      if (!(await this.views.add(tx, made))) throw taken();
      return made;
    });
    return shown(view);
  }

  async change(actor: Actor, id: string, version: number | undefined, wish: ViewWish): Promise<ShownView> {
    const was = await this.work.run(actor, (tx) => this.ownOf(tx, id));
    assertVersion(version, was.version);
    await assertReadable(wish);
    const view = await this.work.run(actor, async (tx) => {
      const now = await this.ownOf(tx, id);
      assertVersion(version, now.version);
      const changed = { ...now, ...(await this.asWished(tx, wish)) };
      if (await this.views.hasName(tx, changed.name, id)) throw taken();
      if (!(await this.views.save(tx, changed))) assertVersion(now.version, now.version + 1);
      return { ...changed, version: now.version + 1 };
    });
    return shown(view);
  }

  remove(actor: Actor, id: string): Promise<void> {
    return this.work.run(actor, async (tx) => {
      await this.ownOf(tx, id);
      await this.views.remove(tx, id);
    });
  }

  /** What the list shows for it. A view of which a part is not known any more shows nothing: less said would find more. */
  async tickets(actor: Actor, id: string, limit: number, cursor?: string): Promise<Page<TicketLine>> {
    const view = await this.work.run(actor, (tx) => this.found(tx, id));
    const { question, errors } = await readFilter(view.filter, view.sort);
    if (!question) {
      const detail = 'Parts of this view are not known any more: save it anew.';
      throw new DomainError({ kind: 'conflict', code: 'view_outdated', detail, errors });
    }
    return this.searching.lines(actor, { ...question.listing, limit, cursor }, question.typed);
  }

  /**
   * How many tickets each of one's views finds, own and shared; null for what is outdated. Those without words in one
   * statement, those with words by the search.
   */
  async counts(actor: Actor): Promise<ViewCount[]> {
    const views = await this.work.run(actor, (tx) => this.views.all(tx, MOST_VIEWS));
    const read = await Promise.all(
      views.map(async (view) => ({ view, question: (await readFilter(view.filter, view.sort)).question })),
    );
    return this.work.run(actor, async (tx) => {
      const filters: TicketFilter[] = [];
      for (const { question } of read)
        if (question && !question.clauses) filters.push(await filterOf(tx, question.listing));
      const counts = await this.views.counts(tx, partsOf(actor), filters, BOUND);
      const counted: ViewCount[] = [];
      for (const { view, question } of read) {
        const { id, name } = view;
        if (!question) counted.push({ id, name, count: null, isExact: true });
        else if (question.clauses) {
          // words are looked for by the search itself, so that it counts what it would find
          const found = await this.searching.countIn(tx, question.listing, question.clauses, BOUND);
          counted.push({ id, name, ...found });
        } else {
          const count = counts.shift() ?? 0;
          counted.push({ id, name, count: Math.min(count, BOUND), isExact: count <= BOUND });
        }
      }
      return counted;
    });
  }

  private async found(tx: Transaction, id: string): Promise<SavedView> {
    const view = await this.views.byId(tx, id);
    if (!view) throw notFound();
    requirePermission(tx.actor, 'view.keep');
    return view;
  }

  private async ownOf(tx: Transaction, id: string): Promise<SavedView> {
    const view = await this.found(tx, id);
    if (view.ownerId !== tx.actor.personId) throw forbidden('Only who made a view changes it.');
    return view;
  }

  private async asWished(tx: Transaction, { name, filter, sort, sharedWith = 'none', team }: ViewWish) {
    if (
      (sharedWith === 'team') !== (team !== undefined) ||
      (team !== undefined && !(await this.views.hasTeam(tx, team)))
    ) {
      const message = 'Sharing with a team needs one that you are in, and nothing else does.';
      throw new DomainError({
        kind: 'unprocessable',
        code: 'unknown_team',
        detail: message,
        errors: [{ pointer: '/team', code: 'unknown_team', message }],
      });
    }
    return { name, filter, sort: sort ?? null, sharedWith, teamId: team ?? null };
  }
}

async function assertReadable({ filter, sort }: ViewWish): Promise<void> {
  const { errors } = await readFilter(filter, sort ?? null);
  if (errors.length > 0) throw invalidInput(errors);
}

async function shown(view: SavedView): Promise<ShownView> {
  const { errors } = await readFilter(view.filter, view.sort);
  return { ...view, outdated: [...new Set(errors.map(({ pointer }) => pointer.split('/').at(-1) ?? ''))] };
}

function taken(): DomainError {
  const message = 'You have another view of this name.';
  return new DomainError({
    kind: 'conflict',
    code: 'name_taken',
    detail: message,
    errors: [{ pointer: '/name', code: 'name_taken', message }],
  });
}
