import { ArrayMaxSize, ArrayMinSize, ArrayUnique, IsIn, IsString, Length } from 'class-validator';
import { IsInstant } from '../../../http/index.js';
import { scopeNames } from '../domain/scopes.js';

export class NewTokenDto {
  /**
   * What it is for, to be known again by in the list.
   * @example mail gateway
   */
  @IsString()
  @Length(1, 100)
  name: string;

  /**
   * What it opens. One may give away what one's own roles allow, and no more.
   * @example ["mail:inbound"]
   */
  @ArrayMinSize(1)
  @ArrayMaxSize(20)
  @ArrayUnique()
  @IsIn(scopeNames, { each: true })
  scopes: string[];

  /**
   * At most a year ahead.
   * @example 2027-01-31T00:00:00Z
   */
  @IsInstant()
  expiresAt: string;
}

export class TokenDto {
  id: string;

  /** @example mail gateway */
  name: string;

  /** @example ["mail:inbound"] */
  scopes: string[];

  /** Who made it, by name; null once they are known here no more. */
  madeBy: string | null;

  createdAt: string;
  expiresAt: string;

  /** To the minute; null as long as nobody has used it. */
  lastUsedAt: string | null;
}

export class MadeTokenDto extends TokenDto {
  /** Told this once. To be sent as `Authorization: Bearer <token>`. */
  token: string;
}
