import { type InstitutionDto } from '../../institutions/index.js';

export class MembershipDto {
  institution: InstitutionDto;

  /**
   * What one may do there, `spoc` for example.
   * @example ["spoc"]
   */
  roles: string[];
}

export class MeDto {
  id: string;
  name: string;
  email: string;

  /**
   * The language of mails and screens.
   * @example fr
   */
  locale: string;

  /** With several, every other request says in X-Institution for which one it acts. */
  memberships: MembershipDto[];
}
