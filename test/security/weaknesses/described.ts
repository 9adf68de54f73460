import type { TestApp } from '../../support/app.js';
import type { Operation } from '../operations.js';

// What the API document says of the fields of requests and answers.

interface Schema {
  $ref?: string;
  properties?: Record<string, Schema>;
  items?: Schema;
  additionalProperties?: Schema | boolean;
  oneOf?: Schema[];
  allOf?: Schema[];
  anyOf?: Schema[];
}
interface Described {
  requestBody?: { content: Record<string, { schema?: Schema }> };
  responses: Record<string, { content?: Record<string, { schema?: Schema }> }>;
}
interface Document {
  paths: Record<string, Record<string, Described>>;
  components: { schemas: Record<string, Schema> };
}

/** An object inside a body: by which fields one comes to it (0 for the first of a list), and what it takes. */
export interface Place {
  path: string[];
  /** Undefined: whatever names somebody gives it. */
  names: Set<string> | undefined;
}

export class ApiDocument {
  private constructor(private readonly document: Document) {}

  static async of(guichet: TestApp): Promise<ApiDocument> {
    const answer = await fetch(`${guichet.anybody.url}/api/v1/openapi.json`);
    return new ApiDocument((await answer.json()) as Document);
  }

  /** Whether it reads JSON into an object; the others look at no body at all. */
  readsJson(one: Operation): boolean {
    return one.method !== 'GET' && this.bodyOf(one) !== undefined;
  }

  taken(one: Operation): Set<string> {
    return this.namesIn(this.bodyOf(one));
  }

  shown(one: Operation): Set<string> {
    const answers = Object.entries(this.described(one)?.responses ?? {}).filter(([status]) => status.startsWith('2'));
    const all = answers.flatMap(([, { content }]) => Object.values(content ?? {}));
    return all.reduce((names, { schema }) => this.namesIn(schema, names), new Set<string>());
  }

  /** Every object below the body itself. */
  placesIn(one: Operation): Place[] {
    const places = new Map<string, Place>();
    this.walk(this.bodyOf(one), [], places);
    return [...places.values()];
  }

  private walk(schema: Schema | undefined, path: string[], places: Map<string, Place>): void {
    for (const part of this.partsOf(schema)) {
      const { properties, items, additionalProperties } = part;
      const isMap = typeof additionalProperties === 'object' || additionalProperties === true;
      if (path.length > 0 && (properties || isMap))
        places.set(path.join('/'), { path, names: properties ? this.namesIn(schema) : undefined });
      for (const [name, one] of Object.entries(properties ?? {})) this.walk(one, [...path, name], places);
      if (items) this.walk(items, [...path, '0'], places);
    }
  }

  /** The names of the properties of an object, wherever its schema says them. */
  private namesIn(schema: Schema | undefined, seen = new Set<string>()): Set<string> {
    for (const { properties } of this.partsOf(schema)) for (const name of Object.keys(properties ?? {})) seen.add(name);
    return seen;
  }

  private partsOf(schema: Schema | undefined): Schema[] {
    if (schema === undefined) return [];
    if (schema.$ref !== undefined)
      return this.partsOf(this.document.components.schemas[schema.$ref.split('/').at(-1) ?? '']);
    const others = [...(schema.oneOf ?? []), ...(schema.allOf ?? []), ...(schema.anyOf ?? [])];
    return [schema, ...others.flatMap((part) => this.partsOf(part))];
  }

  private bodyOf(one: Operation): Schema | undefined {
    return this.described(one)?.requestBody?.content['application/json']?.schema;
  }

  private described({ method, template }: Operation): Described | undefined {
    const { paths } = this.document;
    return (paths[`/api/v1${template}`] ?? paths[template])?.[method.toLowerCase()];
  }
}
