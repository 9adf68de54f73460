import {
  ArrayMaxSize,
  IsArray,
  IsBoolean,
  IsIn,
  IsNotEmpty,
  IsOptional,
  IsString,
  IsUUID,
  MaxLength,
} from 'class-validator';
import { IsInstant } from '../../../http/index.js';
import { levels, type Level } from '../domain/priority.js';
import { serviceFunctions, type ServiceFunction } from '../../catalogue/index.js';
import { deliveryCodes, returnCodes } from '../domain/ticket.js';

export class EscalationDraftDto {
  /** What is asked of the provider. */
  @IsIn(serviceFunctions)
  function: ServiceFunction;

  /** Written for the provider. */
  @IsString()
  @IsNotEmpty()
  @MaxLength(20_000)
  summary: string;

  /** What crosses of the talk so far: ids of messages, and `description`. Nothing else does. */
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(500)
  @IsString({ each: true })
  @MaxLength(50, { each: true })
  messages?: string[];
}

export class EscalateDto extends EscalationDraftDto {
  /** Tells the provider the requester's name. */
  @IsOptional()
  @IsBoolean()
  shareRequester?: boolean;

  /** Where the holder is outside the consortium: when the lead provider follows up. By default after two working days. */
  @IsOptional()
  @IsInstant()
  followUpAt?: string;
}

/** What was prepared for a SPOC to send: by whom, and since when it lies. */
export class SavedDraftDto {
  function: string;
  summary: string;
  messages: string[];
  authorId: string;
  author: string;
  savedAt: string;
}

export class BodyDto {
  @IsString()
  @IsNotEmpty()
  @MaxLength(20_000)
  body: string;
}

export class PlanDto {
  @IsIn(['planned', 'third_party'])
  cause: 'planned' | 'third_party';

  /** An instant ahead, ISO 8601. */
  @IsInstant()
  followUpAt: string;
}

export class ForwardDto {
  /** By default the same one. */
  @IsOptional()
  @IsIn(serviceFunctions)
  function?: ServiceFunction;

  /** Code of an institution that holds it; by default the next in order. */
  @IsOptional()
  @IsString()
  @MaxLength(50)
  institution?: string;

  /** To the holder outside the consortium; your institution follows them up. */
  @IsOptional()
  @IsBoolean()
  external?: boolean;

  /** Where it goes outside: when your institution follows up. By default after two working days. */
  @IsOptional()
  @IsInstant()
  followUpAt?: string;

  @IsString()
  @IsNotEmpty()
  @MaxLength(5000)
  reason: string;
}

export class ReturnDto {
  /** Required without a ready text, which has one. */
  @IsOptional()
  @IsIn(returnCodes)
  code?: (typeof returnCodes)[number];

  /** Required without a ready text. */
  @IsOptional()
  @IsString()
  @IsNotEmpty()
  @MaxLength(5000)
  reason?: string;

  /** Id of a text that your institution keeps ready; instead of code and reason. */
  @IsOptional()
  @IsUUID()
  readyText?: string;
}

export class DeliverDto {
  /** Required without a ready text, which has one. */
  @IsOptional()
  @IsIn(deliveryCodes)
  code?: (typeof deliveryCodes)[number];

  /** What the requester will read, as the SPOC may transmit it. Required without a ready text. */
  @IsOptional()
  @IsString()
  @IsNotEmpty()
  @MaxLength(20_000)
  textForRequester?: string;

  /** Id of a text that your institution keeps ready; instead of code and text. */
  @IsOptional()
  @IsUUID()
  readyText?: string;

  /** With the code `known_error`: reference of a problem; the ticket is linked with it. Its workaround stands in for a text. */
  @IsOptional()
  @IsString()
  @IsNotEmpty()
  @MaxLength(50)
  problem?: string;
}

export class ConfirmDto {
  /** Also transmits the text to the requester and resolves the ticket. */
  @IsOptional()
  @IsBoolean()
  resolve?: boolean;
}

export class DisputeMoveDto {
  @IsIn(levels)
  impact: Level;

  @IsIn(levels)
  urgency: Level;

  @IsString()
  @IsNotEmpty()
  @MaxLength(5000)
  reason: string;
}
