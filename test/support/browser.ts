import { Announced } from './announced.js';

export interface Answer<T> {
  status: number;
  body: T;
  headers: Headers;
}

/**
 * Speaks to the API as a client would. Every answer must be one that the API document announces: status, content type
 * and schema; an answer that is not fails the test that asked.
 */
export class Browser {
  private static announced?: Announced;

  constructor(
    readonly url: string,
    private readonly token?: string,
  ) {}

  async signIn(email: string, password: string): Promise<Browser> {
    const { status, body } = await this.post<{ accessToken: string }>('/auth/login', { email, password });
    if (status !== 200) throw new Error(`${email} cannot sign in: ${JSON.stringify(body)}`);
    return new Browser(this.url, body.accessToken);
  }

  /** The same session, asked of another process. */
  on(url: string): Browser {
    return new Browser(url, this.token);
  }

  get<T = any>(path: string, headers: Record<string, string> = {}): Promise<Answer<T>> {
    return this.send<T>('GET', path, undefined, headers);
  }

  post<T = any>(path: string, body: unknown = {}, headers: Record<string, string> = {}): Promise<Answer<T>> {
    return this.send<T>('POST', path, body, headers);
  }

  put<T = any>(path: string, body: unknown, headers: Record<string, string> = {}): Promise<Answer<T>> {
    return this.send<T>('PUT', path, body, headers);
  }

  /** As a client that looks at bytes: nothing of the answer is checked. */
  raw(path: string, init: RequestInit = {}): Promise<Response> {
    return fetch(`${this.url}${placed(path)}`, {
      ...init,
      headers: { ...(init.headers as object), ...this.authorization },
    });
  }

  get authorization(): Record<string, string> {
    return this.token ? { authorization: `Bearer ${this.token}` } : {};
  }

  /** `body` as text or as a form is sent as it stands. */
  async send<T = any>(
    method: string,
    path: string,
    body: unknown,
    headers: Record<string, string> = {},
  ): Promise<Answer<T>> {
    const response = await fetch(`${this.url}${placed(path)}`, {
      method,
      headers: {
        ...(body === undefined || body instanceof FormData ? {} : { 'content-type': 'application/json' }),
        ...(this.token ? { authorization: `Bearer ${this.token}` } : {}),
        ...headers,
      },
      ...(body === undefined
        ? {}
        : { body: typeof body === 'string' || body instanceof FormData ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    const answer = {
      status: response.status,
      body: (text === '' ? undefined : isJson(response) ? JSON.parse(text) : text) as T,
      headers: response.headers,
    };
    Browser.announced ??= Announced.read();
    Browser.announced.assert(method, placed(path.split('?')[0] ?? ''), {
      status: answer.status,
      type: (response.headers.get('content-type') ?? '').split(';')[0] ?? '',
      body: answer.body,
    });
    return answer;
  }
}

function isJson({ headers }: Response): boolean {
  return /\bjson\b/.test(headers.get('content-type') ?? '');
}

/** What machines ask stands outside `/api/v1`. */
function placed(path: string): string {
  return /^\/(health|metrics|demo)\b/.test(path) ? path : `/api/v1${path}`;
}
