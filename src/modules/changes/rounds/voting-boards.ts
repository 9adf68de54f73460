import { Injectable } from '@nestjs/common';
import type { Transaction } from '../../../database/index.js';
import type { Change } from '../change.js';
import type { Rule } from '../domain/ballot.js';
import { StandingBoards } from '../standing/boards/standing-boards.js';
import { isVotedOn, type GivenSeat } from './domain/round.js';
import { RoundsStore, type Round } from './rounds.store.js';

export interface VotedService {
  id: string;
  code: string;
  leadId: string;
}

export interface VotingBoard {
  version: number;
  seats: GivenSeat[];
  rule: Rule;
  quorumPercent: number;
  isFullVote: boolean;
  /** Those who sit in it and may no longer vote. */
  lapsed: readonly string[];
}

/** A service of a change, and who votes on its changes; nobody has said so where `board` is undefined. */
export interface AskedBoard {
  service: VotedService;
  board: VotingBoard | undefined;
}

/**
 * Which boards vote on a change: of what is major that of each of its services, else those in which everybody affected
 * votes. They are asked one after another, in the order in which the change names its services, and all have to approve.
 */
@Injectable()
export class VotingBoards {
  constructor(
    private readonly boards: StandingBoards,
    private readonly rounds: RoundsStore,
  ) {}

  /** Nobody, where it is decided on by one person. */
  async asked(tx: Transaction, change: Change): Promise<AskedBoard[]> {
    const all = await this.all(tx, change);
    return all.filter(({ board }) => isVotedOn(change.class, board?.isFullVote === true));
  }

  /** Those of them that have not approved it as it stands; the first is asked next. */
  async left(tx: Transaction, change: Change): Promise<AskedBoard[]> {
    const asked = await this.asked(tx, change);
    if (asked.length === 0) return [];
    const approved = approvals(await this.rounds.ofChange(tx, change.id)).map(({ serviceId }) => serviceId);
    return asked.filter(({ service }) => !approved.includes(service.id));
  }

  /** An emergency is ratified by seats of the board of the service that it names first. */
  async first(tx: Transaction, change: Change): Promise<AskedBoard | undefined> {
    const [service] = await this.rounds.servicesOf(tx, change.serviceIds);
    return service && { service, board: await this.of(tx, service) };
  }

  private async all(tx: Transaction, change: Change): Promise<AskedBoard[]> {
    const found: AskedBoard[] = [];
    for (const service of await this.rounds.servicesOf(tx, change.serviceIds))
      found.push({ service, board: await this.of(tx, service) });
    return found;
  }

  private async of(tx: Transaction, service: VotedService): Promise<VotingBoard | undefined> {
    const found = await this.boards.boardOf(tx, service);
    if (!found) return undefined;
    const { version, board, lapsed } = found;
    return {
      version,
      seats: found.seats.map(({ id, n, kind, institution, hasVeto, member, deputies }): GivenSeat => ({
        id,
        n,
        kind,
        institutionId: institution.id,
        hasVeto,
        member: member?.personId ?? null,
        deputies: deputies.map(({ personId, from, until }) => ({ person: personId, from, until })),
      })),
      rule: board.rule,
      quorumPercent: board.quorumPercent,
      isFullVote: board.isFullVote,
      lapsed,
    };
  }
}

/** Rounds of boards that approved a change as it stands. */
export const approvals = (rounds: readonly Round[]): Round[] =>
  rounds.filter(({ kind, state, voidedAt }) => kind === 'board' && state === 'approved' && voidedAt === null);
