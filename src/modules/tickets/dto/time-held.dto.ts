import { ApiProperty } from '@nestjs/swagger';
import { InstitutionDto } from '../../institutions/index.js';
import { nextActorKinds } from './ticket.dto.js';

export class HeldDto {
  @ApiProperty({ enum: nextActorKinds, enumName: 'NextActorKind' })
  nextActor: string;

  /** The institution that acted, or that followed up a requester or a third party; null for nobody. */
  institution: InstitutionDto | null;

  /** Milliseconds as they went by. */
  wallMs: number;

  /** Working milliseconds in the hours of the ticket's site; null for a provider, and where the site has no hours. */
  userMs: number | null;

  /** Working milliseconds in the hours of the agreement; null without an agreement. */
  providerMs: number | null;
}

/** `[from, to)`; one goes on where the next begins. */
export class HeldSpanDto extends HeldDto {
  from: string;

  /** Now, while it goes on. */
  to: string;

  /** It goes on. */
  isOpen: boolean;
}

export class TimeHeldDto {
  from: string | null;
  to: string | null;

  /** By who owed the next step, in the order in which each first did; together they are the totals. */
  held: HeldDto[];
  spans: HeldSpanDto[];
  wallMs: number;
  userMs: number | null;
  providerMs: number | null;

  /** When both sides are at work next, or now; null when the ticket is over, or a side has no hours. */
  nextCommonOpening: string | null;
}
