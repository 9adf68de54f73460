import { createHash } from 'node:crypto';
import { Injectable, type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common';
import { from, lastValueFrom, type Observable } from 'rxjs';
import { UnitOfWork, type Actor } from '../database/index.js';
import { Clock, DomainError } from '../kernel/index.js';
import { type ActingRequest } from './acting.js';
import { type Reply } from './fastify.js';
import { answerTo, holdKey, keep, keptHeaders, type Answer } from './idempotency.store.js';

const KEY = /^[\x21-\x7e]{1,255}$/;
export const KEPT_MS = 24 * 3_600_000;
/**
 * Makes a creation that is sent twice happen once. With `Idempotency-Key` everything that the request does is one
 * transaction: the look for an answer under this key, the effect, and the answer that is kept of it. So a kill at any
 * instant leaves both or none. A key belongs to one person in one institution; who sends it again while the first request
 * is under way does not wait (a waiting request would hold a connection), but is told to come back.
 *
 * Refusals are not kept: nothing happened, and the same request may be possible later.
 */
@Injectable()
export class IdempotencyInterceptor implements NestInterceptor {
  constructor(
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const http = context.switchToHttp();
    const request = http.getRequest<ActingRequest>();
    const key = request.headers['idempotency-key'];
    if (key === undefined) return next.handle();
    return from(this.once(keyOf(key), request, http.getResponse<Reply>(), next));
  }

  private once(key: string, request: ActingRequest, reply: Reply, next: CallHandler): Promise<unknown> {
    const { actor } = request;
    if (!actor) throw new Error('a creation stands on a route that the guard leaves open');
    return this.work.together(actor, async (tx) => {
      const digest = digestOf(request, actor);
      if (!(await holdKey(tx, key))) throw inProgress();
      const now = this.clock.now();
      const answer = await answerTo(tx, key, new Date(now.getTime() - KEPT_MS));
      if (answer) return again(answer, digest, reply);
      const value: unknown = await lastValueFrom(next.handle(), { defaultValue: undefined });
      const headers = Object.fromEntries(
        keptHeaders.flatMap((name) => {
          const header = reply.getHeader(name);
          return typeof header === 'string' ? [[name, header]] : [];
        }),
      );
      await keep(
        tx,
        key,
        { request: digest, status: reply.statusCode, headers, body: JSON.stringify(value ?? null) },
        now,
      );
      return value;
    });
  }
}

/** On a creation that cannot be done under a key: better refused than sent twice in good faith. */
@Injectable()
export class KeyRefusingInterceptor implements NestInterceptor {
  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const { headers } = context.switchToHttp().getRequest<ActingRequest>();
    if (headers['idempotency-key'] === undefined) return next.handle();
    throw new DomainError({
      kind: 'malformed',
      code: 'idempotency_not_offered',
      detail: 'This cannot be sent under an Idempotency-Key: sent twice it is done twice.',
    });
  }
}

function keyOf(header: string | string[]): string {
  if (typeof header === 'string' && KEY.test(header)) return header;
  throw new DomainError({
    kind: 'malformed',
    code: 'bad_idempotency_key',
    detail: 'Idempotency-Key must be 1 to 255 visible ASCII characters.',
  });
}

function inProgress(): DomainError {
  return new DomainError({
    kind: 'conflict',
    code: 'idempotency_in_progress',
    detail: 'A request with this key is under way. Send it again in a moment.',
    retryAfterSeconds: 1,
  });
}

function again({ request, status, headers, body }: Answer, digest: Buffer, reply: Reply): unknown {
  if (!request.equals(digest))
    throw new DomainError({
      kind: 'unprocessable',
      code: 'idempotency_key_reused',
      detail: 'This key was used for another request, or with other rights than you have now. Choose a new one.',
    });
  void reply.code(status);
  for (const [name, value] of Object.entries(headers)) reply.header(name, value);
  return JSON.parse(body) as unknown;
}

/**
 * Of what was asked, whatever the order in which the members of the body stand, and with which rights: an answer is shown
 * before anybody asks whether it may be, so only to whoever has the rights that it was given with.
 */
function digestOf({ method, url, headers, body }: ActingRequest, { scope, roles }: Actor): Buffer {
  const asked = [method, url, headers['if-match'] ?? null, ordered(body), scope, ordered(Object.fromEntries(roles))];
  return createHash('sha256').update(JSON.stringify(asked)).digest();
}

function ordered(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(ordered);
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return members.map(([name, member]) => [name, ordered(member)]);
}
