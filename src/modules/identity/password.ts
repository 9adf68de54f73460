import { hash, verify } from '@node-rs/argon2';

/**
 * argon2id (the library's default algorithm, which its const enum cannot name under isolated modules) with the least
 * that OWASP recommends: 19 MiB, two passes, one lane. Some 20 ms, off the event loop.
 */
const cost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/** In the PHC format, with its salt and cost. */
export function hashPassword(password: string): Promise<string> {
  return hash(password, cost);
}

export function verifyPassword(passwordHash: string, password: string): Promise<boolean> {
  return verify(passwordHash, password);
}
