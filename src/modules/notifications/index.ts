export { MailRounds } from './mail-rounds.js';
export { NotificationsModule } from './notifications.module.js';
