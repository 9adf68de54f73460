import { expect, it } from '@jest/globals';
import { mayReopen } from './by-mail.service.js';

const file = (state: string, side: string, followUp?: object) =>
  ({ ticket: { state }, side, followUp }) as unknown as Parameters<typeof mayReopen>[0];

it.each([
  ['of whoever asked, to a ticket that is resolved', file('resolved', 'requester'), true],
  ['to one that is worked on', file('in_progress', 'requester'), false],
  ['to one that is closed', file('closed', 'requester'), false],
  ['of staff', file('resolved', 'user'), false],
  ['where another ticket goes on with it', file('resolved', 'requester', { reference: 'ULCO-2026-00002' }), false],
])('asks whether an answer reopens: %s', (_, which, may) => {
  expect(mayReopen(which)).toBe(may);
});
