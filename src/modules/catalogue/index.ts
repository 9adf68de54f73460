export { runningAgreement, type Agreement, type AgreementVersion } from './agreements.store.js';
export { CatalogueModule } from './catalogue.module.js';
export {
  CommitmentsStore,
  type HoursVersion,
  type Promised,
  type Promises,
  type TermsVersion,
} from './commitments.store.js';
export { proposedVersion, type AgreedHours, type ProposalInput, type ProposedVersion } from './domain/proposal.js';
export { serviceFunctions, type ServiceFunction } from './domain/responsibilities.js';
export { targetsSchema } from './dto/commitment-schemas.js';
export { ProposeVersionDto } from './dto/propose-version.dto.js';
export { draftOf, ownAgreement, ProposalsService } from './proposals.service.js';
export { changeTargets, installTargets, standingTargets } from './promising.js';
export { parseTargets, parseWarnings, usualWarnings } from './domain/terms.js';
export { RecordTargetsDto } from './dto/targets.dto.js';
export { ServiceRefDto } from './dto/service.dto.js';
export { holdersOf, serviceByCode, type Holder, type Service } from './services.store.js';
export { providerTargets } from './targets.store.js';
export {
  addComponents,
  addService,
  changeHolders,
  changeService,
  recordServices,
  type ServiceEvent,
} from './keeping.js';
export { standingServices, type StandingService } from './keeping.store.js';
export { changeAgreement, endAgreement, installAgreement } from './installing.js';
export { standingAgreements, type StandingAgreement, type StandingVersion } from './installing.store.js';
export { admitNotice } from './domain/admission.js';
export { MaintenanceInputDto } from './dto/propose-version.dto.js';
export { startingPoint, type OpenAgreement } from './versions.store.js';
export { draftOfTargets } from './targets.service.js';
export { type TargetsVersion } from './targets.store.js';
