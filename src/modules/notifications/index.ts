export { AccountsService, type WorkLeft } from './accounts/accounts.service.js';
export { NotificationsModule } from './notifications.module.js';
