import { ApiProperty } from '@nestjs/swagger';
import { serviceFunctions } from '../../../catalogue/index.js';
import { InstitutionDto } from '../../../institutions/index.js';

export class WhyNotDto {
  /** The code with which `escalate` would refuse. */
  code: string;
  detail: string;
}

/** One of institution and external is null. */
export class HolderOptionDto {
  institution: InstitutionDto | null;

  /** Somebody outside the consortium, by name; the lead provider would follow them up. */
  external: string | null;

  /** Whether they could be called: `whyNot` is about this holder alone. */
  callable: boolean;

  /** Whom `escalate` would call now. */
  isNext: boolean;
  whyNot: WhyNotDto | null;
}

export class EscalationOptionDto {
  @ApiProperty({ enum: serviceFunctions })
  function: string;

  /** Whether it can be escalated now, by whoever may. */
  callable: boolean;
  whyNot: WhyNotDto | null;

  /** In the order in which they are asked. */
  holders: HolderOptionDto[];
}
