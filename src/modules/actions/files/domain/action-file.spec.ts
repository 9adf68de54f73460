import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { tries } from '../../../../kernel/effort.spec-support.js';
import { actionFiles, texts } from './action-file.spec-support.js';
import { Findings } from './action-file.js';
import { parseActionFile } from './read-action-file.js';
import { writeActionFile } from './write-action-file.js';

const read = (text: string) => {
  const findings = new Findings();
  return { file: parseActionFile(text, findings), errors: findings.errors };
};

describe('an action and its file', () => {
  it('lose nothing from the action to the file and back', () => {
    fc.assert(
      fc.property(actionFiles, (file) => {
        expect(read(writeActionFile(file))).toEqual({ file, errors: [] });
      }),
      { numRuns: tries(500) },
    );
  });

  it('lose no byte of a file in its one form', () => {
    fc.assert(
      fc.property(actionFiles, (one) => {
        const text = writeActionFile(one);
        expect(writeActionFile(read(text).file!)).toBe(text);
      }),
      { numRuns: tries(100) },
    );
  });

  it('lose nothing when the lines of the file end otherwise, or it says how it is encoded', () => {
    fc.assert(
      fc.property(actionFiles, (file) => {
        const text = `\uFEFF${writeActionFile(file).replaceAll('\n', '\r\n')}`;
        expect(read(text).file).toEqual(file);
      }),
      { numRuns: tries(100) },
    );
  });

  it('are the same in whatever order its members are kept', () => {
    const turned = (value: unknown): unknown => {
      if (Array.isArray(value)) return value.map(turned);
      if (typeof value !== 'object' || value === null) return value;
      return Object.fromEntries(
        Object.entries(value)
          .reverse()
          .map(([name, member]) => [name, turned(member)]),
      );
    };
    fc.assert(
      fc.property(actionFiles, (file) => {
        expect(writeActionFile(turned(file) as typeof file)).toBe(writeActionFile(file));
      }),
      { numRuns: tries(100) },
    );
  });

  it('keep what a person has written once it is in that form, whatever was written', () => {
    const front =
      '---\nkey: a\nkind: recovery\ntitle: { fr: T }\nservices: [OAE]\nrisk: low\nrunBy: [agent]\nminutes: 5\n---\n';
    fc.assert(
      fc.property(texts, texts, texts, (summary, prerequisites, step) => {
        const first = read(
          `${front}${summary}\n\n## Prérequis\n${prerequisites}\n## Étapes\n### un: Un\n${step}\n## Vérification\nVu.\n`,
        );
        fc.pre(first.file !== undefined);
        expect(read(writeActionFile(first.file)).file).toEqual(first.file);
      }),
      { numRuns: tries(500) },
    );
  });
});
