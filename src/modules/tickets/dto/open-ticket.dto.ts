import { ApiPropertyOptional } from '@nestjs/swagger';
import {
  IsIn,
  IsInt,
  IsNotEmpty,
  IsObject,
  IsOptional,
  IsString,
  IsUUID,
  Max,
  MaxLength,
  Min,
  ValidateIf,
} from 'class-validator';
import { Lines, OneLine } from '../../../http/index.js';
import { levels, type Level } from '../domain/priority.js';
import type { Channel, Kind } from '../domain/ticket.js';

export class OpenTicketDto {
  /** Something is broken, or something is wanted. */
  @IsIn(['incident', 'request'])
  kind: Kind;

  /**
   * Code of the service.
   * @example FUNCAMPUS
   */
  @IsString()
  @IsNotEmpty()
  @MaxLength(50)
  service: string;

  /** One line that says it. With a request model it may be left out: its own title stands in. */
  @ValidateIf(({ model, title }: OpenTicketDto) => model === undefined || title !== undefined)
  @IsString()
  @OneLine()
  @IsNotEmpty()
  @MaxLength(200)
  title?: string;

  /**
   * What happened, what was expected. Crosses to a provider only when the SPOC ticks it. With a request model it may be
   * left out; what was filled in is put below it.
   */
  @ValidateIf(({ model, description }: OpenTicketDto) => model === undefined || description !== undefined)
  @IsString()
  @Lines()
  @IsNotEmpty()
  @MaxLength(20_000)
  description?: string;

  /** A request model of the own institution, of this service; then `kind` is `request`. */
  @IsOptional()
  @IsUUID()
  model?: string;

  /** What is filled in, by the keys of the published version. */
  @ApiPropertyOptional({ type: 'object', additionalProperties: true })
  @IsOptional()
  @IsObject()
  fields?: Record<string, unknown>;

  /** The version of the model that was seen: 409 when another one is in force. */
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(1_000_000)
  version?: number;

  /** From staff it counts at once; from a requester it is a proposal. Default: low. */
  @IsOptional()
  @IsIn(levels)
  impact?: Level;

  /** Default: medium. */
  @IsOptional()
  @IsIn(levels)
  urgency?: Level;

  /** Id or mail address of a person of the own institution; by default whoever opens it. */
  @IsOptional()
  @IsString()
  @MaxLength(320)
  requester?: string;

  /** Code of a site; by default the requester's, else the institution's. */
  @IsOptional()
  @IsString()
  @MaxLength(50)
  site?: string;

  /** How it came. At the phone or the counter the requester was answered at once. */
  @IsOptional()
  @IsIn(['web', 'phone', 'counter', 'mail', 'api'])
  channel?: Channel;

  /** Id of a major incident of this service that is open: the ticket hangs on it from the start. */
  @IsOptional()
  @IsUUID()
  majorIncident?: string;

  /** Reference of a known error of this service: the ticket is linked with it from the start. */
  @IsOptional()
  @IsString()
  @IsNotEmpty()
  @MaxLength(50)
  problem?: string;
}
