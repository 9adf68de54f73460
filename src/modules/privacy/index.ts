export { allErasures, type CountedErasure } from './erasure/erasure.store.js';
export { ErasingService } from './erasure/erasing.service.js';
export { PrivacyModule } from './privacy.module.js';
