/** What the transport says about one attempt. Errors hold nothing secret and no part of the mail. */
export type SendResult =
  | { outcome: 'sent' }
  /** The server will not take this mail now. */
  | { outcome: 'temporary'; error: string }
  /** There is no server to speak to, or not for us: it says nothing about this mail. */
  | { outcome: 'unreachable'; error: string }
  | { outcome: 'permanent'; error: string }
  /** The whole mail was handed over and no answer came back. */
  | { outcome: 'uncertain'; error: string };

export type MailState = 'queued' | 'sent' | 'uncertain' | 'failed';

export interface Verdict {
  state: MailState;
  error: string | null;
  /** When to try again; null: this is the end. */
  retryAt: Date | null;
  /** The attempt said nothing about the mail: it is not counted. */
  isUncounted: boolean;
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const RETRY_AFTER = [1 * MINUTE, 5 * MINUTE, 15 * MINUTE, 1 * HOUR, 3 * HOUR];
/** One more than may be refused: reached only by a mail whose sending never came to an answer. */
const ATTEMPTS_AT_MOST = 10;
/** RFC 5321, 4.5.4.1: the time after which a server that cannot be reached is given up. */
const UNREACHABLE_FOR = 5 * 24 * HOUR;

interface Attempted {
  state: MailState;
  /** The present attempt counts. */
  attempts: number;
  createdAt: Date;
}

/** A mail during which the process died each time is not sent once more. */
export function isWornOut({ attempts }: Attempted): boolean {
  return attempts > ATTEMPTS_AT_MOST;
}

/**
 * What becomes of a mail after an attempt.
 *
 * A refusal for now is repeated after 1, 5, 15 minutes, 1 and 3 hours, then the mail has failed. A server that cannot be
 * reached is asked every 5 minutes for five days, and costs the mail no attempt. A mail whose fate is unknown is repeated
 * once (its Message-ID lets the other side drop the second copy); from then on it may be somewhere, so it can become
 * sent, but no longer failed.
 */
export function afterAttempt(before: Attempted, result: SendResult, now: Date): Verdict {
  if (result.outcome === 'sent') return { state: 'sent', error: null, retryAt: null, isUncounted: false };
  const wasUncertain = before.state === 'uncertain';
  const { error } = result;
  const end: Verdict = { state: wasUncertain ? 'uncertain' : 'failed', error, retryAt: null, isUncounted: false };
  const after = (wait: number, state = before.state): Verdict => ({
    ...end,
    state,
    retryAt: new Date(now.getTime() + wait),
  });
  switch (result.outcome) {
    case 'permanent':
      return end;
    case 'uncertain':
      return wasUncertain ? end : after(5 * MINUTE, 'uncertain');
    case 'unreachable':
      if (now.getTime() - before.createdAt.getTime() >= UNREACHABLE_FOR) return end;
      return { ...after(5 * MINUTE), isUncounted: true };
    case 'temporary': {
      const wait = RETRY_AFTER[before.attempts - 1];
      return wait === undefined ? end : after(wait);
    }
  }
}
