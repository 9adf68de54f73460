import { describe, expect, it } from '@jest/globals';
import { fillIn, fillInPlain } from './filling.js';

describe('a value in a step', () => {
  it('stands as it is in code, where it is one word', () => {
    expect(fillIn('```\nrm {{ file }}\n```\n`{{file}}`', { file: 'a_b.log' })).toBe('```\nrm a_b.log\n```\n`a_b.log`');
  });

  it('stands in prose as Markdown that reads as the value', () => {
    expect(fillIn('Say {{who}}.', { who: '![x](https://evil.example) <b>_y_</b> `z` a_b' })).toBe(
      'Say \\!\\[x\\]\\(https://evil.example\\) \\<b\\>\\_y\\_\\</b\\> \\`z\\` a_b.',
    );
  });

  it.each([
    ['- x', '\\- x'],
    ['+ x', '\\+ x'],
    ['# x', '\\# x'],
    ['1. x', '1\\. x'],
    ['12) x', '12\\) x'],
    ['---', '\\---'],
    ['12', '12'],
  ])('begins no list, heading or line where it begins one: %s', (value, shown) => {
    expect(fillIn('{{a}}', { a: value })).toBe(shown);
    expect(fillIn('Text\n- {{a}}', { a: value })).toBe(`Text\n- ${shown}`);
  });

  it('is filled in without patience, however often it stands there', () => {
    const wide = '{{a}}'.repeat(20_000);
    const long = '- - {{a}}\n'.repeat(20_000);
    const began = performance.now();
    expect(fillIn(wide, { a: '*' }).length).toBe(40_000);
    expect(fillIn(long, { a: '- x' })).toBe('- - \\- x\n'.repeat(20_000));
    expect(performance.now() - began).toBeLessThan(4000);
  });

  it('is a number as it is written', () => {
    expect(fillIn('`{{n}}` {{n}}', { n: 1.5 })).toBe('`1.5` 1.5');
  });

  it('is not filled in again, and what is not given keeps its place', () => {
    expect(fillIn('`{{a}} {{b}} {{toString}}`', { a: '{{c}}', c: 'never' })).toBe('`{{c}} {{b}} {{toString}}`');
  });

  it('means nothing in a title', () => {
    expect(fillInPlain('Restart {{a}} of {{b}}', { a: '*x*' })).toBe('Restart *x* of {{b}}');
    expect(fillInPlain('Restart {{a}}', { a: 'one\n# two' })).toBe('Restart one # two');
  });
});
