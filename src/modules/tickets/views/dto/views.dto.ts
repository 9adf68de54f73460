import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import {
  IsIn,
  IsNotEmpty,
  IsObject,
  IsOptional,
  IsString,
  IsUUID,
  MaxLength,
  registerDecorator,
} from 'class-validator';
import { sharings, type Sharing } from '../views.store.js';

const MOST_FIELDS = 30;
const LONGEST = 500;

/** Names and texts, as in a query; which ones is said by the list. */
function IsFilter(): PropertyDecorator {
  return (target, property) => {
    registerDecorator({
      name: 'isFilter',
      target: target.constructor,
      propertyName: String(property),
      options: { message: `must hold at most ${String(MOST_FIELDS)} texts of at most ${String(LONGEST)} characters` },
      validator: {
        validate: (value: unknown) =>
          typeof value === 'object' &&
          value !== null &&
          Object.keys(value).length <= MOST_FIELDS &&
          Object.values(value).every((text) => typeof text === 'string' && text.length <= LONGEST),
      },
    });
  };
}

export class SaveViewDto {
  @IsString()
  @IsNotEmpty()
  @MaxLength(100)
  name: string;

  /** Parameters of `GET /tickets`, as texts; `q` too, the words that are looked for. */
  @ApiProperty({
    type: 'object',
    additionalProperties: { type: 'string' },
    example: { state: 'new', assignee: 'none' },
  })
  @IsObject()
  @IsFilter()
  filter: Record<string, string>;

  /** As in `GET /tickets`. */
  @IsOptional()
  @IsString()
  @MaxLength(20)
  sort?: string;

  @IsOptional()
  @IsIn(sharings)
  sharedWith?: Sharing = 'none';

  /** Id of a team that one is in, to share with it. */
  @ApiPropertyOptional({ format: 'uuid' })
  @IsOptional()
  @IsUUID()
  team?: string;
}

export class ViewDto {
  id: string;
  name: string;

  /** Who made it; the name is null for somebody who is not there any more. */
  owner: ViewOwnerDto;

  @ApiProperty({ type: 'object', additionalProperties: { type: 'string' } })
  filter: Record<string, string>;

  sort: string | null;

  @ApiProperty({ enum: sharings })
  sharedWith: string;

  team: string | null;

  /** Parts of the filter that the list does not know any more. */
  outdated: string[];

  @ApiProperty({ type: 'integer' })
  version: number;
}

export class ViewOwnerDto {
  id: string;
  name: string | null;
}

export class ViewCountDto {
  id: string;
  name: string;

  /** Null: the view is outdated. */
  @ApiProperty({ type: 'integer', nullable: true })
  count: number | null;

  /** False: there are more. */
  isExact: boolean;
}

export class ViewCountsDto {
  items: ViewCountDto[];
}
