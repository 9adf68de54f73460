import { createHmac } from 'node:crypto';

/** Stands before nothing else that the key signs, so that no other token passes for one of these. */
const PURPOSE = 'link to set a password, 1: ';

export type LinkPurpose = 'invitation' | 'reset' | 'forgotten';

const HOUR_MS = 3_600_000;
const LASTS_MS: Record<LinkPurpose, number> = { invitation: 72 * HOUR_MS, reset: 72 * HOUR_MS, forgotten: HOUR_MS };

export function linkEnd(purpose: LinkPurpose, madeAt: Date): Date {
  return new Date(madeAt.getTime() + LASTS_MS[purpose]);
}

/**
 * The token of a link, made from the id of its row and a secret key: it is kept nowhere, and the same at every attempt to
 * send it. The prefix lets scanners for leaked secrets find it.
 */
export function passwordToken(id: string, secret: string): string {
  return `gup_${createHmac('sha256', secret).update(PURPOSE).update(id).digest('base64url')}`;
}

export const isPasswordToken = (text: string): boolean => /^gup_[\w-]{43}$/.test(text);
