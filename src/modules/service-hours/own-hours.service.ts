import { Injectable } from '@nestjs/common';
import { UnitOfWork, type Actor, type Transaction } from '../../database/index.js';
import { Events, readerKey } from '../../events/index.js';
import { decodeCursor, formatInstant, parseInstant, toPage, type Page, type PageQueryDto } from '../../http/index.js';
import { Clock, DomainError, newId, notFound, orThrow } from '../../kernel/index.js';
import { requirePermissionEverywhere, servicesFor } from '../identity/index.js';
import { adviceOn, type Advice } from './domain/advice.js';
import { admitEffect, recordingAfter } from './domain/effect.js';
import { storedHours, type StoredHours } from './domain/stored-hours.js';
import { type RecordHoursDto } from './dto/hours-input.dto.js';
import { type HoursVersionDto, type OwnHoursDto, type RecordedHoursDto } from './dto/own-hours.dto.js';
import {
  addVersion,
  lastRecording,
  ownHoursAfter,
  ownHoursById,
  versionsFrom,
  type OwnHours,
  type OwnHoursVersion,
} from './own-hours.store.js';
import { holdTermsAlone } from './terms-lock.js';

const MOST_ERRORS = 50;

/** The institution's own service hours: its people read them, its managers record a new version. Nobody accepts it. */
@Injectable()
export class OwnHoursService {
  constructor(
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
    private readonly events: Events,
  ) {}

  list(actor: Actor, { limit = 50, cursor }: PageQueryDto): Promise<Page<Readonly<OwnHoursDto>>> {
    const after = decodeCursor(cursor, (key) => typeof key === 'string');
    return this.work.run(actor, async (tx) => {
      const now = this.clock.now();
      const rows = await ownHoursAfter(tx, after, limit + 1);
      const versions = await versionsFrom(
        tx,
        rows.map(({ id }) => id),
        now,
      );
      const toDto = (hours: OwnHours) =>
        toOwnHoursDto(
          hours,
          versions.filter(({ hoursId }) => hoursId === hours.id),
          now,
        );
      return toPage(rows, limit, ({ name }) => name, toDto);
    });
  }

  record(actor: Actor, hoursId: string, body: RecordHoursDto): Promise<Readonly<RecordedHoursDto>> {
    return this.work.run(actor, async (tx) => {
      const institutionId = actor.institution.id;
      await ownHoursToRecord(tx, hoursId);
      await holdTermsAlone(tx, institutionId);
      const { version, warnings } = await draftOfHours(tx, hoursId, body, this.clock.now());
      const { number, effectiveFrom, recordedAt } = version;
      await addVersion(tx, { id: newId(recordedAt), hoursId, version });
      await this.events.appendTo(tx, 'institution', institutionId, recordedAt, [
        {
          type: 'institution.hours_recorded',
          audience: 'internal',
          side: 'user',
          readers: [readerKey(institutionId, 'user')],
          data: { serviceHoursId: hoursId, number, effectiveFrom, recordedAt },
        },
      ]);
      return { ...toVersionDto(version), warnings };
    });
  }
}

/** Own service hours of which the actor may record a version. Not visible: 404; not a manager of all services: 403. */
export async function ownHoursToRecord(tx: Transaction, hoursId: string): Promise<void> {
  if (!(await ownHoursById(tx, hoursId))) throw notFound();
  requirePermissionEverywhere(tx.actor, 'hours.record');
}

/** What a recording would be at this instant, all of it checked, and what to think about; nothing is written. */
export async function draftOfHours(
  tx: Transaction,
  hoursId: string,
  body: RecordHoursDto,
  now: Date,
): Promise<{ version: OwnHoursVersion; warnings: Advice[] }> {
  const last = await lastRecording(tx, hoursId);
  const recordedAt = recordingAfter(last.recordedAt, now);
  const effectiveFrom = new Date(parseInstant(body.effectiveFrom) ?? NaN);
  const hours = readHours(body, effectiveFrom, recordedAt);
  const reason = body.reason ?? undefined;
  orThrow(
    admitEffect({
      effectiveFrom: effectiveFrom.getTime(),
      decidedAt: now.getTime(),
      retroactive: body.retroactive === true,
      reason,
      mayBackdate: servicesFor(tx.actor, 'agreement.backdate') === 'all',
    }),
  );
  const version = { ...hours, number: last.number + 1, effectiveFrom, recordedAt, reason: reason ?? null };
  return { version, warnings: adviceOn(version, last.latestEffect) };
}

function readHours(body: RecordHoursDto, effectiveFrom: Date, now: Date): StoredHours {
  const parsed = storedHours(body, effectiveFrom.getTime(), now.getTime());
  if ('hours' in parsed) return parsed.hours;
  const detail = 'These service hours cannot be used.';
  const errors = parsed.errors.slice(0, MOST_ERRORS);
  throw new DomainError({ kind: 'unprocessable', code: 'invalid_schedule', detail, errors });
}

/** `versions`: oldest first, of which the first may hold; one that a later number overtakes in time never holds. */
function toOwnHoursDto(
  { id, name, sites }: OwnHours,
  versions: readonly OwnHoursVersion[],
  now: Date,
): Readonly<OwnHoursDto> {
  const current = versions.find(({ effectiveFrom }) => effectiveFrom <= now);
  const upcoming = versions
    .filter((one) => one !== current)
    .filter((one) => !versions.some((other) => other.number > one.number && other.effectiveFrom <= one.effectiveFrom));
  return { id, name, sites, version: current ? toVersionDto(current) : null, upcoming: upcoming.map(toVersionDto) };
}

function toVersionDto(version: OwnHoursVersion): Readonly<HoursVersionDto> {
  const { number, effectiveFrom, recordedAt, reason, timeZone, weekly, holidayRegion, holidays, closures } = version;
  return {
    number,
    effectiveFrom: formatInstant(effectiveFrom),
    recordedAt: formatInstant(recordedAt),
    reason,
    timeZone,
    weekly,
    holidayRegion,
    holidays,
    closures,
  };
}
