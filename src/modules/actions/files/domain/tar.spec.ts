import { describe, expect, it } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { tarEnd, tarEntry } from './tar.js';

describe('an archive', () => {
  it('is what the system unpacks', () => {
    const at = new Date('2026-03-10T09:00:00Z');
    const contents: Record<string, string> = { 'a.md': 'Été\n', 'empty.md': '', 'full.md': 'x'.repeat(1024) };
    const entries = Object.entries(contents).map(([name, text]) => tarEntry(name, Buffer.from(text), at));
    const folder = mkdtempSync(join(tmpdir(), 'guichet-tar-'));
    try {
      execFileSync('tar', ['-x', '-C', folder], { input: Buffer.concat([...entries, tarEnd()]) });
      expect(readdirSync(folder).sort()).toEqual(Object.keys(contents).sort());
      for (const [name, text] of Object.entries(contents)) expect(readFileSync(join(folder, name), 'utf8')).toBe(text);
      expect(statSync(join(folder, 'a.md')).mtime).toEqual(at);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('takes no name that its form has no place for', () => {
    for (const name of ['', 'é.md', 'a b.md', 'x'.repeat(101)])
      expect(() => tarEntry(name, Buffer.from(''), new Date(0))).toThrow('no name');
  });
});
