export { runningAgreement, type Agreement, type AgreementVersion } from './agreements.store.js';
export { CatalogueModule } from './catalogue.module.js';
export { CommitmentsStore, type Promised } from './commitments.store.js';
export { serviceFunctions, type ServiceFunction } from './domain/responsibilities.js';
export { ServiceRefDto } from './dto/service.dto.js';
export { holdersOf, serviceByCode, type Holder, type Service } from './services.store.js';
