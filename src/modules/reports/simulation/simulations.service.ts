import { Injectable } from '@nestjs/common';
import { UnitOfWork, type Actor, type Transaction } from '../../../database/index.js';
import {
  decodeCursor,
  invalidInput,
  isInstantText,
  toPage,
  type Page,
  type PageQueryDto,
} from '../../../http/index.js';
import { Clock, DomainError, isUuid, newId, notFound, orThrow } from '../../../kernel/index.js';
import {
  CommitmentsStore,
  ownAgreement,
  proposedVersion,
  startingPoint,
  type ProposedVersion,
} from '../../catalogue/index.js';
import type { SimulatedTerms } from './domain/messages.js';
import { flawsOfPeriod, startOfMonth } from './domain/period.js';
import { knownHolidays } from './domain/known-holidays.js';
import type { SimulateDto } from './dto/simulate.dto.js';
import type { SimulationDto, WholeSimulationDto } from './dto/simulation.dto.js';
import { toSimulationDto, toWholeSimulationDto } from './dto/to-simulation-dto.js';
import * as store from './simulations.store.js';

const MOST_UNFINISHED = 3;

/** What a side of an agreement asks about other terms, and what came of it. The other side learns nothing of it. */
@Injectable()
export class SimulationsService {
  constructor(
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
    private readonly commitments: CommitmentsStore,
  ) {}

  simulate(actor: Actor, agreementId: string, body: SimulateDto): Promise<SimulationDto> {
    return this.work.run(actor, async (tx) => {
      const now = this.clock.now();
      const agreement = await ownAgreement(tx, agreementId, now);
      const period = { from: body.from, to: body.to };
      const flaws = flawsOfPeriod(period, agreement.today.slice(0, 7));
      if (flaws.length > 0) throw invalidInput(flaws);
      const terms = await this.termsOf(tx, agreementId, body, now);
      if ((await store.countUnfinished(tx)) >= MOST_UNFINISHED) throw tooMany();
      const id = newId(now);
      await store.addSimulation(tx, { id, agreementId, period, terms, at: now });
      return toSimulationDto(await this.found(tx, agreementId, id));
    });
  }

  list(actor: Actor, agreementId: string, { limit = 50, cursor }: PageQueryDto): Promise<Page<SimulationDto>> {
    const before = decodeCursor(cursor, isKey);
    return this.work.run(actor, async (tx) => {
      await ownAgreement(tx, agreementId, this.clock.now());
      const rows = await store.simulationsBefore(tx, agreementId, before, limit + 1);
      return toPage(rows, limit, ({ askedAt, id }) => [askedAt.toISOString(), id], toSimulationDto);
    });
  }

  read(actor: Actor, agreementId: string, id: string): Promise<WholeSimulationDto> {
    return this.work.run(actor, async (tx) => {
      const simulation = await this.found(tx, agreementId, id);
      await ownAgreement(tx, agreementId, this.clock.now());
      return toWholeSimulationDto(simulation);
    });
  }

  cancel(actor: Actor, agreementId: string, id: string): Promise<SimulationDto> {
    return this.work.run(actor, async (tx) => {
      const { state } = await this.found(tx, agreementId, id);
      await ownAgreement(tx, agreementId, this.clock.now());
      if (!(await store.cancelSimulation(tx, id, this.clock.now()))) {
        const detail = `This simulation is over: ${state}.`;
        throw new DomainError({ kind: 'conflict', code: 'simulation_over', detail });
      }
      return toSimulationDto(await this.found(tx, agreementId, id));
    });
  }

  private async found(tx: Transaction, agreementId: string, id: string): Promise<store.WholeSimulation> {
    const simulation = await store.simulationById(tx, agreementId, id);
    if (!simulation) throw notFound();
    return simulation;
  }

  /** Judged like those of a proposal. */
  private async termsOf(tx: Transaction, id: string, body: SimulateDto, now: Date): Promise<SimulatedTerms> {
    const { from, hours, targets, alsoPauses } = body;
    const said = {
      effectiveFrom: new Date(startOfMonth(from)).toISOString(),
      ...(hours === undefined ? {} : { hours }),
      ...(targets === undefined ? {} : { targets }),
      ...(alsoPauses === undefined ? {} : { alsoPauses }),
    };
    const version = orThrow(proposedVersion(said, await startingPoint(tx, id, now), now));
    const promised = await this.commitments.ofAgreement(tx, id);
    const earlier = hours == null ? promised.hours.map(({ holidays }) => holidays) : [];
    return simulatedTerms(version, earlier);
  }
}

function simulatedTerms(
  { targets, alsoPauses, hours }: ProposedVersion,
  earlier: readonly ProposedVersion['hours']['holidays'][],
): SimulatedTerms {
  const { timeZone, weekly, holidays, closures } = hours;
  return { targets, alsoPauses, hours: { timeZone, weekly, closures, holidays: knownHolidays(holidays, earlier) } };
}

function tooMany(): DomainError {
  const detail = `At most ${String(MOST_UNFINISHED)} simulations of an institution are queued or running at a time.`;
  return new DomainError({ kind: 'conflict', code: 'too_many_simulations', detail });
}

function isKey(key: unknown): key is [string, string] {
  if (!Array.isArray(key) || key.length !== 2) return false;
  const [askedAt, id] = key as unknown[];
  return isInstantText(askedAt) && typeof id === 'string' && isUuid(id);
}
