import { InstitutionDto } from './institution.dto.js';

export class SiteDto {
  /** @example METZ */
  code: string;

  /** @example Europe/Paris */
  timeZone: string;

  /**
   * Whose public holidays close it.
   * @example FR-57
   */
  holidayRegion: string;

  /** The site of people who name none. */
  isDefault: boolean;
}

export class InstitutionDetailsDto extends InstitutionDto {
  /** @example Europe/Paris */
  timeZone: string;

  /** @example FR */
  holidayRegion: string;

  /** @example fr */
  locale: string;

  /** The default one first. */
  sites: SiteDto[];
}
