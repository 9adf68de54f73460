export { writeAgreementLetter, type AgreementNews } from './domain/agreement-letter.js';
export { writeBulkLetter } from './domain/bulk-letter.js';
export { writeExternalLetter } from './domain/external-letter.js';
export { writeHierarchyLetter, type HierarchyNews } from './domain/hierarchy-letter.js';
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
export { writeProblemLetter } from './domain/problem-letter.js';
export { writeRecurringLetter } from './domain/recurring-letter.js';
export { MailInModule } from './in/mail-in.module.js';
export { MailModule } from './mail.module.js';
export { MailSender } from './mail.service.js';
export type { MailSettings } from './mail.settings.js';
export { queueMail, type NewMail } from './mail.store.js';
