import { describe, expect, it } from '@jest/globals';
import { isPosition, isSnapshot, positionsIn } from './position.js';

describe('a snapshot', () => {
  it.each(['1:1:', '10:20:10', '10:20:10,12,19'])('is %s', (text) => {
    expect(isSnapshot(text)).toBe(true);
  });
  it.each([
    '',
    '1',
    '1:1',
    '1:1:,',
    '1:1:1,',
    "1:1:'",
    '1:1:1\n',
    '1:1: 1',
    '-1:1:',
    `1:1:${'1,'.repeat(9)}x`,
    7,
    null,
  ])('is not %j', (text) => {
    expect(isSnapshot(text)).toBe(false);
    expect(isPosition({ snapshot: text })).toBe(false);
    expect(isPosition({ snapshot: '1:1:', partly: { upTo: text, after: '0'.repeat(8) } })).toBe(false);
  });
});

it('is after each message where the next one begins', () => {
  const [a, b] = ['00000000-0000-7000-8000-00000000000a', '00000000-0000-7000-8000-00000000000b'] as const;
  const positions = positionsIn('1:1:', '2:2:', [a, b]);
  expect(positions).toEqual([{ snapshot: '1:1:', partly: { upTo: '2:2:', after: a } }, { snapshot: '2:2:' }]);
  expect(positions.every(isPosition)).toBe(true);
});
