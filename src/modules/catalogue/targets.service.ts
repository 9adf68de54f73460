import { Injectable } from '@nestjs/common';
import { UnitOfWork, type Actor, type Transaction } from '../../database/index.js';
import { Events, readerKey } from '../../events/index.js';
import { formatInstant } from '../../http/index.js';
import { Clock, newId, orThrow, type FieldError } from '../../kernel/index.js';
import { requirePermissionEverywhere, servicesFor } from '../identity/index.js';
import { admitEffect, adviceOnEffect, holdTermsAlone, recordingAfter, type Advice } from '../service-hours/index.js';
import { shorterThanProviders } from './domain/comparison.js';
import { invalid } from './domain/proposal.js';
import { parseTargets, parseWarnings, usualWarnings } from './domain/terms.js';
import {
  type OwnTargetsDto,
  type RecordedTargetsDto,
  type RecordTargetsDto,
  type TargetsVersionDto,
} from './dto/targets.dto.js';
import { addTargets, ownTargets, providerTargets, type TargetsVersion } from './targets.store.js';

/** What the institution promises its own people: its managers record it, nobody accepts it. */
@Injectable()
export class TargetsService {
  constructor(
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
    private readonly events: Events,
  ) {}

  read(actor: Actor): Promise<Readonly<OwnTargetsDto>> {
    return this.work.run(actor, async (tx) => {
      const versions = await ownTargets(tx);
      const now = this.clock.now();
      const current = holding(versions, now);
      const upcoming = versions.filter(
        (one) => one.effectiveFrom > now && holding(versions, one.effectiveFrom) === one,
      );
      return { version: current ? toTargetsDto(current) : null, upcoming: upcoming.map(toTargetsDto) };
    });
  }

  record(actor: Actor, body: RecordTargetsDto): Promise<Readonly<RecordedTargetsDto>> {
    requirePermissionEverywhere(actor, 'targets.record');
    return this.work.run(actor, async (tx) => {
      const institutionId = actor.institution.id;
      await holdTermsAlone(tx, institutionId);
      const { version, warnings } = await draftOfTargets(tx, body, this.clock.now());
      const { number, effectiveFrom, recordedAt } = version;
      await addTargets(tx, newId(recordedAt), version);
      await this.events.appendTo(tx, 'institution', institutionId, recordedAt, [
        {
          type: 'institution.targets_recorded',
          audience: 'internal',
          side: 'user',
          readers: [readerKey(institutionId, 'user')],
          data: { number, effectiveFrom, recordedAt },
        },
      ]);
      const dto = toTargetsDto(version);
      return { number, effectiveFrom: dto.effectiveFrom, recordedAt: dto.recordedAt, version: dto, warnings };
    });
  }
}

/** What a recording would be at this instant, all of it checked, and what to think about; nothing is written. */
export async function draftOfTargets(
  tx: Transaction,
  body: RecordTargetsDto,
  now: Date,
): Promise<{ version: TargetsVersion; warnings: Advice[] }> {
  const versions = await ownTargets(tx);
  const recordedAt = recordingAfter(latest(versions, 'recordedAt'), now);
  const version = readTargets(body, versions, recordedAt);
  const { effectiveFrom } = version;
  orThrow(
    admitEffect({
      effectiveFrom: effectiveFrom.getTime(),
      decidedAt: now.getTime(),
      retroactive: body.retroactive === true,
      reason: version.reason ?? undefined,
      mayBackdate: servicesFor(tx.actor, 'agreement.backdate') === 'all',
    }),
  );
  const providers = await providerTargets(tx, effectiveFrom > recordedAt ? effectiveFrom : recordedAt);
  return {
    version,
    warnings: [
      ...shorterThanProviders(version.targets, providers),
      ...adviceOnEffect(effectiveFrom, latest(versions, 'effectiveFrom')),
    ],
  };
}

/** What is left out is as in the version in effect now. */
function readTargets(body: RecordTargetsDto, versions: readonly TargetsVersion[], recordedAt: Date): TargetsVersion {
  const base = holding(versions, recordedAt) ?? versions.at(-1);
  const errors: FieldError[] = [];
  const targets = body.targets == null ? base?.targets : parseTargets(body.targets, errors);
  const warnings = body.warnings == null ? (base?.warnings ?? usualWarnings) : parseWarnings(body.warnings, errors);
  if (!targets) errors.push({ pointer: '/targets', code: 'required', message: 'is required' });
  if (!targets || errors.length > 0) return orThrow(invalid(errors));
  return {
    number: (versions.at(-1)?.number ?? 0) + 1,
    targets,
    warnings,
    alsoPauses: body.alsoPauses ?? base?.alsoPauses ?? [],
    effectiveFrom: new Date(body.effectiveFrom),
    recordedAt,
    reason: body.reason ?? null,
  };
}

/** Oldest first: of those whose effect has begun the highest number holds. */
function holding(versions: readonly TargetsVersion[], at: Date): TargetsVersion | undefined {
  return versions.findLast(({ effectiveFrom }) => effectiveFrom <= at);
}

function latest(versions: readonly TargetsVersion[], key: 'recordedAt' | 'effectiveFrom'): Date | null {
  return versions.reduce<Date | null>((last, version) => (last && last > version[key] ? last : version[key]), null);
}

function toTargetsDto(version: TargetsVersion): Readonly<TargetsVersionDto> {
  const { number, targets, warnings, alsoPauses, effectiveFrom, recordedAt, reason } = version;
  const instants = { effectiveFrom: formatInstant(effectiveFrom), recordedAt: formatInstant(recordedAt) };
  return { number, ...instants, reason, targets, warnings, alsoPauses };
}
