import { Injectable } from '@nestjs/common';
import { UnitOfWork, type Actor, type Transaction } from '../../../database/index.js';
import { decodeCursor, toPage, type Page } from '../../../http/index.js';
import { Clock, forbidden, notFound } from '../../../kernel/index.js';
import { can } from '../../identity/index.js';
import { ChangeStores } from '../stores/change-stores.js';
import type { Change } from '../change.js';
import { isMadeBy } from '../moves/deciding.js';
import { RoundViews, type RoundView } from './round-views.js';
import { RoundsStore } from './rounds.store.js';
import { VotesStore } from './votes.store.js';

const isNumber = (key: unknown): key is number => Number.isInteger(key) && Number(key) > 0 && Number(key) < 2 ** 31;

/** Rounds of votes as their seats read them, and those who make the change. */
@Injectable()
export class RoundReadingService {
  constructor(
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
    private readonly stores: ChangeStores,
    private readonly rounds: RoundsStore,
    private readonly votes: VotesStore,
    private readonly views: RoundViews,
  ) {}

  /** The last round, as it stands. */
  tally(actor: Actor, reference: string): Promise<RoundView> {
    return this.reading(actor, reference, async (tx, change) => {
      const round = await this.rounds.last(tx, change.id);
      if (!round) throw notFound();
      return this.views.of(tx, change, round, this.clock.now());
    });
  }

  /** Oldest first. */
  list(actor: Actor, reference: string, limit: number, cursor: string | undefined): Promise<Page<RoundView>> {
    const after = decodeCursor(cursor, isNumber);
    return this.reading(actor, reference, async (tx, change) => {
      const rounds = await this.rounds.ofChange(tx, change.id, after, limit + 1);
      const found: RoundView[] = [];
      for (const round of rounds) found.push(await this.views.of(tx, change, round, this.clock.now()));
      return toPage(
        found,
        limit,
        ({ round }) => round.number,
        (view) => view,
      );
    });
  }

  /** 404 for whoever does not see the change, then 403 for whoever neither has a seat nor makes it. */
  private reading<T>(
    actor: Actor,
    reference: string,
    read: (tx: Transaction, change: Change) => Promise<T>,
  ): Promise<T> {
    return this.work.run(actor, async (tx) => {
      const change = await this.stores.changes.byReference(tx, reference);
      const isRole = change.serviceIds.some((id) => can(actor, 'change.read_votes', id));
      if (!isRole || !(isMadeBy(actor, change) || (await this.votes.hasSeat(tx, change.id))))
        throw forbidden('Votes are read by those who have a seat, and by those who make the change.');
      return read(tx, change);
    });
  }
}
