import type { ImapFlow } from 'imapflow';
import type { ImapPlace } from './imap-place.js';

/** What is done with the mails of a mailbox. */
export interface Taking {
  /** Keeps the bytes; once it returns, the mail may leave the mailbox. */
  keep(raw: Buffer): Promise<void>;
  /** Bytes that a mail may have. */
  readonly most: number;
  /** One was put aside instead, of so many bytes. */
  tooLarge(bytes: number): void;
  /** Whether more is to be begun. */
  goesOn(): boolean;
}

const UID = { uid: true } as const;

/** The mailbox is open, and the folders beside it are there. */
export async function openBox(client: ImapFlow, { mailbox, taken, refused }: ImapPlace): Promise<void> {
  for (const folder of [taken, refused]) await client.mailboxCreate(folder);
  await client.mailboxOpen(mailbox);
}

/**
 * Takes all that lies in the mailbox, the oldest first: each is kept, and only then put into another folder. So whoever is
 * killed in between finds it there again, and keeping the same bytes twice is keeping them once. What another process was
 * quicker with is not there any more.
 */
export async function emptyBox(client: ImapFlow, { taken, refused }: ImapPlace, taking: Taking): Promise<void> {
  const found = (await client.search({ all: true }, UID)) || [];
  for (const uid of found.sort((a, b) => a - b)) {
    if (!taking.goesOn()) return;
    const id = String(uid);
    const known = await client.fetchOne(id, { size: true }, UID);
    if (!known) continue;
    const bytes = known.size ?? 0;
    if (bytes > taking.most) {
      await client.messageMove(id, refused, UID);
      taking.tooLarge(bytes);
      continue;
    }
    const fetched = await client.fetchOne(id, { source: true }, UID);
    if (!fetched || !fetched.source) continue;
    await taking.keep(fetched.source);
    await client.messageMove(id, taken, UID);
  }
}

/** What the server tells of the mailbox, also while something else is asked of it. */
export class News {
  private isThere = false;
  private wake: () => void = () => undefined;

  constructor(client: ImapFlow) {
    for (const event of ['exists', 'close'])
      client.on(event, () => {
        this.isThere = true;
        this.wake();
      });
  }

  /** What comes from here on is news. */
  forget(): void {
    this.isThere = false;
  }

  /** Until there is some, the connection has ended, or so many milliseconds are over. */
  async wait(milliseconds: number): Promise<void> {
    if (this.isThere) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, milliseconds);
      this.wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
