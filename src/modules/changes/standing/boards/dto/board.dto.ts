import { ApiProperty } from '@nestjs/swagger';
import { ServiceRefDto } from '../../../../catalogue/index.js';
import { InstitutionDto } from '../../../../institutions/index.js';
import { AdviceDto } from '../../../../service-hours/index.js';
import { seatKinds } from '../domain/composing.js';
import { RuleDto } from './board-input.dto.js';

export class HolderOfSeatDto {
  /** Only of one's own institution; null of another. */
  @ApiProperty({ type: String, nullable: true })
  id: string | null;
  name: string;

  /** No longer there, or no CAB member any more: cannot vote. */
  hasLapsed: boolean;
}

export class DeputyOfSeatDto extends HolderOfSeatDto {
  from: string;
  until: string | null;
}

export class SeatDto {
  /** Null: the seat of an institution in a full vote. */
  @ApiProperty({ type: 'integer', nullable: true })
  n: number | null;

  @ApiProperty({ enum: [...seatKinds, 'user'] })
  kind: string;
  institution: InstitutionDto;
  hasVeto: boolean;
  isVacant: boolean;

  @ApiProperty({ type: HolderOfSeatDto, nullable: true })
  member: HolderOfSeatDto | null;
  deputies: DeputyOfSeatDto[];

  /** For If-Match of its holders: how often its institution said who they are. */
  @ApiProperty({ type: 'integer' })
  version: number;
}

export class BoardDto {
  service: ServiceRefDto;

  /** Zero while there is no board. */
  @ApiProperty({ type: 'integer' })
  version: number;

  @ApiProperty({ type: RuleDto, nullable: true })
  rule: RuleDto | null;

  @ApiProperty({ type: 'integer', nullable: true })
  quorumPercent: number | null;
  isFullVote: boolean;

  /** Of a full vote the lead provider reads everybody's seat, everybody else their own and those that are listed. */
  seats: SeatDto[];
  writtenAt: string | null;

  /** What keeps seats silent. */
  warnings: AdviceDto[];
}

export class WrittenSeatDto {
  @ApiProperty({ type: 'integer' })
  n: number;

  @ApiProperty({ enum: seatKinds })
  kind: string;
  institution: InstitutionDto;
  hasVeto: boolean;
}

export class BoardVersionDto {
  @ApiProperty({ type: 'integer' })
  version: number;
  seats: WrittenSeatDto[];
  rule: RuleDto;

  @ApiProperty({ type: 'integer' })
  quorumPercent: number;
  isFullVote: boolean;
  writtenAt: string;

  /** Whose it was. */
  institution: InstitutionDto;

  /** Who wrote it; null for those who do not know them. */
  @ApiProperty({ type: String, nullable: true })
  writtenBy: string | null;
}
