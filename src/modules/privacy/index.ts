export { ErasingService } from './erasure/erasing.service.js';
export { PrivacyModule } from './privacy.module.js';
