import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { ApiHeader } from '@nestjs/swagger';
import { DomainError } from '../kernel/index.js';
import { Refuses } from './problem-answers.js';
import { type Reply, type Request } from './fastify.js';

/**
 * The version that If-Match asks for; undefined when there is none or when any will do (`*`). Weak tags never match
 * (RFC 9110, 13.1.1), and a list of versions is nothing this API gives out: both 400.
 */
export function parseIfMatch(header: string | undefined): number | undefined {
  if (header === undefined || header.trim() === '*') return undefined;
  const version = /^"(\d{1,9})"$/.exec(header.trim())?.[1];
  if (version !== undefined) return Number(version);
  throw new DomainError({
    kind: 'malformed',
    code: 'bad_if_match',
    detail: 'If-Match must be one version in quotes, as in ETag.',
  });
}

function ifMatchOf(context: ExecutionContext): string | undefined {
  return context.switchToHttp().getRequest<Request>().headers['if-match'];
}

/** On a move: the version that the caller saw, if it wants to be sure. */
export const IfMatch = createParamDecorator(
  (_: undefined, context: ExecutionContext) => parseIfMatch(ifMatchOf(context)),
  [documented(false)],
);

/** On PUT and PATCH: without the header 428. */
export const RequiredIfMatch = createParamDecorator(
  (_: undefined, context: ExecutionContext) => {
    const header = ifMatchOf(context);
    if (header !== undefined) return parseIfMatch(header);
    const detail = 'Send If-Match with the version that you read.';
    throw new DomainError({ kind: 'precondition_required', code: 'if_match_required', detail });
  },
  [documented(true)],
);

/** Refuses (412) when the caller saw another version than there is. */
export function assertVersion(expected: number | undefined, version: number): void {
  if (expected !== undefined && expected !== version) throw stale();
}

export function stale(): DomainError {
  return new DomainError({
    kind: 'stale',
    code: 'stale',
    detail: 'This was changed since you read it: read it again.',
  });
}

export function setEtag(reply: Pick<Reply, 'header'>, version: number): void {
  reply.header('etag', `"${version}"`);
}

function documented(required: boolean): ParameterDecorator {
  return (target, method) => {
    if (method === undefined) return;
    const descriptor = Object.getOwnPropertyDescriptor(target, method);
    if (!descriptor) return;
    const schema = { type: 'string' as const, example: '"3"' };
    ApiHeader({ name: 'If-Match', required, schema, description: 'The version that was read.' })(
      target,
      method,
      descriptor,
    );
    Refuses(...(required ? [412, 428] : [412]))(target, method, descriptor);
  };
}
