import { expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';

interface Schema {
  properties: Record<string, { enum?: string[] }>;
}

/** As the database has it, and not as the program says that it has. */
function storedKinds(): string[] {
  const [, list] = /message_kind_check.*?ARRAY\[(.*?)\]/.exec(readFileSync('schema.sql', 'utf8')) ?? [];
  return [...(list ?? '').matchAll(/'([a-z]+)'/g)].map(([, kind]) => kind!);
}

it('the kinds of texts that are stored are those that threads and excerpts say they show', () => {
  const stored = storedKinds();
  expect(stored).toContain('external');
  const { components } = JSON.parse(readFileSync('openapi.json', 'utf8')) as {
    components: { schemas: Record<string, Schema> };
  };
  const shown = (schema: string, property: string) => components.schemas[schema]?.properties[property]?.enum ?? [];
  expect(shown('MessageDto', 'kind')).toEqual([...stored].sort());
  expect(shown('HighlightDto', 'field')).toEqual(['reference', 'title', 'service', 'attachment', ...stored].sort());
});
