import { IsString, Matches, MaxLength } from 'class-validator';

export class PeopleQueryDto {
  /** The beginning of a name, of several names, or of an address. */
  @IsString()
  @MaxLength(100)
  @Matches(/[\p{L}\p{N}]/u, { message: 'has no letter and no digit' })
  q: string;
}

export class FoundPersonDto {
  id: string;
  name: string;
  email: string;

  /** Code of their site. */
  site: string | null;

  /** Tickets that they asked for, that are at work and that the caller may see: a hundred at most. */
  openTickets: number;
}
