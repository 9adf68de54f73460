import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Parameter } from '../../domain/action-document.js';
import { filled } from './filling.js';
import { checkParameters } from './parameters.js';

const parameter = (more: Partial<Parameter>): Parameter => ({
  name: 'a',
  type: 'text',
  label: { fr: 'A', en: null },
  required: true,
  choices: [],
  min: null,
  max: null,
  ...more,
});
const documentWith = (parameters: Parameter[], shown = 'Look at {{a}}') => ({
  parameters,
  summary: '',
  prerequisites: [],
  verification: '',
  steps: [{ id: 'one', title: 'One', do: shown, expect: null, undo: null, branches: [] }],
});
const check = (type: Parameter['type'], value: unknown, more: Partial<Parameter> = {}, shown?: string) => {
  const outcome = checkParameters(documentWith([parameter({ type, ...more })], shown), { a: value });
  return outcome.ok ? 'taken' : outcome.refusal.errors?.map(({ code }) => code).join();
};

describe('a parameter of each type', () => {
  it.each([
    ['text', 'Réunion du 10, "R&D" (l’équipe)'],
    ['text', 'x'.repeat(500)],
    ['number', -0.5],
    ['number', 0],
    ['date', '2028-02-29'],
    ['choice', 'blue'],
    ['host', 'db-1.univ-littoral.fr'],
    ['host', 'localhost'],
    ['host', '192.0.2.1'],
    ['host', '2001:db8::1'],
    ['identifier', '_celery.worker-2'],
  ] as const)('is taken: %s %j', (type, value) => {
    expect(check(type, value, { choices: ['red', 'blue'] })).toBe('taken');
  });

  it.each([
    ['text', 'x'.repeat(501), 'too_long'],
    ['text', 'a\nb', 'control_characters'],
    ['text', 'a\u0000b', 'control_characters'],
    ['text', 'a\u202eb', 'control_characters'],
    ['text', '   ', 'blank'],
    ['text', 3, 'not_text'],
    ['text', ['a'], 'not_text'],
    ['number', '3', 'not_a_number'],
    ['number', Number.NaN, 'not_a_number'],
    ['number', 1e16, 'not_a_number'],
    ['date', '2026-02-30', 'not_a_date'],
    ['date', '10/03/2026', 'not_a_date'],
    ['choice', 'green', 'not_a_choice'],
    ['host', '-a.example', 'not_a_host'],
    ['host', 'a..example', 'looks_like_command'],
    ['host', 'a b', 'not_a_host'],
    ['host', '999.1.1.1', 'not_a_host'],
    ['host', 'fe80::1%eth0', 'not_a_host'],
    ['host', `${'a'.repeat(64)}.fr`, 'not_a_host'],
    ['identifier', '1a', 'not_an_identifier'],
    ['identifier', '-rf', 'not_an_identifier'],
    ['identifier', 'a'.repeat(129), 'not_an_identifier'],
    ['identifier', 'a..b', 'looks_like_command'],
    ['text', '', 'required'],
    ['text', null, 'required'],
  ] as const)('is refused: %s %j', (type, value, code) => {
    expect(check(type, value, { choices: ['red', 'blue'] })).toBe(code);
  });

  it('stays within its bounds, which are part of it', () => {
    expect([1, 2, 3, 0.99, 3.01].map((value) => check('number', value, { min: 1, max: 3 }))).toEqual([
      'taken',
      'taken',
      'taken',
      'out_of_bounds',
      'out_of_bounds',
    ]);
  });
});

describe('what a shell would read as more than a word', () => {
  const commands = ['a;b', 'a|b', 'a&b', 'a$b', 'a\\b', 'a`b`', 'a<b', 'a>b', '$(a)', 'a\nb', '../a'];

  it.each(commands)('is refused of every type but text: %j', (value) => {
    for (const type of ['date', 'choice', 'host', 'identifier'] as const)
      expect([type, check(type, value, { choices: [value] })]).toEqual([type, 'looks_like_command']);
  });

  it.each([
    ...commands.filter((value) => value !== 'a\nb'),
    'a b',
    '-rf',
    "a'b",
    'a"b',
    'a*',
    '~',
    '#a',
    'a{b,c}',
    '!!',
  ])('is refused of a text that a step shows in code, and taken in prose: %j', (value) => {
    expect(check('text', value)).toBe('taken');
    for (const shown of ['`rm {{a}}`', '```\nrm {{a}}\n```', 'Do\n\n    rm {{ a }}'])
      expect(check('text', value, {}, shown)).toBe('looks_like_command');
  });

  it('never gets into code, whatever somebody writes', () => {
    const value = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.string({ unit: fc.constantFrom(...Array.from('a;|&$\\`<>()\n .-{}')) }),
    );
    const document = documentWith([parameter({})], '```sh\nrun {{a}} end\n```\n');
    fc.assert(
      fc.property(value, (given) => {
        const outcome = checkParameters(document, { a: given });
        if (!outcome.ok) return;
        const [, line = ''] = filled(document, outcome.value).steps[0]!.do.split('\n');
        expect(line.split(/\s+/)).toHaveLength(3);
        expect(line).not.toMatch(/[;|&$\\`<>()'"]|\.\./);
      }),
      { numRuns: 2000 },
    );
  });
});

describe('the parameters of a run', () => {
  it('are those that are declared: others are refused, what is optional may be missing', () => {
    const document = documentWith([parameter({ required: false }), parameter({ name: 'b' })]);
    expect(checkParameters(document, { b: 'x' })).toEqual({ ok: true, value: { b: 'x' } });
    const outcome = checkParameters(document, { c: 'x', 'a/b': 1 });
    expect(outcome.ok ? [] : outcome.refusal.errors?.map(({ pointer, code }) => [pointer, code])).toEqual([
      ['/parameters/c', 'unknown_parameter'],
      ['/parameters/a~1b', 'unknown_parameter'],
      ['/parameters/b', 'required'],
    ]);
  });
});
