import { expect, it } from '@jest/globals';
import { silentOf } from './silence.js';

const affected = [
  { code: 'ULCO', knew: true },
  { code: 'UPHF', knew: true },
  { code: 'UJM', knew: false },
];

it('is recorded of those affected who knew and never objected', () => {
  expect(silentOf('standard', affected, [])).toEqual(['ULCO', 'UPHF']);
  expect(silentOf('normal', affected, ['ULCO'])).toEqual(['UPHF']);
});

it.each(['own_tenant', 'emergency'] as const)('is recorded of nobody where nobody could object: %s', (kind) => {
  expect(silentOf(kind, affected, [])).toEqual([]);
});
