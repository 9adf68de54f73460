import { createHash } from 'node:crypto';
import { Injectable, type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common';
import { from, lastValueFrom, type Observable } from 'rxjs';
import { UnitOfWork, type Transaction } from '../database/index.js';
import { Clock, DomainError } from '../kernel/index.js';
import { type ActingRequest } from './acting.js';
import { type Reply } from './fastify.js';

const KEY = /^[\x21-\x7e]{1,255}$/;
export const KEPT_MS = 24 * 3_600_000;
/** What of an answer belongs to it, besides status and body. */
const kept = ['etag', 'location'] as const;

interface Answer {
  request: Buffer;
  status: number;
  headers: Partial<Record<(typeof kept)[number], string>>;
  body: string;
}

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
      const digest = digestOf(request);
      await lock(tx, key);
      const now = this.clock.now();
      const answer = await answerTo(tx, key, new Date(now.getTime() - KEPT_MS));
      if (answer) return again(answer, digest, reply);
      const value: unknown = await lastValueFrom(next.handle(), { defaultValue: undefined });
      const headers = Object.fromEntries(
        kept.flatMap((name) => {
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

function keyOf(header: string | string[]): string {
  if (typeof header === 'string' && KEY.test(header)) return header;
  throw new DomainError({
    kind: 'malformed',
    code: 'bad_idempotency_key',
    detail: 'Idempotency-Key must be 1 to 255 visible ASCII characters.',
  });
}

async function lock(tx: Transaction, key: string): Promise<void> {
  const [row] = await tx.query<{ isFree: boolean }>(
    `select pg_try_advisory_xact_lock(hashtextextended(concat_ws('/', 'idempotency', app_institution(), app_person(), $1::text), 0))
              as "isFree"`,
    [key],
  );
  if (row?.isFree) return;
  throw new DomainError({
    kind: 'conflict',
    code: 'idempotency_in_progress',
    detail: 'A request with this key is under way. Send it again in a moment.',
    retryAfterSeconds: 1,
  });
}

async function answerTo(tx: Transaction, key: string, since: Date): Promise<Answer | undefined> {
  const [answer] = await tx.query<Answer>(
    `select request, status, headers, body
       from idempotent_answer
      where institution_id = app_institution() and person_id = app_person() and key = $1 and kept_at > $2`,
    [key, since],
  );
  return answer;
}

async function keep(tx: Transaction, key: string, { request, status, headers, body }: Answer, at: Date): Promise<void> {
  await tx.run(
    `insert into idempotent_answer (institution_id, person_id, key, request, status, headers, body, kept_at)
     values (app_institution(), app_person(), $1, $2, $3, $4, $5, $6)
     on conflict (institution_id, person_id, key) do update
        set request = excluded.request, status = excluded.status, headers = excluded.headers, body = excluded.body,
            kept_at = excluded.kept_at`,
    [key, request, status, headers, body, at],
  );
}

function again({ request, status, headers, body }: Answer, digest: Buffer, reply: Reply): unknown {
  if (!request.equals(digest))
    throw new DomainError({
      kind: 'unprocessable',
      code: 'idempotency_key_reused',
      detail: 'This key was used for another request. Choose a new one.',
    });
  void reply.code(status);
  for (const [name, value] of Object.entries(headers)) reply.header(name, value);
  return JSON.parse(body) as unknown;
}

/** Of what was asked, whatever the order in which the members of the body stand. */
function digestOf({ method, url, headers, body }: ActingRequest): Buffer {
  const asked = [method, url, headers['if-match'] ?? null, ordered(body)];
  return createHash('sha256').update(JSON.stringify(asked)).digest();
}

function ordered(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(ordered);
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return members.map(([name, member]) => [name, ordered(member)]);
}
