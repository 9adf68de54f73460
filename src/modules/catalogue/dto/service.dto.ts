import { type InstitutionDto } from '../../institutions/index.js';

/** Somebody outside the consortium. */
export class ExternalHolderDto {
  /** @example Apereo Foundation */
  name: string;
}

/** One of the two is null. */
export class HolderDto {
  institution: InstitutionDto | null;
  external: ExternalHolderDto | null;
}

export class ResponsibilityDto {
  /**
   * What can be asked of them.
   * @example hosting
   */
  function: string;

  /** First the one who is asked first. */
  holders: HolderDto[];
}

export class ServiceDto {
  /** @example OAE */
  code: string;
  name: string;

  /** How many people use it, about. */
  users: number | null;

  /** How many institutions have a tenant of it. */
  tenants: number | null;

  /** The institution that is accountable for it. */
  leadProvider: InstitutionDto;

  /**
   * What an outage or a change touches.
   * @example ["documents", "search"]
   */
  components: string[];
  responsibilities: ResponsibilityDto[];
}

/** A service where it is only named. */
export class ServiceRefDto {
  /** @example OAE */
  code: string;
  name: string;
}
