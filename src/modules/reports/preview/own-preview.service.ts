import { Injectable } from '@nestjs/common';
import { UnitOfWork, type Actor, type Transaction } from '../../../database/index.js';
import { formatInstant } from '../../../http/index.js';
import { Clock, newId } from '../../../kernel/index.js';
import {
  CommitmentsStore,
  draftOfTargets,
  type HoursVersion,
  type Promised,
  type RecordTargetsDto,
  type TermsVersion,
} from '../../catalogue/index.js';
import { requirePermissionEverywhere } from '../../identity/index.js';
import { draftOfHours, ownHoursToRecord, type Advice, type RecordHoursDto } from '../../service-hours/index.js';
import { factsOf } from '../../tickets/index.js';
import { commitmentOf, evaluate, type Evaluation } from '../../timers/index.js';
import { BATCH, compared } from './compared.js';
import { movedTimers } from './domain/moved-timers.js';
import type { PreviewDto } from './dto/preview.dto.js';
import { sitesWith, ticketsAtWork, type TicketAtWork } from './tickets-at-work.store.js';

interface Change {
  at: Date;
  hours?: HoursVersion;
  terms?: TermsVersion;
  warnings: readonly Advice[];
}

/**
 * What another version of the own service hours or targets would do to the user-side timers of the institution's tickets
 * at work, worked out with the functions that will do it: each ticket's record is evaluated with what is promised now,
 * and with the version recorded at this instant.
 */
@Injectable()
export class OwnPreviewService {
  constructor(
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
    private readonly commitments: CommitmentsStore,
  ) {}

  ofHours(actor: Actor, hoursId: string, body: RecordHoursDto): Promise<PreviewDto> {
    return this.work.run(actor, async (tx) => {
      await ownHoursToRecord(tx, hoursId);
      const { version, warnings } = await draftOfHours(tx, hoursId, body, this.clock.now());
      const sites = await sitesWith(tx, hoursId);
      return this.compare(tx, { at: version.recordedAt, hours: stored(version), warnings }, sites);
    });
  }

  ofTargets(actor: Actor, body: RecordTargetsDto): Promise<PreviewDto> {
    requirePermissionEverywhere(actor, 'targets.record');
    return this.work.run(actor, async (tx) => {
      const { version, warnings } = await draftOfTargets(tx, body, this.clock.now());
      const terms = { ...stored(version), binding: true, tacitTransmission: false };
      return this.compare(tx, { at: version.recordedAt, terms, warnings });
    });
  }

  /** `siteIds`: the tickets of these sites; without them, of all. */
  private async compare(tx: Transaction, change: Change, siteIds?: readonly string[]): Promise<PreviewDto> {
    const { at, warnings } = change;
    const sides = new Map<string, { before: Promised; after: Promised }>();
    const sideOf = async (siteId: string) => {
      const before = await this.commitments.ofSite(tx, { institutionId: tx.actor.institution.id, siteId });
      return { before, after: withChange(before, change) };
    };
    const batchAfter = async (last: string | undefined) => {
      const batch = await ticketsAtWork(tx, siteIds, last, BATCH);
      for (const { siteId } of batch) if (!sides.has(siteId)) sides.set(siteId, await sideOf(siteId));
      return batch;
    };
    const result = await compared(batchAfter, (ticket) => {
      const { before, after } = sides.get(ticket.siteId) ?? { before: NOTHING, after: NOTHING };
      return movedTimers(runsOf(ticket, before, at), runsOf(ticket, after, at));
    });
    return { at: formatInstant(at), ...result, warnings: [...warnings] };
  }
}

function stored<V extends { number: number; effectiveFrom: Date; recordedAt: Date }>(version: V): V & { id: string } {
  // what is made of versions is kept by their ids
  return { ...version, id: newId(version.recordedAt) };
}

const NOTHING: Promised = { terms: [], hours: [] };

function withChange({ terms, hours }: Promised, change: Change): Promised {
  return {
    terms: change.terms ? [...terms, change.terms] : terms,
    hours: change.hours ? [...hours, change.hours] : hours,
  };
}

/** Where nobody said when the site works, or what is promised, there is no timer. */
function runsOf({ kind, events }: TicketAtWork, promised: Promised, at: Date): Evaluation['runs'] {
  const isPromised = promised.terms.length > 0 && promised.hours.length > 0;
  const commitments = isPromised ? { user: commitmentOf(promised, kind) } : {};
  return evaluate(factsOf(events), commitments, at.getTime()).runs;
}
