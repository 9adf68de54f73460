import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

interface Operation {
  responses: Record<string, { content?: Record<string, { schema: object }> } | undefined>;
}
interface ApiDocument {
  paths: Record<string, Record<string, Operation | undefined> | undefined>;
}
interface Route {
  template: string;
  pattern: RegExp;
  operations: Record<string, Operation | undefined>;
}

/** An answer, as far as a document of the API says anything of it. */
interface Answered {
  status: number;
  /** Without its parameters. */
  type: string;
  body: unknown;
}

const ID = 'api';

/** What the document of the API announces: which answer may come, and of what shape it is. */
export class Announced {
  private readonly ajv = new Ajv2020({ strict: false, allErrors: true, validateFormats: false });
  private readonly validators = new Map<string, ValidateFunction>();
  private readonly routes: Route[];

  constructor(document: ApiDocument) {
    this.ajv.addSchema(document, ID);
    // what is named in full comes before what any name would fit
    this.routes = Object.entries(document.paths)
      .sort(([a], [b]) => Number(a.includes('{')) - Number(b.includes('{')))
      .map(([template, operations]) => ({
        template,
        pattern: new RegExp(`^${template.replaceAll(/\{[^}]+\}/g, '[^/]+')}$`),
        operations: operations ?? {},
      }));
  }

  /** The document that is committed. The program serves the same, which the check asserts. */
  static read(): Announced {
    const path = fileURLToPath(new URL('../../openapi.json', import.meta.url));
    return new Announced(JSON.parse(readFileSync(path, 'utf8')) as ApiDocument);
  }

  /** Throws when such an answer is not announced. `path` is that of the URL, without its query. */
  assert(method: string, path: string, { status, type, body }: Answered): void {
    const asked = `${method} ${path}`;
    const route = this.routes.find(({ pattern, operations }) => operations[method.toLowerCase()] && pattern.test(path));
    const responses = route?.operations[method.toLowerCase()]?.responses;
    if (!route || !responses) {
      if (status === 404 && type === 'application/problem+json') return;
      throw new Error(`${asked} is not in the API document`);
    }
    const said = String(status) in responses ? String(status) : 'default';
    if (!responses[said])
      throw new Error(`${asked} answers ${String(status)}, which the API document does not announce`);
    if (body === undefined) return;
    if (!responses[said].content?.[type]?.schema)
      throw new Error(`${asked} answers ${String(status)} as ${type}, which is not announced`);
    const place = ['paths', route.template, method.toLowerCase(), 'responses', said, 'content', type, 'schema'];
    const validate = this.validator(place);
    if (!validate(body))
      throw new Error(
        `${asked} ${String(status)} is not what the API document says: ${JSON.stringify(validate.errors)}`,
      );
  }

  private validator(place: string[]): ValidateFunction {
    const pointer = place.map((part) => `/${part.replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
    let validate = this.validators.get(pointer);
    if (!validate) {
      validate = this.ajv.compile({ $ref: `${ID}#${encodeURI(pointer)}` });
      this.validators.set(pointer, validate);
    }
    return validate;
  }
}
