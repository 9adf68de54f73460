import { expect, it } from '@jest/globals';
import { dispositionOf } from './file-reply.js';
import { rangeOf } from './ranges.js';

it.each<[string | undefined, ReturnType<typeof rangeOf>]>([
  [undefined, undefined],
  ['bytes=0-0', { from: 0, to: 0 }],
  ['bytes=0-', { from: 0, to: 9 }],
  ['bytes=9-', { from: 9, to: 9 }],
  ['bytes=10-', 'unsatisfiable'],
  ['bytes=-1', { from: 9, to: 9 }],
  ['bytes=-100', { from: 0, to: 9 }],
  ['bytes=-0', 'unsatisfiable'],
  ['bytes=5-3', undefined],
  ['bytes=-', undefined],
  ['bytes=0-1,3-4', undefined],
  ['bytes=a-b', undefined],
  ['bytes=0-999999999999999999999', undefined],
  ['Bytes=2-3', { from: 2, to: 3 }],
])('of ten bytes %p is %p', (header, range) => {
  expect(rangeOf(header, 10)).toEqual(range);
});

it('names a file for every reader, and never ends its header', () => {
  expect(dispositionOf(`été "1" 100%\\(a).txt`, false)).toBe(
    `attachment; filename="ete _1_ 100__(a).txt"; filename*=UTF-8''%C3%A9t%C3%A9%20%221%22%20100%25%5C%28a%29.txt`,
  );
  expect(dispositionOf('a\r\nb', true)).not.toMatch(/[\r\n]/);
});
