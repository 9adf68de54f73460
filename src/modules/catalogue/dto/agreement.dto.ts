import { type InstitutionDto } from '../../institutions/index.js';
import { type AgreementVersionDto } from './agreement-version.dto.js';
import { type ServiceRefDto } from './service.dto.js';

export class AgreementDto {
  id: string;

  /** The one that uses the service. */
  institution: InstitutionDto;
  service: ServiceRefDto;

  /** The one that is accountable for it. */
  leadProvider: InstitutionDto;

  /** `pilot` is measured and binds nobody; `notice` still runs. */
  status: 'pilot' | 'in_force' | 'notice' | 'ended';

  /**
   * The first day, where the lead provider is.
   * @example 2025-09-01
   */
  startsOn: string;

  /** The last day; null when none was agreed. */
  endsOn: string | null;
}

export class NoticeDto {
  givenAt: string;
  by: InstitutionDto;
}

export class AgreementDetailsDto extends AgreementDto {
  /** Null while nobody has given notice. */
  notice: NoticeDto | null;

  /** What is in effect now; null before the first version is. */
  version: AgreementVersionDto | null;
}
