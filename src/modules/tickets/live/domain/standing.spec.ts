import { expect, it } from '@jest/globals';
import type { Actor } from '../../../../database/index.js';
import { readingKeyOf, standingOf } from './standing.js';

const actor = (changes: Partial<Actor>): Actor => ({
  personId: 'a',
  name: 'A',
  institution: { id: 'ulco', code: 'ULCO', name: 'ULCO' },
  scope: 'staff',
  userServices: 'all',
  providerServices: 'none',
  roles: new Map(),
  ...changes,
});

it('is read once for everybody who answers for all services of their institution', () => {
  expect(readingKeyOf(actor({ personId: 'b' }))).toBe(readingKeyOf(actor({})));
});

it.each<Partial<Actor>>([
  { scope: 'requester', userServices: 'none' },
  { userServices: ['oae'] },
  { userServices: 'none', providerServices: 'all' },
])('is read for each person by themselves where they may have asked for something: %j', (changes) => {
  expect(readingKeyOf(actor({ ...changes, personId: 'b' }))).not.toBe(readingKeyOf(actor(changes)));
});

it.each<Partial<Actor>>([
  { institution: { id: 'uphf', code: 'UPHF', name: 'UPHF' } },
  { providerServices: 'all' },
  { providerServices: ['oae'] },
  { userServices: ['oae'] },
  { scope: 'requester' },
])('differs with where one stands: %j', (changes) => {
  expect(standingOf(actor(changes))).not.toBe(standingOf(actor({})));
  expect(readingKeyOf(actor(changes))).not.toBe(readingKeyOf(actor({})));
});
