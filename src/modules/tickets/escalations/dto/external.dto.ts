import { IsNotEmpty, IsOptional, IsString, MaxLength } from 'class-validator';
import { IsInstant, OneLine } from '../../../../http/index.js';
import { BodyDto } from '../../dto/escalation-moves.dto.js';

export class ExternalReferenceDto {
  /**
   * The number that the escalation has with them: one line.
   * @example JIRA-4711
   */
  @IsString()
  @OneLine()
  @IsNotEmpty()
  @MaxLength(100)
  theirReference: string;
}

/** `body`: what they answered, in their words. */
export class ExternalAnswerDto extends BodyDto {
  /** When it came, ISO 8601; by default now. */
  @IsOptional()
  @IsInstant()
  receivedAt?: string;
}
