import { createHmac, timingSafeEqual } from 'node:crypto';

/**
 * The signed token in the address that answers go to: it proves which mail, and so which thread, an answer belongs to;
 * never who wrote it. The id of the mail (16 bytes) and the first 80 bits of an HMAC-SHA-256 over it, in lower-case
 * base32 (RFC 4648 without padding): a mailbox may be treated without regard to case, and 42 characters leave room in the
 * 64 of a local part (RFC 5321, 4.5.3.1.1). Guessing 80 bits is done against a live server, one try a mail.
 */
const ALPHABET = 'abcdefghijklmnopqrstuvwxyz234567';
const ID_BYTES = 16;
const SIGNATURE_BYTES = 10;
const TOKEN = /^[a-z2-7]{42}$/;

/** `mailId`: a UUID. The same id and secret give the same token. */
export function replyToken(mailId: string, secret: string): string {
  const id = Buffer.from(mailId.replaceAll('-', ''), 'hex');
  if (id.length !== ID_BYTES) throw new Error('a reply token is made for a UUID');
  return toBase32(Buffer.concat([id, signature(id, secret)]));
}

/** The id of the mail; undefined when no secret (the present one, or one that was rotated out) signed this token. */
export function readReplyToken(token: string, secrets: readonly string[]): string | undefined {
  const text = token.toLowerCase();
  if (!TOKEN.test(text)) return undefined;
  const bytes = fromBase32(text);
  // two bits are left over in 42 characters: only one spelling of them is ours
  if (toBase32(bytes) !== text) return undefined;
  const id = bytes.subarray(0, ID_BYTES);
  const given = bytes.subarray(ID_BYTES);
  const signed = secrets.map((secret) => timingSafeEqual(signature(id, secret), given)).includes(true);
  return signed ? id.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5') : undefined;
}

function signature(id: Buffer, secret: string): Buffer {
  return createHmac('sha256', secret).update('reply to mail ').update(id).digest().subarray(0, SIGNATURE_BYTES);
}

function toBase32(bytes: Buffer): string {
  const bits = [...bytes].map((byte) => byte.toString(2).padStart(8, '0')).join('');
  return (bits.match(/.{1,5}/g) ?? []).map((five) => ALPHABET[parseInt(five.padEnd(5, '0'), 2)]).join('');
}

function fromBase32(text: string): Buffer {
  const bits = text.replace(/./g, (letter) => ALPHABET.indexOf(letter).toString(2).padStart(5, '0'));
  return Buffer.from((bits.match(/.{8}/g) ?? []).map((eight) => parseInt(eight, 2)));
}
