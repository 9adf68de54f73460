import { describe, expect, it } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { permissions } from '../../../identity/domain/permissions.js';
import { improvementEventTypes } from './event-types.js';

/** Every `'improvement.something'` in the sources of improvements that is no permission. */
function recordedTypes(): string[] {
  const root = 'src/modules/actions/improvements';
  const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter(
    (file) => /(?<!\.spec)\.ts$/.test(file) && !file.endsWith('event-types.ts'),
  );
  const literals = files.flatMap((file) =>
    [...readFileSync(join(root, file), 'utf8').matchAll(/'(improvement\.[a-z_]+)'/g)].map(([, literal]) => literal!),
  );
  return [...new Set(literals)].filter((literal) => !Object.hasOwn(permissions, literal)).sort();
}

describe('the list of what is recorded of an improvement', () => {
  it('is what the sources record, no more and no less', () => {
    expect([...improvementEventTypes].sort()).toEqual(recordedTypes());
  });
});
