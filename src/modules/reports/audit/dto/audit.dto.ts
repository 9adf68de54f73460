import { ApiPropertyOptional, IntersectionType } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsIn, IsOptional, IsString, IsUUID, MaxLength } from 'class-validator';
import { IsInstant, PageQueryDto } from '../../../../http/index.js';
import type { InstitutionDto } from '../../../institutions/index.js';
import { auditKindNames, type AuditKind } from '../domain/audit-kinds.js';

/** Which entries. */
export class AuditFilterDto {
  @IsOptional()
  @IsIn(auditKindNames)
  kind?: AuditKind;

  /** Id of who did it, or to whom it was done. */
  @IsOptional()
  @IsUUID()
  person?: string;

  /**
   * What it was done to: the reference of a ticket, a problem, a change, an action or an improvement, or the id of anything
   * else, of a person or of a token.
   * @example ULCO-2026-00042
   */
  @IsOptional()
  @IsString()
  @MaxLength(50)
  ref?: string;

  @IsOptional()
  @IsInstant()
  from?: string;

  /** Before this instant. */
  @IsOptional()
  @IsInstant()
  to?: string;
}

export class AuditQueryDto extends IntersectionType(AuditFilterDto, PageQueryDto) {}

export const auditFormats = ['csv', 'jsonl'] as const;

export class AuditExportQueryDto extends AuditFilterDto {
  @IsIn(auditFormats)
  format: (typeof auditFormats)[number];

  /** CSV only: begins with the mark by which some spreadsheets know UTF-8. */
  @ApiPropertyOptional({ type: 'boolean' })
  @IsOptional()
  @Transform(({ value }: { value: unknown }) => (value === 'true' ? true : value === 'false' ? false : value))
  @IsIn([true, false])
  bom?: boolean;
}

export class AuditPersonDto {
  id: string;

  /** Null once they are known here no more. */
  name: string | null;
}

export class AuditEntryDto {
  id: string;
  at: string;

  kind: AuditKind;

  /** @example role.granted */
  type: string;

  /** Who did it; null for somebody of another institution. What the program did by itself is done by "Guichet". */
  actor: AuditPersonDto | null;

  /** For which institution they acted. */
  institution: InstitutionDto;

  /** To whom it was done, where it concerns a person of the institution. */
  person: AuditPersonDto | null;

  /** Of what chain of the record it is a part: a reference where the thing has one, else its id. */
  ref: string;

  /** Its number in the institution's own chain; null in a chain to which others write too. */
  number: number | null;

  /** What changed, as it was recorded: codes, ids and instants. Null of what is not the institution's or its agreements'. */
  details: Record<string, unknown> | null;
}
