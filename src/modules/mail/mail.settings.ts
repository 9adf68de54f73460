/** What the composition root knows about mail, after it has chosen folders and keys. */
export interface MailSettings {
  /** Undefined: mail is kept in `keepIn` instead of sent. */
  readonly smtpUrl?: string | undefined;
  /** An address, or a name and an address. */
  readonly from: string;
  /** Where answers go, with a token in it; undefined: to `from`. */
  readonly replyTo?: string | undefined;
  /** The server whose word on senders counts (its authserv-id); undefined: nobody is vouched for. */
  readonly authservId?: string | undefined;
  /** Addresses of programs that may write as often as they have to, where the mail server vouches for them. */
  readonly gateways?: readonly string[] | undefined;
  /** A mailbox from which mail is fetched; undefined: it is handed over. */
  readonly imapUrl?: string | undefined;
  /** Of a mail that comes in; undefined: 25 MB. */
  readonly mostBytesIn?: number | undefined;
  /** So many mails are handed over at the same time: a server may take its while over each. */
  readonly atOnce: number;
  /** The first signs reply tokens, all verify them. */
  readonly secretKeys: readonly string[];
  readonly keepIn: string;
  /** Kept mail is shown to everybody: in the demonstration only. */
  readonly isDemo: boolean;
}

export const MOST_BYTES_IN = 25_000_000;

export const MAIL_SETTINGS = Symbol('mail settings');
