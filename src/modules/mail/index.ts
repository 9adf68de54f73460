export { writeAccountLetter } from './domain/account-letter.js';
export { writeActionLetter } from './domain/action-letter.js';
export type { ActionNews, ActionReader } from './domain/actions/words.js';
export { writeAgreementLetter, type AgreementNews } from './domain/agreement-letter.js';
export { parseMailbox } from './domain/addresses.js';
export { writeBulkLetter } from './domain/bulk-letter.js';
export { writeChangeLetter } from './domain/change-letter.js';
export type { ChangeLetter, ChangeLetterKind, ChangeReader, Vote } from './domain/changes/words.js';
export { writeCodeLetter } from './domain/code-letter.js';
export { escapeHtml } from './domain/letters/html.js';
export { cleanLine, cleanText } from './domain/clean.js';
export { localInstant } from './domain/instants.js';
export { writeExternalLetter } from './domain/external-letter.js';
export { writeHierarchyLetter, type HierarchyNews } from './domain/hierarchy-letter.js';
export { writeLeaverLetter } from './domain/leaver-letter.js';
export type {
  Author,
  InstitutionName,
  Letter,
  LetterKind,
  LetterOf,
  Locale,
  NextActor,
  Reason,
} from './domain/letter-kinds.js';
export { writeLetter } from './domain/letter.js';
export { writeMajorLetter } from './domain/major-letter.js';
export { writeModelLetter, type ModelLetter } from './domain/model-letter.js';
export { writeProblemLetter } from './domain/problem-letter.js';
export { writePlanLetter, type PlanLetter } from './domain/plan-letter.js';
export { writeRecurringLetter } from './domain/recurring-letter.js';
export { MailInModule } from './in/mail-in.module.js';
export { MailModule } from './mail.module.js';
export { MailSender } from './mail.service.js';
export { MAIL_SETTINGS, type MailSettings } from './mail.settings.js';
export { isSuppressed, queueMails, type NewMail } from './mail.store.js';
