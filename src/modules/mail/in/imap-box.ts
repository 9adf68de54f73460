import type { ImapFlow } from 'imapflow';
import type { ImapPlace } from './imap-place.js';

/** What is done with the mails of a mailbox. */
export interface Taking {
  /** Keeps the bytes; once it returns, the mail may leave the mailbox. */
  keep(raw: Buffer): Promise<string>;
  /** Takes one that is kept to its end, whatever comes of it. */
  settle(id: string): Promise<void>;
  /** Bytes that a mail may have. */
  readonly most: number;
  /** One was put aside instead, of so many bytes. */
  tooLarge(bytes: number): void;
  /** One could not be read. */
  stumbled(uid: number): void;
  /** Whether one could not be read so often that it is left where it is, and the others go on. */
  isGivenUp(uid: number): boolean;
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
    if (taking.isGivenUp(uid)) continue;
    const mail = await readOne(client, uid, taking);
    if (mail === undefined) continue;
    if (typeof mail === 'number') {
      await client.messageMove(String(uid), refused, UID);
      taking.tooLarge(mail);
      continue;
    }
    const id = await taking.keep(mail);
    await client.messageMove(String(uid), taken, UID);
    await taking.settle(id);
  }
}

/** The bytes of a mail; of one that is too large, how many there are; undefined: it is gone, or cannot be read now. */
async function readOne(client: ImapFlow, uid: number, taking: Taking): Promise<Buffer | number | undefined> {
  try {
    const known = await client.fetchOne(String(uid), { size: true }, UID);
    if (!known) return undefined;
    if ((known.size ?? 0) > taking.most) return known.size;
    const fetched = await client.fetchOne(String(uid), { source: true }, UID);
    return fetched ? fetched.source : undefined;
  } catch (error) {
    taking.stumbled(uid);
    // a server that could not give this one may give the next
    if (client.usable) return undefined;
    throw error;
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
