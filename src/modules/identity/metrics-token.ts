import { createHash, timingSafeEqual } from 'node:crypto';

/**
 * Whether a request brings the token that the setting says. It is compared here, not looked up: who watches has to be let in
 * while the database is away. It opens the figures and nothing else.
 */
export function bringsMetricsToken(authorization: string | undefined, token: string | undefined): boolean {
  const brought = /^Bearer +(\S+)$/i.exec(authorization ?? '')?.[1];
  return brought !== undefined && token !== undefined && timingSafeEqual(digest(brought), digest(token));
}

const digest = (text: string) => createHash('sha256').update(text).digest();
