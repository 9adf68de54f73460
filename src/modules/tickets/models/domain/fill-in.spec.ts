import fc from 'fast-check';
import { describe, expect, it } from '@jest/globals';
import type { Field, FieldType } from './content.js';
import { fillIn, formText } from './fill-in.js';

const isEmail = (text: string) => /^[^@\s]+@[^@\s]+\.[a-z]+$/.test(text);
const field = (type: FieldType, more: Partial<Field> = {}): Field => ({
  key: 'it',
  type,
  label: { fr: 'Ça', en: 'It' },
  required: false,
  ...more,
});
const choices = [{ key: 'a', label: { fr: 'Le premier', en: 'The first' } }];
const outcome = (one: Field, value: unknown) => {
  const { answers, errors } = fillIn([one], { it: value }, isEmail);
  return errors[0]?.code ?? answers[0]?.value;
};

describe('a field', () => {
  it.each<[FieldType, Partial<Field>, unknown, unknown]>([
    ['text', {}, 'Bonjour', 'Bonjour'],
    ['text', {}, 12, 'wrong_type'],
    ['text', {}, 'une\nautre', 'wrong_value'],
    ['text', {}, 'une\u2028autre', 'wrong_value'],
    ['text', {}, 'x'.repeat(501), 'too_long'],
    ['text', { max: 2 }, 'é́'.normalize('NFC'), 'é́'.normalize('NFC')],
    ['text', { max: 1 }, '😀', '😀'],
    ['text', { min: 2 }, '😀', 'too_short'],
    ['longText', {}, 'une\nautre', 'une\nautre'],
    ['longText', {}, 'x'.repeat(4001), 'too_long'],
    ['number', {}, 0, 0],
    ['number', {}, '0', 'wrong_type'],
    ['number', {}, Number.NaN, 'wrong_type'],
    ['number', {}, Infinity, 'wrong_type'],
    ['number', { min: 1 }, 0.99, 'too_small'],
    ['number', { max: 1 }, 1.01, 'too_large'],
    ['number', { min: 1, max: 1 }, 1, 1],
    ['date', {}, '2028-02-29', '2028-02-29'],
    ['date', {}, '2026-02-29', 'wrong_value'],
    ['date', {}, '2026-02-29T00:00:00Z', 'wrong_value'],
    ['choice', { choices }, 'a', 'a'],
    ['choice', { choices }, 'toString', 'wrong_value'],
    ['choice', { choices }, ['a'], 'wrong_type'],
    ['boolean', {}, false, false],
    ['boolean', {}, 'false', 'wrong_type'],
    ['email', {}, 'a@b.fr', 'a@b.fr'],
    ['email', {}, 'a@b', 'wrong_value'],
    ['person', {}, '0199A000-0000-7000-8000-000000000001', '0199a000-0000-7000-8000-000000000001'],
    ['person', {}, 'somebody', 'wrong_value'],
    ['text', { required: true }, '', 'required'],
    ['text', { required: true }, null, 'required'],
    ['boolean', { required: true }, false, false],
    ['text', {}, '', undefined],
  ])('of the type %s (%j), filled in with %j, is %j', (type, more, value, expected) => {
    expect(outcome(field(type, more), value)).toEqual(expected);
  });
});

describe('a form', () => {
  it('says everything that is wrong, unknown keys first, and names inherited members like any other', () => {
    const fields = [field('text', { key: 'a', required: true }), field('number', { key: 'b' })];
    const given = JSON.parse('{"toString": 1, "c/d~": 2, "b": "x"}') as Record<string, unknown>;
    expect(fillIn(fields, given, isEmail).errors.map(({ pointer, code }) => `${pointer} ${code}`)).toEqual([
      '/fields/toString unknown_field',
      '/fields/c~1d~0 unknown_field',
      '/fields/a required',
      '/fields/b wrong_type',
    ]);
  });

  it('takes nothing for an answer that an object inherits', () => {
    const { answers, errors } = fillIn([field('text', { key: 'constructor' })], {}, isEmail);
    expect([answers, errors]).toEqual([[], []]);
  });

  it('is bounded as a whole', () => {
    const fields = ['a', 'b', 'c', 'd'].map((key) => field('longText', { key }));
    const filled = Object.fromEntries(['a', 'b', 'c', 'd'].map((key) => [key, 'x'.repeat(4000)]));
    expect(fillIn(fields, filled, isEmail).errors).toMatchObject([{ pointer: '/fields', code: 'too_long' }]);
  });

  it('holds one answer for each field that was filled in rightly, whatever was sent', () => {
    const fields = [field('text', { key: 'a' }), field('number', { key: 'b' }), field('boolean', { key: 'c' })];
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom('a', 'b', 'c', 'd', '__proto__'), fc.jsonValue()), (given) => {
        const { answers, errors } = fillIn(fields, given, isEmail);
        const told = errors.map(({ pointer }) => pointer);
        for (const { key } of fields) {
          const isEmpty = !Object.hasOwn(given, key) || given[key] === null || given[key] === '';
          const isAnswered = answers.some((answer) => answer.field.key === key && answer.value === given[key]);
          const isWrong = told.includes(`/fields/${key}`);
          expect([isEmpty, isAnswered, isWrong].filter(Boolean)).toHaveLength(1);
        }
      }),
    );
  });
});

it('says what was filled in, in both languages', () => {
  const answers = [
    { field: field('text'), value: 'Chimie' },
    { field: field('boolean'), value: true },
    { field: field('choice', { choices }), value: 'a' },
    { field: field('person'), value: 'p' },
    { field: field('longText'), value: 'une\nautre' },
  ];
  const names = new Map([['p', 'Ada']]);
  expect(formText(answers, 'fr', names)).toBe(
    'Ça\u00a0: Chimie\nÇa\u00a0: oui\nÇa\u00a0: Le premier\nÇa\u00a0: Ada\nÇa\u00a0:\nune\nautre',
  );
  expect(formText(answers, 'en', names)).toBe('It: Chimie\nIt: yes\nIt: The first\nIt: Ada\nIt:\nune\nautre');
});
