import { ApiProperty } from '@nestjs/swagger';
import { ArrayMaxSize, ArrayMinSize, ArrayUnique, IsArray, IsIn, IsOptional, IsUUID, Matches } from 'class-validator';
import { IsInstant, TICKET_REFERENCE } from '../../../../http/index.js';
import { AssigneeDto } from '../../dto/ticket.dto.js';

const states = ['present', 'away'] as const;

export class SetPresenceDto {
  @IsIn(states)
  state: (typeof states)[number];

  /** Until when one is away; without it, until one says otherwise. */
  @IsOptional()
  @IsInstant()
  until?: string;
}

export class PresenceDto {
  @ApiProperty({ enum: states })
  state: string;

  until: string | null;
}

export class AddAbsenceDto {
  @IsInstant()
  from: string;

  @IsInstant()
  until: string;

  /** Id of a colleague with the same roles, who acts meanwhile. */
  @IsOptional()
  @IsUUID()
  deputy?: string;
}

export class AbsenceDto {
  id: string;
  from: string;
  until: string;
  deputy: AssigneeDto | null;
}

export class HandOverDto {
  /** Id of a colleague. */
  @IsUUID()
  to: string;

  /** References; without them, everything open that one has. */
  @IsOptional()
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(200)
  @ArrayUnique()
  @Matches(TICKET_REFERENCE, { each: true })
  tickets?: string[];
}

export class HandedOverDto {
  reference: string;

  @ApiProperty({ enum: ['handed_over', 'refused'] })
  result: string;

  /** Why not. */
  code: string | null;
  detail: string | null;
}

export class HandOverReportDto {
  items: HandedOverDto[];

  /** More is open than is handed over at once: ask again. */
  more: boolean;
}
