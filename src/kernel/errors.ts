/**
 * Refusals that a caller can act on. Everything else that is thrown is a surprise and answers 500.
 *
 * A domain function returns a refusal as a value (`Refused`); a service turns it into a `DomainError` with `orThrow`;
 * one filter turns that into application/problem+json.
 */
export const statusOf = {
  malformed: 400,
  unauthenticated: 401,
  forbidden: 403,
  not_found: 404,
  conflict: 409,
  stale: 412,
  too_large: 413,
  unprocessable: 422,
  precondition_required: 428,
  too_many: 429,
  unavailable: 503,
} as const;

export type ErrorKind = keyof typeof statusOf;

/** One place in the input that is wrong. `pointer` is an RFC 6901 pointer into the body (`/weekly/mon/0`). */
export interface FieldError {
  pointer: string;
  code: string;
  message: string;
}

export interface Refusal {
  kind: ErrorKind;
  /** Stable, machine readable, snake case; part of the API. */
  code: string;
  /** One English sentence for the caller; never a text, name or id of somebody else. */
  detail: string;
  errors?: FieldError[];
  /** For `conflict` on a move: the moves that are allowed now. */
  moves?: string[];
  /** For `too_many` and `unavailable`: seconds until a repetition makes sense. */
  retryAfterSeconds?: number;
}

export interface Refused {
  ok: false;
  refusal: Refusal;
}
export type Outcome<T> = { ok: true; value: T } | Refused;

export const done = <T>(value: T): Outcome<T> => ({ ok: true, value });
export const refused = (refusal: Refusal): Refused => ({ ok: false, refusal });

export class DomainError extends Error {
  override readonly name = 'DomainError';

  constructor(readonly refusal: Refusal) {
    super(refusal.detail);
  }
}

export function orThrow<T>(outcome: Outcome<T>): T {
  if (outcome.ok) return outcome.value;
  throw new DomainError(outcome.refusal);
}

/** The same answer for what is absent and for what stands behind the wall. */
export function notFound(): DomainError {
  return new DomainError({ kind: 'not_found', code: 'not_found', detail: 'There is nothing here for you.' });
}

export function forbidden(detail: string): DomainError {
  return new DomainError({ kind: 'forbidden', code: 'forbidden', detail });
}

/** Not possible as things stand. */
export function conflict(code: string, detail: string, moves?: string[]): DomainError {
  return new DomainError({ kind: 'conflict', code, detail, ...(moves ? { moves } : {}) });
}

/** One field of the body that cannot be used; the names of fields, not their values, are told. */
export function invalid(field: string, code: string, message: string): DomainError {
  return new DomainError({
    kind: 'unprocessable',
    code,
    detail: message,
    errors: [{ pointer: `/${field}`, code, message }],
  });
}
