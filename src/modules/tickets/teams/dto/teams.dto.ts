import { ApiProperty } from '@nestjs/swagger';
import {
  ArrayMaxSize,
  ArrayUnique,
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsNotEmpty,
  IsOptional,
  IsString,
  IsUUID,
  Max,
  MaxLength,
  Min,
} from 'class-validator';
import { teamModes, type TeamMode } from '../../domain/choosing.js';
import { AssigneeDto } from '../../dto/ticket.dto.js';

const sides = ['user', 'provider'] as const;
const kinds = ['incident', 'request'] as const;

export class SaveTeamDto {
  @IsString()
  @IsNotEmpty()
  @MaxLength(100)
  name: string;

  /** How it gives out what comes into its queue; `manual`: it does not. */
  @IsIn(teamModes)
  mode: TeamMode;

  /** Whether new tickets (user side) or arriving escalations (provider side) come into its queue by themselves. */
  @IsOptional()
  @IsBoolean()
  takes?: boolean = false;

  /** Codes of the services of which it takes tickets; without them, of all. */
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(100)
  @ArrayUnique()
  @IsString({ each: true })
  @MaxLength(50, { each: true })
  services?: string[];

  /** The kinds that it takes; without them, both. */
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(2)
  @ArrayUnique()
  @IsIn(kinds, { each: true })
  kinds?: (typeof kinds)[number][];

  /** Of several teams that would take a ticket, the one with the lowest position does. */
  @ApiProperty({ type: 'integer', required: false })
  @IsOptional()
  @IsInt()
  @Min(0)
  @Max(1000)
  position?: number = 100;

  /** Ids of people of the own institution. */
  @IsArray()
  @ArrayMaxSize(200)
  @ArrayUnique()
  @IsUUID('all', { each: true })
  members: string[];
}

export class MakeTeamDto extends SaveTeamDto {
  @IsIn(sides)
  side: (typeof sides)[number];
}

export class TeamDto {
  id: string;

  @ApiProperty({ enum: sides })
  side: string;

  name: string;

  @ApiProperty({ enum: teamModes })
  mode: string;

  takes: boolean;
  services: string[] | null;
  kinds: string[] | null;

  @ApiProperty({ type: 'integer' })
  position: number;

  members: AssigneeDto[];

  @ApiProperty({ type: 'integer' })
  version: number;
}
