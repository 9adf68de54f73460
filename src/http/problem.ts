import { STATUS_CODES } from 'node:http';
import { notFound, type FieldError } from '../kernel/index.js';

/** The body of every error: RFC 9457, with no other members than these. */
export interface Problem {
  type: string;
  title: string;
  status: number;
  detail: string;
  code: string;
  instance?: string;
  requestId?: string;
  errors?: FieldError[];
  moves?: string[];
}

export const PROBLEM_TYPE = 'application/problem+json';

/** A problem before it is known which request it answers. */
export interface ProblemDraft extends Pick<Problem, 'status' | 'code' | 'detail' | 'errors' | 'moves'> {
  retryAfterSeconds?: number;
}

// One sentence per status for what the framework refuses: its own messages quote what was sent.
const neutral: Record<number, [code: string, detail: string]> = {
  400: ['malformed', 'The request is not well formed.'],
  401: ['unauthenticated', 'Sign in to do this.'],
  403: ['forbidden', 'You may not do this.'],
  405: ['method_not_allowed', 'This method is not served here.'],
  406: ['not_acceptable', 'This cannot be sent in a form that you accept.'],
  408: ['too_slow', 'The request took too long to arrive.'],
  409: ['conflict', 'This is not possible in the present state.'],
  412: ['stale', 'This was changed since you read it.'],
  413: ['too_large', 'The request is larger than is accepted here.'],
  415: [
    'unsupported_media_type',
    'Send this as application/json; files, where they are taken, as multipart/form-data.',
  ],
  416: ['range_not_satisfiable', 'The range lies outside of the file.'],
  422: ['unprocessable', 'The request is understood and cannot be carried out.'],
  428: ['precondition_required', 'Send If-Match with the version that you read.'],
  429: ['too_many', 'Too many requests: try again later.'],
  431: ['headers_too_large', 'The headers of the request are larger than is accepted here.'],
  503: ['unavailable', 'This is not available at the moment: try again soon.'],
};
const surprise: [code: string, detail: string] = [
  'internal_error',
  'Something went wrong on our side. It was recorded under the request id.',
];

export function neutralDraft(status: number): ProblemDraft {
  const [code, detail] = neutral[status] ?? (status >= 500 ? surprise : ['refused', 'The request is refused.']);
  return { status, code, detail };
}

/**
 * Every 404 reads the same, whatever its cause: nobody learns from it whether a thing is absent, mistyped or hidden.
 * `type` stays `about:blank`, for which RFC 9457 asks that `title` be the phrase of the status; `code` tells more.
 */
export function toProblem(draft: ProblemDraft, instance?: string, requestId?: string): Problem {
  const { status, code, detail, errors, moves } = draft.status === 404 ? { status: 404, ...notFound().refusal } : draft;
  return {
    type: 'about:blank',
    title: STATUS_CODES[status] ?? 'Error',
    status,
    detail,
    code,
    ...(errors && { errors }),
    ...(moves && { moves }),
    ...(instance !== undefined && { instance }),
    ...(requestId !== undefined && { requestId }),
  };
}
