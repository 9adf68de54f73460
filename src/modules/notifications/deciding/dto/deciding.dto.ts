import { IsOptional, IsString, MaxLength } from 'class-validator';

/** Either a code, or an address and a password. */
export class IdentifyDto {
  /** As it was mailed; spaces do not matter. */
  @IsOptional()
  @IsString()
  @MaxLength(20)
  code?: string;

  @IsOptional()
  @IsString()
  @MaxLength(320)
  email?: string;

  @IsOptional()
  @IsString()
  @MaxLength(1024)
  password?: string;
}

export class DecisionFormDto {
  /** What the page put into the form once somebody had shown who they are. */
  @IsString()
  @MaxLength(200)
  proof: string;

  /** One of those that the page shows. */
  @IsOptional()
  @IsString()
  @MaxLength(40)
  choice?: string;

  /** Longer ones than 4,000 characters come back to be shortened, with what was typed. */
  @IsOptional()
  @IsString()
  @MaxLength(20_000)
  reason?: string;
}
