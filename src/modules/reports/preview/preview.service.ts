import { Injectable } from '@nestjs/common';
import { UnitOfWork, type Actor, type Transaction } from '../../../database/index.js';
import { formatInstant } from '../../../http/index.js';
import { Clock, newId } from '../../../kernel/index.js';
import {
  CommitmentsStore,
  draftOf,
  ownAgreement,
  ProposalsService,
  type Promised,
  type ProposedVersion,
  type ProposeVersionDto,
} from '../../catalogue/index.js';
import { recordingAfter } from '../../service-hours/index.js';
import { commitmentOf, evaluate, providerFactsFrom } from '../../timers/index.js';
import { movedTimers, type MovedTimer, type Standing } from './domain/moved-timers.js';
import type { MovedTimerDto, PreviewDto, StandingDto } from './dto/preview.dto.js';
import { unitsAtWork, type UnitAtWork } from './units-at-work.store.js';

const BATCH = 500;
const MOST_MOVED = 5000;

/**
 * What a version would do to the tickets at work, worked out with the very functions that will do it once it is accepted:
 * each unit is evaluated with what is promised now, and with the version recorded at this instant.
 */
@Injectable()
export class PreviewService {
  constructor(
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
    private readonly commitments: CommitmentsStore,
    private readonly proposals: ProposalsService,
  ) {}

  preview(actor: Actor, agreementId: string, body: ProposeVersionDto): Promise<PreviewDto> {
    return this.work.run(actor, async (tx) => {
      const now = this.clock.now();
      const agreement = await ownAgreement(tx, agreementId, now);
      const { version, last } = await draftOf(tx, agreement, body, now);
      const at = recordingAfter(last.recordedAt, now);
      const before = await this.commitments.ofAgreement(tx, agreementId);
      const after = withVersion(before, version, last.number + 1, at);
      return {
        at: formatInstant(at),
        ...(await compare(tx, agreementId, before, after, at)),
        warnings: await this.proposals.advice(tx, agreement, version, now, last.latestEffect),
      };
    });
  }
}

/** What is promised once the version is accepted. */
function withVersion(promised: Promised, version: ProposedVersion, number: number, recordedAt: Date): Promised {
  const { binding, tacitTransmission, alsoPauses, targets, warnings, hours, effectiveFrom } = version;
  const { timeZone, weekly, holidays, closures } = hours;
  // what is made of versions is kept by their ids
  const dated = { id: newId(recordedAt), number, effectiveFrom, recordedAt };
  return {
    terms: [...promised.terms, { ...dated, binding, tacitTransmission, alsoPauses, targets, warnings }],
    hours: [...promised.hours, { ...dated, timeZone, weekly, holidays, closures }],
  };
}

/** Batch by batch: between two of them other requests are answered. */
async function compare(
  tx: Transaction,
  agreementId: string,
  before: Promised,
  after: Promised,
  at: Date,
): Promise<Pick<PreviewDto, 'moved' | 'isCut' | 'unchanged' | 'openTickets'>> {
  const moved: MovedTimerDto[] = [];
  let isCut = false;
  let unchanged = 0;
  let openTickets = 0;
  for (let batch = await unitsAtWork(tx, agreementId, undefined, BATCH); batch.length > 0;) {
    for (const unit of batch) {
      const timers = movedTimers(runsOf(unit, before, at), runsOf(unit, after, at));
      openTickets += 1;
      if (timers.length === 0) unchanged += 1;
      else if (moved.length + timers.length > MOST_MOVED) isCut = true;
      else moved.push(...timers.map((timer) => toMovedTimerDto(unit, timer)));
    }
    batch = await unitsAtWork(tx, agreementId, batch.at(-1)?.ticketId, BATCH);
  }
  return { moved, isCut, unchanged, openTickets };
}

function runsOf({ facts, kind }: UnitAtWork, promised: Promised, at: Date) {
  const commitments = promised.terms.length > 0 ? { provider: commitmentOf(promised, kind) } : {};
  return evaluate(providerFactsFrom(facts), commitments, at.getTime()).runs;
}

function toMovedTimerDto({ reference }: UnitAtWork, { metric, run, from, to }: MovedTimer): MovedTimerDto {
  const timer = { metric: metric as MovedTimerDto['timer']['metric'], run };
  return { reference, timer, from: from && toStandingDto(from), to: to && toStandingDto(to) };
}

function toStandingDto({ state, dueAt, targetMinutes }: Standing): StandingDto {
  return {
    state: state as StandingDto['state'],
    dueAt: dueAt === null ? null : formatInstant(dueAt),
    targetMinutes,
  };
}
