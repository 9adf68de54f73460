import { ApiProperty, ApiPropertyOptional, PartialType } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import {
  ArrayMaxSize,
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsOptional,
  IsString,
  IsUUID,
  Matches,
  Max,
  MaxLength,
  Min,
  ValidateIf,
} from 'class-validator';
import { IsLocalDate, Lines, PageQueryDto } from '../../../http/index.js';
import { actionKinds, sharings, type ActionKind, type Sharing } from '../domain/action-document.js';
import { actionStates, type ActionState } from '../domain/moves.js';
import { SaidActionDocumentDto } from './document-input.dto.js';

const SAYS_SOMETHING = /\S/u;
const IfSaid = (): PropertyDecorator => ValidateIf((_, value) => value !== undefined);

export class DraftActionDto extends SaidActionDocumentDto {
  /**
   * The name of its file, one in the institution; by default from its title. It stays.
   * @example postgresql-blocking-sessions
   */
  @IfSaid()
  @IsString()
  @Matches(/^[a-z0-9][a-z0-9-]{0,79}$/)
  key?: string;

  /** Id of who answers for it: an engineer or a manager of its services; by default whoever drafts it. */
  @IfSaid()
  @IsUUID()
  owner?: string;

  /** Kept internal, or shared with holders of a function of its services, or with those who use them too. */
  @IfSaid()
  @IsIn(sharings)
  sharing?: Sharing;
}

/** What is left out stays as it is. */
export class EditActionDto extends PartialType(SaidActionDocumentDto, { skipNullProperties: false }) {
  /** Holds at once, whatever is being written. */
  @IfSaid()
  @IsIn(sharings)
  sharing?: Sharing;
}

export class ReviewActionDto {
  /** Kept at home. */
  @IfSaid()
  @IsString()
  @Matches(SAYS_SOMETHING)
  @Lines()
  @MaxLength(5000)
  note?: string;
}

export class ReviewOnDto {
  /**
   * When it is to be looked at again: a local date ahead, at most a year from now; by default then.
   * @example 2027-03-01
   */
  @IfSaid()
  @IsLocalDate()
  reviewOn?: string;
}

export class SuspendActionDto {
  /** Told to whoever sees the action. */
  @IsString()
  @Matches(SAYS_SOMETHING)
  @Lines()
  @MaxLength(2000)
  reason: string;
}

export class OwnActionDto {
  /** Id of an engineer or a manager of its services. */
  @IsUUID()
  owner: string;
}

export class DifferenceQueryDto {
  /** Number of a version. */
  @ApiProperty({ type: 'integer' })
  @IsInt()
  @Min(1)
  @Max(32_767)
  @Transform(({ value }: { value: unknown }) =>
    typeof value === 'string' && /^\d{1,5}$/.test(value) ? Number(value) : value,
  )
  from: number;

  @ApiProperty({ type: 'integer' })
  @IsInt()
  @Min(1)
  @Max(32_767)
  @Transform(({ value }: { value: unknown }) =>
    typeof value === 'string' && /^\d{1,5}$/.test(value) ? Number(value) : value,
  )
  to: number;
}

export class ActionQueryDto extends PageQueryDto {
  @IsOptional()
  @IsIn(actionKinds)
  kind?: ActionKind;

  /** Code of a service. */
  @IsOptional()
  @IsString()
  @MaxLength(50)
  service?: string;

  /** One state, or several between commas. */
  @ApiPropertyOptional({ type: String, example: 'published,suspended' })
  @IsOptional()
  @Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? value.split(',') : value))
  @IsArray()
  @ArrayMaxSize(actionStates.length)
  @IsIn(actionStates, { each: true })
  state?: ActionState[];

  /** `true`: only those that are published and whose review date has come. */
  @IsOptional()
  @Transform(({ value }: { value: unknown }) => (value === 'true' ? true : value === 'false' ? false : value))
  @IsBoolean()
  due?: boolean;

  /** Words in any of its texts; as in the search of tickets. */
  @IsOptional()
  @IsString()
  @MaxLength(2000)
  q?: string;
}
