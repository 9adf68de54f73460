import { expect, it } from '@jest/globals';
import { Decidables, type Decidable } from './decidables.js';

const made = (kind: string) => ({ kind }) as Decidable;

it('knows each kind once, by a name that fits a link', () => {
  const decidables = new Decidables();
  const vote = made('vote');
  decidables.register(vote);
  expect([decidables.of('vote'), decidables.of('objection')]).toEqual([vote, undefined]);
  for (const kind of ['vote', '', 'Vote', 'v'.repeat(21)])
    expect(() => {
      decidables.register(made(kind));
    }).toThrow('cannot be decided by link');
});
