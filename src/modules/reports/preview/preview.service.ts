import { Injectable } from '@nestjs/common';
import { UnitOfWork, type Actor } from '../../../database/index.js';
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
import { BATCH, compared } from './compared.js';
import { movedTimers } from './domain/moved-timers.js';
import type { PreviewDto } from './dto/preview.dto.js';
import { unitsAtWork, type UnitAtWork } from './units-at-work.store.js';

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
        ...(await compared(
          (last) => unitsAtWork(tx, agreementId, last, BATCH),
          (unit) => movedTimers(runsOf(unit, before, at), runsOf(unit, after, at)),
        )),
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

function runsOf({ facts, kind }: UnitAtWork, promised: Promised, at: Date) {
  const commitments = promised.terms.length > 0 ? { provider: commitmentOf(promised, kind) } : {};
  return evaluate(providerFactsFrom(facts), commitments, at.getTime()).runs;
}
