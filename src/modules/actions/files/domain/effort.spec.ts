import { describe, expect, it } from '@jest/globals';
import { Findings } from './action-file.js';
import { scan, type Line } from './lines.js';
import { numberedIn } from './numbered.js';
import { readItems } from './read-items.js';
import { readStepBody } from './read-labels.js';

// What reading costs is counted in looks at a line, whatever the machine: each line a few times, and no more in a longer file.

const patterns = [
  '`',
  '```',
  '```a',
  '~~~\n````',
  '**Si**',
  '**Si** a → b',
  '**Attendu :**',
  '**Attendu :**\n',
  '**Attendu :** x\n\n> a',
  '**Annuler :**\n\n- a\n',
  '',
  '- a',
  '- a\n\n',
  '1. a',
  '1. a\n\n\nb',
  '> a',
  '\\##',
  '## a',
  '### a: b',
  '    a',
  '| a |',
  'a',
];
const LINES = 4000;

const hostile = (pattern: string): string[] => `${pattern}\n`.repeat(LINES).split('\n').slice(0, LINES);

function countedTexts(texts: readonly string[]): { texts: readonly string[]; looks: () => number } {
  let looks = 0;
  const seen = new Proxy(texts, {
    get: (all, name, receiver): unknown => {
      if (typeof name === 'string' && /^\d+$/.test(name)) looks += 1;
      return Reflect.get(all, name, receiver) as unknown;
    },
  });
  return { texts: seen, looks: () => looks };
}

function countedLines(texts: readonly string[]): { lines: Line[]; looks: () => number } {
  let looks = 0;
  const lines = scan(texts, 1, () => undefined).map(({ number, text, isCode }) => ({
    number,
    isCode,
    get text() {
      looks += 1;
      return text;
    },
  }));
  return { lines, looks: () => looks };
}

describe('reading a file', () => {
  it.each(patterns)('looks at each line of %j a few times', (pattern) => {
    const texts = hostile(pattern);
    const scanned = countedTexts(texts);
    scan(scanned.texts, 1, () => undefined);
    expect(scanned.looks()).toBeLessThanOrEqual(4 * LINES);
    const readers: ((lines: readonly Line[]) => unknown)[] = [
      (lines) => readStepBody(lines, '/steps/0', new Findings()),
      (lines) => readItems(lines, '/prerequisites', new Findings()),
      (lines) => numberedIn(lines),
    ];
    for (const read of readers) {
      const { lines, looks } = countedLines(texts);
      read(lines);
      expect(looks()).toBeLessThanOrEqual(12 * LINES);
    }
  });
});
