import { expect, it } from '@jest/globals';
import { answeredBy } from './settled-words.js';

it.each([
  ['resolved', [], 'open'],
  ['resolved', ['ticket.settled'], 'settled'],
  ['closed', [], 'over'],
  ['closed', ['ticket.settled'], 'settled'],
  ['in_progress', ['ticket.reopened'], 'reopened'],
  ['in_progress', ['ticket.settled', 'ticket.reopened'], 'reopened'],
  ['merged', [], 'over'],
] as const)('%s after %j is %s', (state, types, answered) => {
  expect(answeredBy(state, types)).toBe(answered);
});
