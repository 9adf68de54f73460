import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';

interface Operation {
  responses: Record<string, { content?: Record<string, { schema: object }> } | undefined>;
}
interface ApiDocument {
  paths: Record<string, Record<string, Operation | undefined> | undefined>;
}

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
  private readonly validators: Map<string, ValidateFunction>;

  constructor(
    readonly url: string,
    private readonly api: ApiDocument,
    private readonly token?: string,
    validators?: Map<string, ValidateFunction>,
  ) {
    this.validators = validators ?? new Map();
  }

  static async documentOf(url: string): Promise<ApiDocument> {
    return (await (await fetch(`${url}/api/v1/openapi.json`)).json()) as ApiDocument;
  }

  async signIn(email: string, password: string): Promise<Browser> {
    const { status, body } = await this.post<{ accessToken: string }>('/auth/login', { email, password });
    if (status !== 200) throw new Error(`${email} cannot sign in: ${JSON.stringify(body)}`);
    return new Browser(this.url, this.api, body.accessToken, this.validators);
  }

  /** The same session, asked of another process. */
  on(url: string): Browser {
    return new Browser(url, this.api, this.token, this.validators);
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
    this.assertAnnounced(method, path, answer);
    return answer;
  }

  private assertAnnounced(method: string, path: string, { status, body, headers }: Answer<unknown>): void {
    const operation = this.operationOf(method, placed(path.split('?')[0] ?? ''));
    const type = (headers.get('content-type') ?? '').split(';')[0] ?? '';
    if (!operation) {
      if (status === 404 && type === 'application/problem+json') return;
      throw new Error(`${method} ${path} is not in the API document`);
    }
    const response = operation.operation.responses[String(status)] ?? operation.operation.responses['default'];
    if (!response)
      throw new Error(`${method} ${path} answers ${String(status)}, which the API document does not announce`);
    if (body === undefined) return;
    const schema = response.content?.[type]?.schema;
    if (!schema) throw new Error(`${method} ${path} answers ${String(status)} as ${type}, which is not announced`);
    const key = `${method} ${operation.path} ${String(status)} ${type}`;
    let validate = this.validators.get(key);
    if (!validate) {
      const ajv = new Ajv2020({ strict: false, allErrors: true, validateFormats: false });
      validate = ajv.compile({ ...schema, components: (this.api as unknown as { components: object }).components });
      this.validators.set(key, validate);
    }
    if (!validate(body))
      throw new Error(`${key} is not what the API document says: ${JSON.stringify(validate.errors)}`);
  }

  private operationOf(method: string, path: string): { path: string; operation: Operation } | undefined {
    // what is named in full comes before what any name would fit
    const paths = Object.entries(this.api.paths).sort(([a], [b]) => Number(a.includes('{')) - Number(b.includes('{')));
    for (const [template, operations] of paths) {
      const pattern = new RegExp(`^${template.replaceAll(/\{[^}]+\}/g, '[^/]+')}$`);
      const operation = operations?.[method.toLowerCase()];
      if (operation && pattern.test(path)) return { path: template, operation };
    }
    return undefined;
  }
}

function isJson({ headers }: Response): boolean {
  return /\bjson\b/.test(headers.get('content-type') ?? '');
}

/** What machines ask stands outside `/api/v1`. */
function placed(path: string): string {
  return /^\/(health|metrics|demo)\b/.test(path) ? path : `/api/v1${path}`;
}
