import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startProbe, type Json, type Probe } from './http.spec-support.js';
import { closeSchemas } from './openapi-finish.js';

let probe: Probe;
let document: Json;
beforeAll(async () => {
  probe = await startProbe();
  document = (await probe.ask('/api/v1/openapi.json')).json;
});
afterAll(() => probe.app.close());

it('is OpenAPI 3.1, with one name for each operation', () => {
  expect(document.openapi).toBe('3.1.0');
  expect(document.servers).toEqual([{ url: 'http://127.0.0.1:3000' }]);
  const operations = Object.values<Json>(document.paths).flatMap((item) => Object.values<Json>(item));
  const ids = operations.map(({ operationId }) => operationId);
  expect(ids).toContain('Things_list');
  expect(new Set(ids).size).toBe(ids.length);
});

it('says of each operation which problems it answers with', () => {
  const guarded = document.paths['/api/v1/guarded/{reference}/take'].post;
  expect(Object.keys(guarded.responses)).toEqual(['201', '400', '401', '403', '404', '413', '415', 'default']);
  expect(guarded.responses['404'].content).toEqual({
    'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } },
  });
  expect(guarded).toMatchObject({ 'x-permission': 'thing.take' });
  expect(guarded.security).toBeUndefined();
  const patch = document.paths['/api/v1/things/one'].patch;
  expect(Object.keys(patch.responses)).toEqual(['200', '412', '428', 'default']);
  expect(patch.parameters).toMatchObject([{ name: 'If-Match', in: 'header', required: true }]);
});

it('lets a body without fields be left out', () => {
  expect(document.paths['/api/v1/things/move'].post.requestBody.required).toBe(false);
  expect(document.paths['/api/v1/things'].post.requestBody.required).toBe(true);
});

it('says which operations are open', () => {
  expect(document.security).toEqual([{ bearer: [] }]);
  expect(document.paths['/health/live'].get.security).toEqual([]);
  expect(JSON.stringify(document)).not.toMatch(/x-open|x-refuses/);
});

describe('closing schemas', () => {
  it('closes objects with listed properties, wherever they stand, but no maps and no compositions', () => {
    const listed = () => ({ type: 'object', properties: { a: { type: 'string' } } });
    const schemas: Json = {
      plain: listed(),
      nullable: { anyOf: [listed(), { type: 'null' }] },
      list: { type: 'array', items: listed() },
      map: { type: 'object', additionalProperties: listed() },
      composed: { allOf: [listed(), listed()] },
      wrapped: { allOf: [listed()] },
      // a property may be called like a word of a schema
      odd: { type: 'object', properties: { properties: listed(), example: listed() } },
      shown: { type: 'string', example: { type: 'object', properties: {} } },
    };
    closeSchemas({ components: { schemas } });
    const closed = { ...listed(), additionalProperties: false };
    expect(schemas).toEqual({
      plain: closed,
      nullable: { anyOf: [closed, { type: 'null' }] },
      list: { type: 'array', items: closed },
      map: { type: 'object', additionalProperties: closed },
      composed: { allOf: [listed(), listed()] },
      wrapped: { allOf: [closed] },
      odd: { type: 'object', properties: { properties: closed, example: closed }, additionalProperties: false },
      shown: { type: 'string', example: { type: 'object', properties: {} } },
    });
  });

  it('puts words to choose from in order, however the compiler met them', () => {
    const schemas: Json = { state: { type: 'string', enum: ['new', 'closed'] }, odd: { enum: { type: 'string' } } };
    closeSchemas({ components: { schemas } });
    expect(schemas).toEqual({ state: { type: 'string', enum: ['closed', 'new'] }, odd: { enum: { type: 'string' } } });
  });
});

it('has a page that loads nothing from elsewhere and has no script in its markup', async () => {
  const { text, headers } = await probe.ask('/api/docs');
  expect(headers.get('content-type')).toContain('text/html');
  expect(text).not.toMatch(/https?:|<script(?! src=)|<style| on\w+=/);
  const loaded = [...text.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, path]) => path!);
  expect(loaded).toHaveLength(4);
  for (const path of loaded) expect((await probe.ask(path)).status).toBe(200);
  expect((await probe.ask('/api/docs/start.js')).text).toContain("url: '/api/v1/openapi.json'");
});
