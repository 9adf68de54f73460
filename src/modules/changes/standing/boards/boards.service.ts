import { Injectable } from '@nestjs/common';
import { UnitOfWork, type Actor, type Transaction } from '../../../../database/index.js';
import { assertVersion, decodeCursor, toPage, type Page } from '../../../../http/index.js';
import { Clock, DomainError, forbidden, newId, notFound, type FieldError } from '../../../../kernel/index.js';
import { requirePermission } from '../../../identity/index.js';
import { institutionByCode } from '../../../institutions/index.js';
import { BoardRecord } from './board-record.js';
import { BoardsStore, type BoardVersion, type ConcernedService } from './boards.store.js';
import { flawsOfComposition, keptSeats, ruleOf, type Composition, type SeatKind } from './domain/composing.js';
import type { StandingSeat } from './domain/sitting.js';
import { StandingBoards } from './standing-boards.js';

/** A board as it is read; the service has none yet where `current` is undefined. */
export interface ReadBoard {
  service: ConcernedService;
  current: BoardVersion | undefined;
  seats: StandingSeat[];
}

export interface WrittenBoard extends Omit<Composition, 'seats'> {
  seats: readonly { n: number; kind: SeatKind; institution: string; hasVeto: boolean }[];
}

/** Who votes on what is major: composed by the lead provider, which chooses institutions and nobody of theirs. */
@Injectable()
export class BoardsService {
  constructor(
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
    private readonly boards: BoardsStore,
    private readonly standing: StandingBoards,
    private readonly record: BoardRecord,
  ) {}

  read(actor: Actor, code: string): Promise<ReadBoard> {
    return this.work.run(actor, async (tx) => this.whole(tx, await this.readable(tx, code)));
  }

  /** Every composition that there was, the newest first. */
  versions(actor: Actor, code: string, limit: number, cursor: string | undefined): Promise<Page<BoardVersion>> {
    const before = decodeCursor(
      cursor,
      (key): key is number => Number.isInteger(key) && Math.abs(Number(key)) < 2 ** 31,
    );
    return this.work.run(actor, async (tx) => {
      const { id } = await this.readable(tx, code);
      const rows = await this.boards.versions(tx, id, limit + 1, before);
      return toPage(
        rows,
        limit,
        ({ number }) => number,
        (row) => row,
      );
    });
  }

  /** The next version. Refused (422) with everything for which it could not decide. */
  compose(actor: Actor, code: string, ifMatch: number | undefined, written: WrittenBoard): Promise<ReadBoard> {
    return this.work.run(actor, async (tx) => {
      const service = await this.seen(tx, code);
      if (service.leadId !== actor.institution.id)
        throw forbidden('The lead provider of the service composes its board.');
      requirePermission(actor, 'change_board.compose', service.id);
      await this.boards.hold(tx, service.id);
      const before = await this.boards.current(tx, service.id);
      assertVersion(ifMatch, before?.number ?? 0);
      const { composition, unknown } = await this.withInstitutions(tx, written);
      const users = written.isFullVote ? await this.boards.users(tx, service.id) : [];
      const flaws = flawsOfComposition(
        composition,
        users.map(({ id }) => id),
      );
      if (unknown.length + flaws.length > 0) throw undecided([...unknown, ...flaws]);
      const now = this.clock.now();
      const at = before && before.writtenAt > now ? before.writtenAt : now;
      const id = before?.id ?? newId(at);
      const number = (before?.number ?? 0) + 1;
      const seats = keptSeats(composition.seats, before?.seats ?? [], () => newId(at)).map((seat) => ({
        id: seat.id,
        n: seat.n,
        kind: seat.kind,
        institutionId: seat.institutionId,
        hasVeto: seat.hasVeto,
      }));
      const { quorumPercent, isFullVote } = written;
      const rule = ruleOf(written.rule);
      await this.boards.write(tx, { id, serviceId: service.id, number, seats, rule, quorumPercent, isFullVote, at });
      await this.record.composed(tx, id, at, { number, seats: seats.length });
      return this.whole(tx, service);
    });
  }

  async whole(tx: Transaction, service: ConcernedService): Promise<ReadBoard> {
    const current = await this.boards.current(tx, service.id);
    return { service, current, seats: current ? await this.standing.seatsOf(tx, service.id, current) : [] };
  }

  /** Whose board is hidden and what there is not reads the same. */
  async seen(tx: Transaction, code: string): Promise<ConcernedService> {
    const service = await this.boards.service(tx, code);
    if (!service) throw notFound();
    return service;
  }

  private async readable(tx: Transaction, code: string): Promise<ConcernedService> {
    const service = await this.seen(tx, code);
    requirePermission(tx.actor, 'change_board.read', service.id);
    return service;
  }

  private async withInstitutions(
    tx: Transaction,
    written: WrittenBoard,
  ): Promise<{ composition: Composition; unknown: FieldError[] }> {
    const ids = new Map<string, string | undefined>();
    for (const { institution } of written.seats)
      if (!ids.has(institution)) ids.set(institution, (await institutionByCode(tx, institution))?.id);
    const message = 'No such institution.';
    return {
      composition: {
        ...written,
        seats: written.seats.map(({ institution, ...seat }) => ({
          ...seat,
          institutionId: ids.get(institution) ?? '',
        })),
      },
      unknown: written.seats.flatMap(({ institution }, place) =>
        ids.get(institution) === undefined
          ? [{ pointer: `/seats/${place}/institution`, code: 'unknown_institution', message }]
          : [],
      ),
    };
  }
}

function undecided(errors: FieldError[]): DomainError {
  const code = errors[0]?.code ?? 'undecided';
  return new DomainError({ kind: 'unprocessable', code, detail: 'This board could not decide.', errors });
}
