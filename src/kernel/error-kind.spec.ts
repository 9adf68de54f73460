import { expect, it } from '@jest/globals';
import { kindOfError } from './error-kind.js';

it.each([
  [new TypeError('alice@example.org is undefined'), 'TypeError'],
  [Object.assign(new Error('Key (email)=(alice@example.org) exists'), { code: '23505' }), 'Error 23505'],
  [Object.assign(new Error('no'), { code: 'alice@example.org' }), 'Error'],
  ['alice@example.org', 'string'],
  [undefined, 'undefined'],
])('an error is called by its name and code, never by its words: %#', (error, kind) => {
  expect(kindOfError(error)).toBe(kind);
});
