import { type OpenAPIObject } from '@nestjs/swagger';
import { STATUS_CODES } from 'node:http';
import { NoFieldsDto } from './no-fields.dto.js';
import { problemContent, REFUSES } from './problem-answers.js';

type PathItem = OpenAPIObject['paths'][string];
type Operation = NonNullable<PathItem['get']> & Record<`x-${string}`, unknown>;

const methods = ['get', 'put', 'post', 'delete', 'patch'] as const;

/** Adds to each operation the problems that follow from its shape, and says which need no sign-in. */
export function describeOperations(document: OpenAPIObject): void {
  const seen = new Set<string>();
  for (const operation of operationsOf(document)) {
    const id = operation.operationId ?? '';
    if (id === '' || seen.has(id)) throw new Error(`two operations, or none, are called "${id}"`);
    seen.add(id);
    if (operation['x-open'] === true) operation.security = [];
    delete operation['x-open'];
    letNothingBeLeftOut(operation);
    for (const status of problemsOf(operation)) {
      operation.responses[status] ??= { description: STATUS_CODES[status] ?? 'A problem', content: problemContent };
    }
    operation.responses['default'] ??= { description: 'A problem', content: problemContent };
  }
}

function operationsOf(document: OpenAPIObject): Operation[] {
  return Object.values(document.paths).flatMap((item) =>
    methods.flatMap((method) => (item[method] as Operation | undefined) ?? []),
  );
}

function problemsOf(operation: Operation): number[] {
  const { security, parameters = [], requestBody } = operation;
  const places = parameters.map((parameter) => ('in' in parameter ? parameter.in : ''));
  return [
    ...(requestBody || places.includes('query') ? [400] : []),
    ...(security?.length === 0 ? [] : [401]),
    ...('x-permission' in operation ? [403] : []),
    ...(places.includes('path') ? [404] : []),
    ...(requestBody ? [413, 415] : []),
    ...takeRefusals(operation),
  ];
}

/** A body that may hold no field may as well not be sent. */
function letNothingBeLeftOut({ requestBody }: Operation): void {
  if (!requestBody || !('content' in requestBody)) return;
  const schema = requestBody.content['application/json']?.schema;
  if (schema && '$ref' in schema && schema.$ref.endsWith(`/${NoFieldsDto.name}`)) requestBody.required = false;
}

function takeRefusals(operation: Operation): number[] {
  const marks = Object.keys(operation).filter((key) => REFUSES.test(key)) as `x-${string}`[];
  return marks.map((mark) => {
    // eslint-disable-next-line @typescript-eslint/no-dynamic-delete -- the document is ours, and marks do not go out
    delete operation[mark];
    return Number(REFUSES.exec(mark)?.[1]);
  });
}

// Under these keys stand names or data, not the words of a schema.
const named = new Set(['properties', 'patternProperties', 'schemas', 'responses', 'headers', 'paths', 'content']);
const data = new Set(['example', 'examples', 'default', 'enum', 'const']);

/**
 * Says of every object with listed properties that it has no others, so that a check of an answer against the document
 * finds a field nobody wrote down. Maps, and objects put together with `allOf`, stay open. Words to choose from are put in
 * order: the compiler tells those of a type in the order in which it met them, which a change elsewhere changes.
 */
export function closeSchemas(node: unknown, isComposed = false): void {
  if (Array.isArray(node)) {
    for (const each of node) closeSchemas(each, isComposed);
    return;
  }
  if (typeof node !== 'object' || node === null) return;
  const schema = node as Record<string, unknown>;
  if (isListed(schema) && !isComposed) schema['additionalProperties'] ??= false;
  if (Array.isArray(schema['enum'])) schema['enum'] = [...(schema['enum'] as unknown[])].sort();
  for (const [key, value] of Object.entries(schema)) {
    if (data.has(key) || key.startsWith('x-')) continue;
    if (named.has(key) && typeof value === 'object' && value !== null) {
      for (const each of Object.values(value)) closeSchemas(each);
    } else {
      closeSchemas(value, key === 'allOf' && Array.isArray(value) && value.length > 1);
    }
  }
}

function isListed(schema: Record<string, unknown>): boolean {
  const object = schema['type'] === 'object' || (Array.isArray(schema['type']) && schema['type'].includes('object'));
  return object && typeof schema['properties'] === 'object' && !('allOf' in schema);
}
