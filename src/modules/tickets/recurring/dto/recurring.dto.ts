import { ApiProperty, ApiPropertyOptional, OmitType, PartialType } from '@nestjs/swagger';
import {
  IsIn,
  IsNotEmpty,
  IsObject,
  IsOptional,
  IsString,
  IsUUID,
  Matches,
  MaxLength,
  ValidateIf,
} from 'class-validator';
import { formatInstant, Lines, OneLine } from '../../../../http/index.js';
import { ServiceRefDto } from '../../../catalogue/index.js';
import { LONGEST_RULE, movings, type Moving } from '../../../service-hours/index.js';
import { levels, type Level } from '../../domain/priority.js';
import { AssigneeDto } from '../../dto/ticket.dto.js';
import type { Planned } from '../recurring-dates.service.js';
import { pauses, type Done, type Recurring } from '../recurring.store.js';

const isGiven = (_: object, value: unknown) => value !== null && value !== undefined;

export class MakeRecurringDto {
  @IsIn(['incident', 'request'])
  kind: 'incident' | 'request';

  /** Code of the service. */
  @IsString()
  @IsNotEmpty()
  @MaxLength(50)
  service: string;

  /** Code of a site; by default the institution's usual one. */
  @IsOptional()
  @IsString()
  @MaxLength(50)
  site?: string;

  @IsString()
  @OneLine()
  @IsNotEmpty()
  @MaxLength(200)
  title: string;

  @IsString()
  @Lines()
  @IsNotEmpty()
  @MaxLength(20_000)
  description: string;

  @ApiProperty({ type: String, enum: levels, nullable: true, required: false })
  @ValidateIf(isGiven)
  @IsIn(levels)
  impact?: Level | null;

  @ApiProperty({ type: String, enum: levels, nullable: true, required: false })
  @ValidateIf(isGiven)
  @IsIn(levels)
  urgency?: Level | null;

  /** Id or mail address of a person of the own institution; by default whoever makes it. */
  @ApiProperty({ type: String, nullable: true, required: false })
  @ValidateIf(isGiven)
  @IsString()
  @IsNotEmpty()
  @MaxLength(320)
  requester?: string | null;

  /** Id of a colleague to whom each ticket is given; one who has left meanwhile is given nothing. */
  @ApiProperty({ type: String, nullable: true, required: false })
  @ValidateIf(isGiven)
  @IsUUID()
  assignee?: string | null;

  /** Id of a team of level 1. */
  @ApiProperty({ type: String, nullable: true, required: false })
  @ValidateIf(isGiven)
  @IsUUID()
  team?: string | null;

  /** A request model of the own institution, of this service; then `kind` is `request`. */
  @IsOptional()
  @IsUUID()
  model?: string;

  /** What is filled in, by the keys of the version that is published when it opens. */
  @ApiPropertyOptional({ type: 'object', additionalProperties: true })
  @IsOptional()
  @IsObject()
  fields?: Record<string, unknown>;

  /**
   * RFC 5545, daily at most; its time of day is said by `atTime`.
   * @example FREQ=MONTHLY;BYDAY=1MO
   */
  @IsString()
  @IsNotEmpty()
  @MaxLength(LONGEST_RULE)
  recurrence: string;

  /**
   * Not before this date, from which intervals count.
   * @example 2026-04-01
   */
  @IsString()
  @Matches(/^\d{4}-\d{2}-\d{2}$/)
  startsOn: string;

  /**
   * On the clocks of the zone; a time that they skip is told by the clocks of before.
   * @example 08:00
   */
  @IsString()
  @Matches(/^\d{2}:\d{2}$/)
  atTime: string;

  /** IANA name; by default that of the site. */
  @IsOptional()
  @IsString()
  @IsNotEmpty()
  @MaxLength(64)
  timeZone?: string;

  /** What becomes of a date on which the site does not work; dates that fall together are one. */
  @IsOptional()
  @IsIn(movings)
  moveToWorkingDay?: Moving;
}

export class ChangeRecurringDto extends PartialType(
  OmitType(MakeRecurringDto, ['kind', 'service', 'site', 'model'] as const),
) {}

export class RecurringDto {
  id: string;

  @ApiProperty({ enum: ['incident', 'request'] })
  kind: string;

  service: ServiceRefDto;
  site: string;
  title: string;
  description: string;
  impact: string | null;
  urgency: string | null;

  /** In whose name it opens: whoever made it, or resumed it last. */
  maker: AssigneeDto;

  /** Ids. */
  requester: string | null;
  assignee: string | null;
  team: string | null;
  model: string | null;

  @ApiProperty({ type: 'object', additionalProperties: true, nullable: true })
  fields: Record<string, unknown> | null;

  recurrence: string;
  startsOn: string;
  atTime: string;
  timeZone: string;

  @ApiProperty({ enum: movings })
  moveToWorkingDay: string;

  @ApiProperty({ enum: ['running', 'paused', 'ended'] })
  state: string;

  @ApiProperty({ type: String, enum: [...pauses, null], nullable: true })
  pausedReason: string | null;

  /** The date that opens next, and when. */
  nextOn: string | null;
  nextAt: string | null;

  @ApiProperty({ type: 'integer' })
  version: number;
}

export class OccurrenceDto {
  /** Local date. */
  date: string;

  /** Null of a date of before whose instant is not kept. */
  at: string | null;

  /** Null: it lies ahead. */
  @ApiProperty({ type: String, enum: ['opened', 'skipped', null], nullable: true })
  outcome: string | null;

  /** Why it was left out: `missed` in an outage, or what somebody said. */
  reason: string | null;

  /** Reference of the ticket. */
  ticket: string | null;

  decidedAt: string | null;
}

export class SkipDto {
  @IsString()
  @Lines()
  @IsNotEmpty()
  @MaxLength(500)
  reason: string;
}

export function toRecurringDto(one: Recurring): RecurringDto {
  const { id, kind, title, description, impact, urgency, fields, recurrence, startsOn, atTime, timeZone } = one;
  const { moveToWorkingDay, state, pausedReason, nextOn, nextAt, version } = one;
  return {
    id,
    kind,
    service: { code: one.serviceCode, name: one.serviceName },
    site: one.siteCode,
    title,
    description,
    impact,
    urgency,
    maker: { id: one.makerId, name: one.makerName ?? '' },
    requester: one.requesterId,
    assignee: one.assigneeId,
    team: one.teamId,
    model: one.modelId,
    fields,
    recurrence,
    startsOn,
    atTime,
    timeZone,
    moveToWorkingDay,
    state,
    pausedReason,
    nextOn,
    nextAt: nextAt && formatInstant(nextAt),
    version,
  };
}

export function toOccurrenceDto({ date, at, done }: Planned): OccurrenceDto {
  return { ...outcomeOf(done), date, at: formatInstant(at) };
}

export function toDoneDto(done: Done): OccurrenceDto {
  return { ...outcomeOf(done), date: done.onDate, at: null };
}

function outcomeOf(done: Done | undefined): Omit<Readonly<OccurrenceDto>, 'date' | 'at'> {
  return {
    outcome: done?.outcome ?? null,
    reason: done?.reason ?? null,
    ticket: done?.reference ?? null,
    decidedAt: done ? formatInstant(done.decidedAt) : null,
  };
}
