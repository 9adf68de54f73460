export { AccountsService, type WorkLeft } from './accounts/accounts.service.js';
export { AccountsModule } from './accounts/accounts.module.js';
export type { OpenWork } from './accounts/open-work.store.js';
export { NotificationsModule } from './notifications.module.js';
