/** What the composition root knows about mail, after it has chosen folders and keys. */
export interface MailSettings {
  /** Undefined: mail is kept in `keepIn` instead of sent. */
  readonly smtpUrl?: string | undefined;
  /** An address, or a name and an address. */
  readonly from: string;
  /** The first signs reply tokens, all verify them. */
  readonly secretKeys: readonly string[];
  readonly keepIn: string;
  /** Kept mail is shown to everybody: in the demonstration only. */
  readonly isDemo: boolean;
}

export const MAIL_SETTINGS = Symbol('mail settings');
