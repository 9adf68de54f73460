import { IsOptional, IsString, Length, MaxLength } from 'class-validator';

export class ForgottenDto {
  /** The address of the account, in any case. */
  @IsString()
  @Length(1, 320)
  email: string;
}

export class PasswordFormDto {
  @IsOptional()
  @IsString()
  @MaxLength(4096)
  password?: string;
}
