import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import { isPosition, type Position } from './domain/position.js';

/** For whom a position is: nobody else can use it. */
export interface Holder {
  personId: string;
  institutionId: string;
}

interface Kept {
  position: Position;
  /** When it was given, in milliseconds. */
  at: number;
}

const ALGORITHM = 'aes-256-gcm';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
/** Lengths are multiples of this: the number of transactions under way must not show. */
const BLOCK_BYTES = 384;
const LONGEST_TEXT = 8000;

/**
 * Positions as they leave the server: encrypted, because the numbers of transactions tell how much everybody does, and
 * sealed for one person in one institution. Every one looks different, also of the same position.
 */
export class SealedPositions {
  private readonly keys: Buffer[];

  /** The first key seals, all open. */
  constructor(secretKeys: readonly string[]) {
    this.keys = secretKeys.map((key) => Buffer.from(hkdfSync('sha256', key, '', 'position on a live stream', 32)));
  }

  seal(holder: Holder, position: Position, at: Date): string {
    const [key] = this.keys;
    if (!key) throw new Error('live updates need a secret key to seal positions with');
    const kept: Kept = { position, at: at.getTime() };
    const plain = Buffer.from(JSON.stringify(kept));
    const padded = Buffer.alloc(Math.ceil(plain.length / BLOCK_BYTES) * BLOCK_BYTES, ' ');
    plain.copy(padded);
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv(ALGORITHM, key, nonce).setAAD(named(holder));
    return Buffer.concat([nonce, cipher.update(padded), cipher.final(), cipher.getAuthTag()]).toString('base64url');
  }

  /** Undefined for what is not ours, or not for this holder. */
  open(holder: Holder, text: string): { position: Position; at: Date } | undefined {
    if (text.length > LONGEST_TEXT) return undefined;
    const sealed = Buffer.from(text, 'base64url');
    if (sealed.length < NONCE_BYTES + TAG_BYTES) return undefined;
    for (const key of this.keys) {
      const kept = opened(sealed, key, holder);
      if (kept) return { position: kept.position, at: new Date(kept.at) };
    }
    return undefined;
  }
}

function opened(sealed: Buffer, key: Buffer, holder: Holder): Kept | undefined {
  try {
    const decipher = createDecipheriv(ALGORITHM, key, sealed.subarray(0, NONCE_BYTES), { authTagLength: TAG_BYTES })
      .setAAD(named(holder))
      .setAuthTag(sealed.subarray(-TAG_BYTES));
    const plain = Buffer.concat([decipher.update(sealed.subarray(NONCE_BYTES, -TAG_BYTES)), decipher.final()]);
    const kept = JSON.parse(plain.toString()) as Partial<Kept>;
    return isPosition(kept.position) && typeof kept.at === 'number' ? (kept as Kept) : undefined;
  } catch {
    // sealed with another key, for somebody else, or by somebody else
    return undefined;
  }
}

function named({ personId, institutionId }: Holder): Buffer {
  return Buffer.from(`${personId} ${institutionId}`);
}
