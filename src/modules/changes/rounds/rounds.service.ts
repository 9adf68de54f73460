import { Injectable } from '@nestjs/common';
import type { Actor } from '../../../database/index.js';
import { conflict, forbidden } from '../../../kernel/index.js';
import { ChangeDesk, type OpenChange } from '../moves/change-desk.js';
import { Obstructions } from '../moves/obstructions.js';
import { manages } from './round-moves.js';
import { RoundOpening } from './round-opening.js';
import { RoundViews, type RoundView } from './round-views.js';
import { RoundsStore } from './rounds.store.js';

/** Opens rounds of votes, for the change manager. */
@Injectable()
export class RoundsService {
  constructor(
    private readonly desk: ChangeDesk,
    private readonly rounds: RoundsStore,
    private readonly opening: RoundOpening,
    private readonly views: RoundViews,
    private readonly obstructions: Obstructions,
  ) {}

  /**
   * For what is major, and for whatever is decided on where everybody affected votes: of the board that is asked next.
   * Refused (409) while something stands against the change in its window.
   */
  async open(actor: Actor, reference: string, ifMatch: number | undefined): Promise<RoundView> {
    return this.opened(actor, reference, ifMatch, async (open) => {
      const { change } = open;
      if (change.state !== 'deciding') throw conflict('not_possible_now', `The change is ${change.state}.`);
      const planned = await this.opening.planned(open, 'board');
      // nobody is asked to approve what could not be made as it stands
      await this.obstructions.assertNone(open, 'approve');
      return this.opening.open(open, planned);
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
      return this.opening.open(open, await this.opening.planned(open, 'ratification'));
    });
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
      if (!manages(actor, seen))
        throw forbidden('The change manager of the institution that makes a change opens its rounds.');
    });
    if (!found.view) throw new Error('a round that was just opened is gone');
    return found.view;
  }
}
