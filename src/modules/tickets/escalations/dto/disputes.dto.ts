import { ApiProperty } from '@nestjs/swagger';
import { InstitutionDto } from '../../../institutions/index.js';
import { levels } from '../../domain/priority.js';
import { priorities } from '../../dto/ticket.dto.js';

export class ValuedDto {
  @ApiProperty({ enum: levels })
  impact: string;

  @ApiProperty({ enum: levels })
  urgency: string;

  @ApiProperty({ enum: priorities })
  priority: string;
}

export class DisputeAnswerDto {
  at: string;
  institution: InstitutionDto;

  /** The name under which it was written; null where nothing was. */
  name: string | null;
  given: ValuedDto;

  /** Whether the priority is now the one that was asked for. */
  agreed: boolean;
  reason: string | null;
}

export class DisputeToldDto {
  /** The escalation. */
  n: number;
  at: string;
  institution: InstitutionDto;
  name: string | null;

  /** What was held then; null where the record does not say. */
  held: ValuedDto | null;
  asked: ValuedDto;
  reason: string | null;

  /** `replaced`: by another one; `lapsed`: the escalation ended first. */
  @ApiProperty({ enum: ['open', 'answered', 'replaced', 'lapsed'] })
  state: string;
  answer: DisputeAnswerDto | null;
}
