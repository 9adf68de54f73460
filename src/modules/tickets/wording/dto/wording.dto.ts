import { ApiProperty } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsBoolean, IsIn, IsNotEmpty, IsOptional, IsString, MaxLength, ValidateNested } from 'class-validator';
import { formatInstant, OneLine } from '../../../../http/index.js';
import { levels, type Level } from '../../domain/priority.js';
import type { CannedAnswer, Template } from '../wording.store.js';

export class TemplateContentDto {
  /** Code of a service. */
  @IsOptional()
  @IsString()
  @IsNotEmpty()
  @MaxLength(50)
  service?: string;

  @IsOptional()
  @IsIn(['incident', 'request'])
  kind?: 'incident' | 'request';

  @IsOptional()
  @IsString()
  @OneLine()
  @IsNotEmpty()
  @MaxLength(200)
  title?: string;

  @IsOptional()
  @IsString()
  @IsNotEmpty()
  @MaxLength(20_000)
  description?: string;

  @IsOptional()
  @IsIn(levels)
  impact?: Level;

  @IsOptional()
  @IsIn(levels)
  urgency?: Level;
}

export class ChangeTemplateDto {
  @IsString()
  @IsNotEmpty()
  @MaxLength(100)
  name: string;

  /** What the opening is filled in with. */
  @ValidateNested()
  @Type(() => TemplateContentDto)
  content: TemplateContentDto;
}

export class WriteTemplateDto extends ChangeTemplateDto {
  /** For everybody of level 1; by default one's own. */
  @IsOptional()
  @IsBoolean()
  shared?: boolean;
}

export class ChangeAnswerDto {
  @IsString()
  @IsNotEmpty()
  @MaxLength(100)
  name: string;

  /** Text; `{requester.name}`, `{reference}`, `{service.name}` and `{agent.name}` are filled in. */
  @IsString()
  @IsNotEmpty()
  @MaxLength(10_000)
  body: string;
}

export class WriteAnswerDto extends ChangeAnswerDto {
  /** On which side it is used; by default level 1 where one belongs to it. */
  @IsOptional()
  @IsIn(['user', 'provider'])
  side?: 'user' | 'provider';

  @IsOptional()
  @IsBoolean()
  shared?: boolean;
}

class KeptDto {
  id: string;
  name: string;

  /** For everybody of the side, or one's own. */
  shared: boolean;

  updatedAt: string;

  /** For If-Match. */
  @ApiProperty({ type: 'integer' })
  version: number;
}

export class TemplateDto extends KeptDto {
  content: TemplateContentDto;
}

export class AnswerDto extends KeptDto {
  @ApiProperty({ enum: ['user', 'provider'] })
  side: string;

  body: string;
}

export class RenderedAnswerDto {
  text: string;
}

const keptOf = ({ id, name, ownerId, updatedAt, version }: Template | CannedAnswer) => ({
  id,
  name,
  shared: ownerId === null,
  updatedAt: formatInstant(updatedAt),
  version,
});

export function toTemplateDto(template: Template): TemplateDto {
  return { ...keptOf(template), content: template.content as TemplateContentDto };
}

export function toAnswerDto(answer: CannedAnswer): AnswerDto {
  return { ...keptOf(answer), side: answer.side, body: answer.body };
}
