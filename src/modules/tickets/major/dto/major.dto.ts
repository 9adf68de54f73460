import { ApiProperty } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsBoolean, IsIn, IsNotEmpty, IsOptional, IsString, IsUUID, MaxLength } from 'class-validator';
import { formatInstant, Lines, OneLine, PageQueryDto } from '../../../../http/index.js';
import { ServiceRefDto } from '../../../catalogue/index.js';
import { InstitutionDto } from '../../../institutions/index.js';
import { resolutionCodes } from '../../domain/ticket.js';
import type { Major, MajorUpdate } from '../majors.store.js';
import type { MajorView } from '../majors.service.js';

export class DeclareMajorDto {
  /** Reference of a ticket of the own institution about this service: the parent. Nothing of it is told to the others. */
  @IsOptional()
  @IsString()
  @IsNotEmpty()
  @MaxLength(50)
  ticket?: string;

  /** Code of the service. */
  @IsString()
  @IsNotEmpty()
  @MaxLength(50)
  service: string;

  /** Read by every institution that uses the service, or holds a function of it. */
  @IsString()
  @OneLine()
  @IsNotEmpty()
  @MaxLength(200)
  title: string;

  @IsString()
  @Lines()
  @IsNotEmpty()
  @MaxLength(20_000)
  text: string;
}

export class MajorUpdateInputDto {
  @IsString()
  @Lines()
  @IsNotEmpty()
  @MaxLength(20_000)
  text: string;

  /** Also mail it to who asked for the tickets that hang on it. */
  @IsOptional()
  @IsBoolean()
  forRequesters?: boolean;
}

export class EndMajorDto {
  /** What the requesters of the tickets that hang on it are told. */
  @IsString()
  @Lines()
  @IsNotEmpty()
  @MaxLength(20_000)
  text: string;

  /** With which those tickets are resolved; default: fixed. */
  @IsOptional()
  @IsIn(resolutionCodes)
  code?: (typeof resolutionCodes)[number];
}

export class AttachDto {
  /** The major incident. */
  @IsUUID()
  id: string;
}

export class MajorQueryDto extends PageQueryDto {
  /** Code of a service. */
  @IsOptional()
  @IsString()
  @MaxLength(50)
  service?: string;

  @IsOptional()
  @Transform(({ value }: { value: unknown }) => (value === 'true' ? true : value === 'false' ? false : value))
  @IsBoolean()
  open?: boolean;
}

export class MajorDto {
  id: string;
  title: string;

  @ApiProperty({ enum: ['open', 'ended'] })
  state: string;

  service: ServiceRefDto;

  /** Who leads it. */
  institution: InstitutionDto;
  declaredAt: string;
  endedAt: string | null;

  /** Reference of the parent; told to its own staff only. */
  ticket: string | null;
}

export class MajorUpdateDto {
  id: string;

  @ApiProperty({ enum: ['declared', 'update', 'ended'] })
  kind: string;

  text: string;
  at: string;
}

export class MajorCountsDto {
  /** Institutions with tickets that hang on it. */
  institutions: number;
  children: number;

  /** Resolved by its end, and left. */
  resolved: number;
  left: number;
}

export class MajorDetailsDto extends MajorDto {
  /** Oldest first. */
  updates: MajorUpdateDto[];

  /** For the institution that leads it; how many, never who. */
  @ApiProperty({ type: MajorCountsDto, nullable: true })
  counts: MajorCountsDto | null;
}

export class TicketMajorDto {
  /** Null when the ticket hangs on none. */
  @ApiProperty({ type: MajorDetailsDto, nullable: true })
  majorIncident: MajorDetailsDto | null;
}

export function toMajorDto({ id, title, state, service, institution, declaredAt, endedAt, ticket }: Major): MajorDto {
  return {
    id,
    title,
    state,
    service,
    institution,
    declaredAt: formatInstant(declaredAt),
    endedAt: endedAt && formatInstant(endedAt),
    ticket,
  };
}

export function toMajorDetailsDto({
  major,
  updates,
  counts,
}: Pick<MajorView, 'major' | 'updates'> & Partial<MajorView>): MajorDetailsDto {
  const toUpdate = ({ id, kind, body, postedAt }: MajorUpdate) => ({
    id,
    kind,
    text: body,
    at: formatInstant(postedAt),
  });
  return Object.assign(toMajorDto(major), { updates: updates.map(toUpdate), counts: counts ?? null });
}
