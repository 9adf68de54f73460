import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';

interface Operation {
  responses: Record<string, unknown>;
  parameters?: { name: string }[];
}

/** Creations that take no key, and why; they refuse one. */
const without: Readonly<Record<string, string>> = {
  '/api/v1/tokens': 'the answer holds a secret, and may not be kept',
  '/api/v1/calendar/feeds': 'the answer holds a secret, and may not be kept',
  '/api/v1/tickets/{reference}/attachments': 'what is streamed to the storage is no single transaction',
  '/api/v1/runs/{id}/evidence': 'the same',
};

const { paths } = JSON.parse(readFileSync('openapi.json', 'utf8')) as {
  paths: Record<string, Partial<Record<string, Operation>>>;
};
const creations = Object.entries(paths).flatMap(([path, { post }]) =>
  post?.responses['201'] ? [{ path, takesKey: post.parameters?.some(({ name }) => name === 'Idempotency-Key') }] : [],
);

describe('a creation', () => {
  it('takes an Idempotency-Key, or has a reason', () => {
    expect(creations.length).toBeGreaterThan(20);
    const keyless = creations.filter(({ takesKey }) => !takesKey).map(({ path }) => path);
    expect(keyless.sort()).toEqual(Object.keys(without).sort());
  });
});
