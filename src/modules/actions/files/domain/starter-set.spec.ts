import { describe, expect, it } from '@jest/globals';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { readActionFile } from './read-action-file.js';
import { writeActionFile } from './write-action-file.js';

const folder = fileURLToPath(new URL('../../../../../catalogue/actions/', import.meta.url));
const names = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.md')) : [];

describe('the starter set', () => {
  it('is of actions that can be followed, each in the file of its key, and comes back from its one form', () => {
    expect(names.length).toBeGreaterThanOrEqual(25);
    for (const name of names) {
      const { file, errors, warnings } = readActionFile(readFileSync(`${folder}${name}`, 'utf8'));
      expect({ name, errors, warnings }).toEqual({ name, errors: [], warnings: [] });
      if (!file) continue;
      expect(`${file.key}.md`).toBe(name);
      expect(readActionFile(writeActionFile(file)).file).toEqual(file);
    }
  });
});
