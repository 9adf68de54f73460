import { ArrayMaxSize, IsArray, IsBoolean, IsIn, IsNotEmpty, IsOptional, IsString, MaxLength } from 'class-validator';
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
}

/** What was prepared for a SPOC to send. */
export class SavedDraftDto {
  function: string;
  summary: string;
  messages: string[];
  authorId: string;
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

  @IsString()
  @IsNotEmpty()
  @MaxLength(5000)
  reason: string;
}

export class ReturnDto {
  @IsIn(returnCodes)
  code: (typeof returnCodes)[number];

  @IsString()
  @IsNotEmpty()
  @MaxLength(5000)
  reason: string;
}

export class DeliverDto {
  @IsIn(deliveryCodes)
  code: (typeof deliveryCodes)[number];

  /** What the requester will read, as the SPOC may transmit it. */
  @IsString()
  @IsNotEmpty()
  @MaxLength(20_000)
  textForRequester: string;
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
