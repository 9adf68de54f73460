import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsNotEmpty,
  IsNumber,
  IsObject,
  IsOptional,
  IsString,
  IsUUID,
  Max,
  MaxLength,
  Min,
  ValidateIf,
  ValidateNested,
} from 'class-validator';
import { IsInstant } from '../../../../../http/index.js';
import { seatKinds, type SeatKind } from '../domain/composing.js';

const ruleKinds = ['anyone', 'unanimous', 'majority', 'percent', 'n_of'] as const;
// more than any board takes: that a figure cannot decide is said with every other flaw
const FAR = 1_000_000;

export class RuleDto {
  @IsIn(ruleKinds)
  kind: (typeof ruleKinds)[number];

  /** Of `percent`: approvals among approvals and rejections, 1 to 100; by default 67. */
  @IsOptional()
  @IsNumber()
  @Min(-FAR)
  @Max(FAR)
  @ApiPropertyOptional({ type: 'number' })
  percent?: number;

  /** Of `n_of`: so many approvals. */
  @IsOptional()
  @IsNumber()
  @Min(-FAR)
  @Max(FAR)
  @ApiPropertyOptional({ type: 'number' })
  approvals?: number;
}

export class WriteSeatDto {
  /** Its number in the board. */
  @IsInt()
  @Min(1)
  @Max(99)
  @ApiProperty({ type: 'integer' })
  n: number;

  /** `function`: of whoever runs the service; `representative`: elected by those who use it. */
  @IsIn(seatKinds)
  kind: SeatKind;

  /** Code of the institution, which says by itself who sits for it. */
  @IsString()
  @IsNotEmpty()
  @MaxLength(50)
  institution: string;

  /** Its rejection rejects, whatever the others say. */
  @IsBoolean()
  hasVeto: boolean;
}

export class ComposeBoardDto {
  /** Five to nine; in a full vote those that belong to no user, or none. */
  @IsArray()
  @ArrayMaxSize(50)
  @ValidateNested({ each: true })
  @Type(() => WriteSeatDto)
  seats: WriteSeatDto[];

  @IsObject()
  @ValidateNested()
  @Type(() => RuleDto)
  rule: RuleDto;

  /** Share of the seats that must have voted, abstentions included. */
  @IsOptional()
  @IsNumber()
  @Min(-FAR)
  @Max(FAR)
  @ApiPropertyOptional({ type: 'number', default: 50 })
  quorumPercent?: number = 50;

  /** Every institution that a change affects has a seat. */
  @IsOptional()
  @IsBoolean()
  isFullVote?: boolean = false;
}

export class NameDeputyDto {
  @IsUUID()
  person: string;

  /** From when they stand in for the member. */
  @IsInstant()
  from: string;

  /** Until when, not included; without it as long as they are named. */
  @ApiPropertyOptional({ type: String, nullable: true })
  @IsOptional()
  @IsInstant()
  until?: string | null;
}

export class NameHoldersDto {
  /** Id of a colleague who is a CAB member for the service; null: nobody, the seat is vacant. */
  @ApiProperty({ type: String, nullable: true })
  @ValidateIf(({ member }: NameHoldersDto) => member !== null)
  @IsUUID()
  member: string | null;

  /** Up to two. */
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(20)
  @ValidateNested({ each: true })
  @Type(() => NameDeputyDto)
  deputies?: NameDeputyDto[] = [];
}
