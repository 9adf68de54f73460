import type { Browser } from './browser.js';

/** A message of a stream, with the id from which to go on after it. */
export interface Told {
  id: string;
  data: any;
}

/** Reads `GET /live` as a client does; every wait is for something that has to come. */
export class Stream {
  readonly told: Told[] = [];
  /** The last id, of a message or of a heartbeat. */
  lastId = '';
  isOver = false;
  text = '';
  private readonly waiting = new Set<() => void>();
  private readonly abort = new AbortController();

  private constructor(readonly headers: Headers) {}

  static async of(
    who: Browser,
    {
      lastEventId,
      url = who.url,
      headers = {},
    }: { lastEventId?: string; url?: string; headers?: Record<string, string> } = {},
  ): Promise<Stream> {
    const abort = new AbortController();
    const response = await fetch(`${url}/api/v1/live`, {
      headers: {
        ...who.authorization,
        ...(lastEventId === undefined ? {} : { 'last-event-id': lastEventId }),
        ...headers,
      },
      signal: abort.signal,
    });
    if (response.status !== 200 || !response.body) {
      await response.body?.cancel();
      throw new Error(`no stream: ${String(response.status)}`);
    }
    const stream = new Stream(response.headers);
    abort.signal.addEventListener('abort', () => (stream.isOver = true));
    stream.abort.signal.addEventListener('abort', () => {
      abort.abort();
    });
    void stream.read(response.body);
    return stream;
  }

  /** The same, once everything from then on is told. */
  static async ready(who: Browser, options: Parameters<typeof Stream.of>[1] = {}): Promise<Stream> {
    const stream = await Stream.of(who, options);
    await stream.until(() => stream.told.some(({ data }) => data.type === 'ready' || data.type === 'reset'));
    return stream;
  }

  close(): void {
    this.abort.abort();
  }

  /** Ids of the events that were told of a ticket, of all when none is named, each as often as it came. */
  events(reference?: string): string[] {
    return this.changes(reference).flatMap(({ events }) => events.map(({ id }: { id: string }) => id));
  }

  types(reference?: string): string[] {
    return this.changes(reference).flatMap(({ events }) => events.map(({ type }: { type: string }) => type));
  }

  private changes(reference?: string): any[] {
    return this.told
      .map(({ data }) => data)
      .filter((data) => data.type === 'ticket.changed' && (reference === undefined || data.reference === reference));
  }

  async until(is: () => boolean, patienceMs = 20_000): Promise<void> {
    const end = Date.now() + patienceMs;
    while (!is()) {
      const left = end - Date.now();
      if (left <= 0)
        throw new Error(`this did not come; there was:\n${JSON.stringify(this.told.map(({ data }) => data))}`);
      await new Promise<void>((resolve) => {
        const wake = () => {
          clearTimeout(timer);
          this.waiting.delete(wake);
          resolve();
        };
        const timer = setTimeout(wake, left);
        this.waiting.add(wake);
      });
    }
  }

  private async read(body: ReadableStream<Uint8Array>): Promise<void> {
    const decoder = new TextDecoder();
    let pending = '';
    try {
      for await (const chunk of body as unknown as AsyncIterable<Uint8Array>) {
        const text = decoder.decode(chunk, { stream: true });
        this.text += text;
        pending += text;
        const blocks = pending.split('\n\n');
        pending = blocks.pop() ?? '';
        for (const block of blocks) this.take(block);
        this.wake();
      }
    } catch {
      // it was cut
    }
    this.isOver = true;
    this.wake();
  }

  private take(block: string): void {
    const field = (name: string) =>
      block
        .split('\n')
        .find((line) => line.startsWith(`${name}: `))
        ?.slice(name.length + 2);
    this.lastId = field('id') ?? this.lastId;
    const data = field('data');
    if (data !== undefined) this.told.push({ id: this.lastId, data: JSON.parse(data) });
  }

  private wake(): void {
    for (const wake of this.waiting) wake();
  }
}
