import { createHmac, timingSafeEqual } from 'node:crypto';

/**
 * The token in a link to a decision: it names a person of an institution, what they are asked to decide, and a digest of
 * it as it stood when the mail was written, until an instant. It opens a page and proves nothing about who opened it. The
 * ids are in it for anybody to see and tell nothing; HMAC-SHA-256, cut to 128 bits, keeps them together. What is signed
 * begins with words that stand before nothing else this key signs, so that no other token passes for a link.
 */
export interface DecisionLink {
  institutionId: string;
  personId: string;
  kind: string;
  subjectId: string;
  /** The first 16 bytes of the digest of what is decided on. */
  digest: Buffer;
  /** The language in which the mail was written: the page needs no database to answer in it. */
  locale: 'fr' | 'en';
  expiresAt: Date;
}

const PURPOSE = 'link to a decision, 1: ';
const LASTS_MS = 14 * 86_400_000;
const ID = 16;
export const DIGEST_BYTES = 16;
const SIGNATURE = 16;
const FIXED = 3 * ID + DIGEST_BYTES + 5;
const TOKEN = /^[\w-]{100,180}$/;

/** From the writing of the mail, whole seconds. */
export function linkExpiry(writtenAt: Date): Date {
  return new Date(Math.floor((writtenAt.getTime() + LASTS_MS) / 1000) * 1000);
}

export function linkToken(link: DecisionLink, secret: string): string {
  const end = Buffer.alloc(5);
  end.writeUInt32BE(link.expiresAt.getTime() / 1000);
  end.writeUInt8(link.locale === 'fr' ? 0 : 1, 4);
  const ids = [link.institutionId, link.personId, link.subjectId].map((id) =>
    Buffer.from(id.replaceAll('-', ''), 'hex'),
  );
  const body = Buffer.concat([...ids, link.digest.subarray(0, DIGEST_BYTES), end, Buffer.from(link.kind, 'ascii')]);
  return Buffer.concat([body, signature(body, secret)]).toString('base64url');
}

/** Undefined for whatever none of the secrets signed as a link, and from the instant on at which it expires. */
export function readLinkToken(token: string, secrets: readonly string[], now: Date): DecisionLink | undefined {
  if (!TOKEN.test(token)) return undefined;
  const bytes = Buffer.from(token, 'base64url');
  // left-over bits: only one spelling is ours, as codes are counted by it
  if (bytes.toString('base64url') !== token) return undefined;
  const body = bytes.subarray(0, -SIGNATURE);
  const given = bytes.subarray(-SIGNATURE);
  if (body.length <= FIXED) return undefined;
  if (!secrets.map((secret) => timingSafeEqual(signature(body, secret), given)).includes(true)) return undefined;
  const expiresAt = new Date(body.readUInt32BE(FIXED - 5) * 1000);
  if (expiresAt <= now) return undefined;
  return {
    institutionId: idAt(body, 0),
    personId: idAt(body, ID),
    subjectId: idAt(body, 2 * ID),
    digest: body.subarray(3 * ID, 3 * ID + DIGEST_BYTES),
    expiresAt,
    locale: body.readUInt8(FIXED - 1) === 0 ? 'fr' : 'en',
    kind: body.subarray(FIXED).toString('ascii'),
  };
}

function signature(body: Buffer, secret: string): Buffer {
  return createHmac('sha256', secret).update(PURPOSE).update(body).digest().subarray(0, SIGNATURE);
}

function idAt(body: Buffer, offset: number): string {
  const hex = body.subarray(offset, offset + ID).toString('hex');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
