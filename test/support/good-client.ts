import { setTimeout as wait } from 'node:timers/promises';

export interface Asked<T> {
  status: number;
  body: T;
  /** An earlier try of it was cut or told to come back: it may have been done before. */
  isRepeated: boolean;
}

const PATIENCE_MS = 240_000;
const LONGEST_ANSWER_MS = 30_000;
/** Come back later than this and the test takes too long; a client may be more impatient than it is told. */
const LONGEST_WAIT_MS = 400;
const AGAIN = new Set(['try_again', 'idempotency_in_progress']);

/**
 * A client as it should be, of several processes that answer: what was cut, and what it is told to repeat, it sends again to
 * the next one, a creation under the same key. What it was told is kept, to be judged.
 */
export class GoodClient {
  readonly statuses = new Map<number, number>();
  /** Answers that nobody should get, whatever dies. */
  readonly wrong: string[] = [];
  /** Requests of which the answer did not come. */
  cut = 0;
  private next = 0;

  /** `impatience`: how long it waits for an answer to its first try, where it does not wait as long as it takes. */
  constructor(
    private readonly urls: readonly string[],
    private readonly impatience: () => number | undefined,
  ) {}

  async ask<T = any>(token: string, method: string, path: string, body?: unknown, key?: string): Promise<Asked<T>> {
    const end = Date.now() + PATIENCE_MS;
    for (let tries = 0; ; tries += 1) {
      if (Date.now() > end) throw new Error(`${method} ${path} was not answered in ${String(PATIENCE_MS)} ms`);
      this.next += 1;
      const url = this.urls[this.next % this.urls.length] ?? '';
      const ms = (tries === 0 ? this.impatience() : undefined) ?? LONGEST_ANSWER_MS;
      const answer = await this.once(url, ms, token, method, path, body, key);
      if (answer === undefined) {
        this.cut += 1;
        await wait(100);
        continue;
      }
      const { status, retryAfter } = answer;
      this.statuses.set(status, (this.statuses.get(status) ?? 0) + 1);
      const { code } = (answer.body ?? {}) as { code?: string };
      const isToComeBack = status === 503 || (status === 409 && AGAIN.has(code ?? ''));
      if (isToComeBack && !(retryAfter > 0))
        this.wrong.push(`${String(status)} to ${method} ${path} says not when to come back`);
      if (status >= 500 && status !== 503) this.wrong.push(`${String(status)} to ${method} ${path}`);
      if (!isToComeBack && status < 500) return { status, body: answer.body as T, isRepeated: tries > 0 };
      await wait(Math.min(LONGEST_WAIT_MS, retryAfter > 0 ? retryAfter * 1000 : LONGEST_WAIT_MS));
    }
  }

  private async once(
    url: string,
    ms: number,
    token: string,
    method: string,
    path: string,
    body: unknown,
    key?: string,
  ) {
    try {
      const response = await fetch(`${url}/api/v1${path}`, {
        method,
        signal: AbortSignal.timeout(ms),
        headers: {
          authorization: `Bearer ${token}`,
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...(key === undefined ? {} : { 'idempotency-key': key }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const text = await response.text();
      const retryAfter = Number(response.headers.get('retry-after') ?? 0);
      return { status: response.status, retryAfter, body: (text === '' ? undefined : JSON.parse(text)) as unknown };
    } catch {
      return undefined;
    }
  }
}
