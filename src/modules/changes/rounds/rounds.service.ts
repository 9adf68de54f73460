import { Injectable } from '@nestjs/common';
import { UnitOfWork, type Actor, type Transaction } from '../../../database/index.js';
import { decodeCursor, toPage, type Page } from '../../../http/index.js';
import { Clock, conflict, forbidden, notFound } from '../../../kernel/index.js';
import { can } from '../../identity/index.js';
import { ChangeDesk, standingOf, type OpenChange } from '../change-desk.js';
import { ChangeStores } from '../change-stores.js';
import type { Change, Party } from '../change.js';
import { isMadeBy } from '../deciding.js';
import { RoundOpening } from './round-opening.js';
import { RoundViews, type RoundView } from './round-views.js';
import { RoundsStore } from './rounds.store.js';
import { VotesStore } from './votes.store.js';

const isNumber = (key: unknown): key is number => Number.isInteger(key) && Number(key) > 0 && Number(key) < 2 ** 31;

/** Rounds of votes: opened by the change manager, read by their seats and by those who make the change. */
@Injectable()
export class RoundsService {
  constructor(
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
    private readonly desk: ChangeDesk,
    private readonly stores: ChangeStores,
    private readonly rounds: RoundsStore,
    private readonly votes: VotesStore,
    private readonly opening: RoundOpening,
    private readonly views: RoundViews,
  ) {}

  /** For what is major, and for whatever is decided on where everybody affected votes. */
  async open(actor: Actor, reference: string, ifMatch: number | undefined): Promise<RoundView> {
    return this.opened(actor, reference, ifMatch, async (open) => {
      const { tx, change } = open;
      if (change.state !== 'deciding') throw conflict('not_possible_now', `The change is ${change.state}.`);
      const isVotedOn = change.class === 'major' || (await this.isFullVote(tx, change));
      if (!isVotedOn) throw conflict('not_voted_on', 'Its change manager decides on this change.');
      return this.opening.open(open, 'board');
    });
  }

  /** Opened with the start; by hand where nobody could be asked then. Once: what was refused stays so. */
  async ratify(actor: Actor, reference: string, ifMatch: number | undefined): Promise<RoundView> {
    return this.opened(actor, reference, ifMatch, async (open) => {
      const { tx, change } = open;
      if (change.class !== 'emergency') throw conflict('not_an_emergency', 'Only an emergency is ratified.');
      if (change.startedAt === null || change.state === 'closed')
        throw conflict('not_possible_now', `The change is ${change.state}.`);
      const before = await this.rounds.ofChange(tx, change.id);
      if (before.some(({ kind, voidedAt }) => kind === 'ratification' && voidedAt === null))
        throw conflict('ratification_asked', 'Whether it is ratified was asked already.');
      return this.opening.open(open, 'ratification');
    });
  }

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

  private async isFullVote(tx: Transaction, change: Change): Promise<boolean> {
    if (!['normal', 'standard'].includes(change.class)) return false;
    return (await this.opening.boardOf(tx, change))?.isFullVote === true;
  }

  private async opened(
    actor: Actor,
    reference: string,
    ifMatch: number | undefined,
    open: (change: OpenChange) => ReturnType<RoundOpening['open']>,
  ): Promise<RoundView> {
    const found: { view?: RoundView } = {};
    const make = async (change: OpenChange) => {
      if (change.change.heldAt) throw conflict('held', 'The change is held.');
      const round = await open(change);
      found.view = await this.views.of(change.tx, change.change, round, change.now);
    };
    await this.desk.open(actor, reference, ifMatch, make, (seen) => {
      assertManages(actor, seen);
    });
    if (!found.view) throw new Error('a round that was just opened is gone');
    return found.view;
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

function assertManages(actor: Actor, { change, parties }: { change: Change; parties: readonly Party[] }): void {
  const { isOwn, roles } = standingOf(actor, change, parties);
  if (!isOwn || !isMadeBy(actor, change) || !roles.has('change_manager'))
    throw forbidden('The change manager of the institution that makes a change opens its rounds.');
}
