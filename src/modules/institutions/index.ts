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
