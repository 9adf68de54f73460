import { IsString, Length } from 'class-validator';

export class SignInDto {
  /**
   * The address of the account, in any case.
   * @example spoc.ulco@guichet.example
   */
  @IsString()
  @Length(1, 320)
  email: string;

  /** Longer ones are refused: hashing them would cost more than guessing them. */
  @IsString()
  @Length(1, 1024)
  password: string;
}

export class ChangePasswordDto {
  @IsString()
  @Length(1, 1024)
  oldPassword: string;

  /** At least 12 characters, five of them different, and not made of the address of the account. */
  @IsString()
  @Length(1, 1024)
  newPassword: string;
}

export class OpenedSessionDto {
  /** To be sent as `Authorization: Bearer <accessToken>`. */
  accessToken: string;

  /**
   * Seconds until it ends by itself.
   * @example 43200
   */
  expiresIn: number;
}
