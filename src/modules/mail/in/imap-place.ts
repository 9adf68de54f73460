import type { ImapFlowOptions } from 'imapflow';

/** A mailbox on an IMAP server, and the folders beside it. */
export interface ImapPlace {
  readonly server: Pick<ImapFlowOptions, 'host' | 'port' | 'secure' | 'doSTARTTLS' | 'auth'>;
  /** What lies in it is to be taken in. */
  readonly mailbox: string;
  /** Where a mail is put once it is kept. */
  readonly taken: string;
  /** Where one is put that is too large to be taken. */
  readonly refused: string;
}

const LOCAL_HOSTS = ['localhost', '127.0.0.1', '[::1]'];
const FOLDER = 'Guichet';

/**
 * `imaps://USER:PASSWORD@HOST:PORT/MAILBOX`, percent-encoded, as the configuration let it through; without a mailbox `INBOX`.
 * By `imap:` nothing is said before the connection is encrypted by STARTTLS, unless the server is on the same machine.
 */
export function imapPlaceOf(url: string): ImapPlace {
  const { protocol, hostname, port, username, password, pathname } = new URL(url);
  const secure = protocol === 'imaps:';
  const isPlain = !secure && LOCAL_HOSTS.includes(hostname);
  return {
    server: {
      host: hostname.replace(/^\[|\]$/g, ''),
      port: port === '' ? (secure ? 993 : 143) : Number(port),
      secure,
      ...(secure || isPlain ? {} : { doSTARTTLS: true }),
      auth: { user: decodeURIComponent(username), pass: decodeURIComponent(password) },
    },
    mailbox: decodeURIComponent(pathname.slice(1)) || 'INBOX',
    taken: FOLDER,
    refused: `${FOLDER}-refused`,
  };
}
