import { ApiProperty } from '@nestjs/swagger';
import { Transform, Type } from 'class-transformer';
import {
  ArrayMaxSize,
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsNotEmpty,
  IsNumber,
  IsOptional,
  IsString,
  IsUUID,
  Matches,
  Max,
  MaxLength,
  Min,
  ValidateNested,
} from 'class-validator';
import { PageQueryDto } from '../../../../http/index.js';
import { ServiceRefDto } from '../../../catalogue/index.js';
import { AdviceDto } from '../../../service-hours/index.js';
import { fieldTypes, type FieldType } from '../domain/content.js';

const KEY = /^[a-z][a-zA-Z0-9]{0,39}$/;

export class LabelDto {
  @IsString()
  @IsNotEmpty()
  @MaxLength(200)
  fr: string;

  @IsString()
  @IsNotEmpty()
  @MaxLength(200)
  en: string;
}

export class ChoiceDto {
  /** @example paris */
  @Matches(KEY)
  key: string;

  @ValidateNested()
  @Type(() => LabelDto)
  label: LabelDto;
}

export class FieldDto {
  /** Under which it is filled in. */
  @Matches(KEY)
  key: string;

  @IsIn(fieldTypes)
  type: FieldType;

  @ValidateNested()
  @Type(() => LabelDto)
  label: LabelDto;

  @IsBoolean()
  required: boolean;

  /** The least number, or the fewest characters. */
  @IsOptional()
  @IsNumber()
  min?: number;

  @IsOptional()
  @IsNumber()
  max?: number;

  @IsOptional()
  @IsArray()
  @ArrayMaxSize(100)
  @ValidateNested({ each: true })
  @Type(() => ChoiceDto)
  choices?: ChoiceDto[];
}

export class ApproverDto {
  /** `manager`: any manager of the service, but for whoever asks. */
  @IsIn(['person', 'manager'])
  kind: 'person' | 'manager';

  @IsOptional()
  @IsUUID()
  personId?: string;
}

export class PlannedTaskDto {
  @IsString()
  @IsNotEmpty()
  @MaxLength(200)
  title: string;

  /** The team or the function that it is for. */
  @IsOptional()
  @IsString()
  @IsNotEmpty()
  @MaxLength(100)
  intendedFor?: string;

  /** The ticket is not resolved before. */
  @IsBoolean()
  mustBeDone: boolean;
}

export class ModelContentDto {
  @ValidateNested()
  @Type(() => LabelDto)
  name: LabelDto;

  /** The title of a ticket that is opened without one; else the name. */
  @IsOptional()
  @IsString()
  @IsNotEmpty()
  @MaxLength(200)
  defaultTitle?: string;

  @IsArray()
  @ArrayMaxSize(50)
  @ValidateNested({ each: true })
  @Type(() => FieldDto)
  fields: FieldDto[];

  /** Who decides before anybody works on it. */
  @IsOptional()
  @ValidateNested()
  @Type(() => ApproverDto)
  approver?: ApproverDto;

  @IsArray()
  @ArrayMaxSize(50)
  @ValidateNested({ each: true })
  @Type(() => PlannedTaskDto)
  tasks: PlannedTaskDto[];

  /** Own target for the resolution, in working minutes of the requester's site; without it that of the priority. */
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(1_000_000)
  targetMinutes?: number;
}

export class WriteModelDto extends ModelContentDto {
  /** Code of the service that it is for. */
  @IsString()
  @IsNotEmpty()
  @MaxLength(50)
  service: string;
}

export class PublishModelDto {
  /** By default the newest. */
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(1_000_000)
  version?: number;
}

export class ModelsQueryDto extends PageQueryDto {
  /** Code of a service. */
  @IsOptional()
  @IsString()
  @MaxLength(50)
  service?: string;

  /** Also those not published, or retired; for whoever writes them. */
  @IsOptional()
  @IsBoolean()
  @Transform(({ value }: { value: unknown }) => (value === 'true' ? true : value === 'false' ? false : value))
  drafts?: boolean;
}

export class ModelQueryDto {
  /** By default the one in force. */
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(1_000_000)
  @Transform(({ value }: { value: unknown }) =>
    typeof value === 'string' && /^\d{1,7}$/.test(value) ? Number(value) : value,
  )
  version?: number;
}

export class ModelLineDto {
  id: string;
  service: ServiceRefDto;

  /** The version in force; null before the first was published. */
  @ApiProperty({ type: 'integer', nullable: true })
  current: number | null;

  /** The newest version. */
  @ApiProperty({ type: 'integer' })
  latest: number;

  createdAt: string;
  retiredAt: string | null;
}

export class ModelDto extends ModelLineDto {
  /** The number of the version that is shown. */
  @ApiProperty({ type: 'integer' })
  version: number;

  writtenAt: string;

  /** Null while it is a draft. Afterwards it never changes. */
  publishedAt: string | null;

  content: ModelContentDto;

  /** What is good to know for whoever writes it. */
  warnings: AdviceDto[];
}
