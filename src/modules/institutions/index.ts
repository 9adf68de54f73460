export { InstitutionDto } from './dto/institution.dto.js';
export { InstitutionsModule } from './institutions.module.js';
export {
  institutionByCode,
  institutionById,
  institutionsNamed,
  siteByCode,
  sitesOf,
  type Institution,
  type InstitutionRef,
  type Site,
} from './institutions.store.js';
export {
  addInstitution,
  addSite,
  changeInstitution,
  changeSite,
  ofInstitution,
  type InstitutionFields,
  type Keeper,
  type SiteFields,
  type Stamp,
} from './keeping.js';
export { standingInstitutions, type StandingInstitution, type StandingSite } from './keeping.store.js';
