import { expect, it } from '@jest/globals';
import { OneAtATime } from './one-at-a-time.js';

it('runs what has one key in order, also after a failure, and other keys beside it', async () => {
  const queue = new OneAtATime();
  const seen: string[] = [];
  const step =
    (name: string, fails = false) =>
    async () => {
      seen.push(`${name} begins`);
      await Promise.resolve();
      seen.push(`${name} ends`);
      if (fails) throw new Error(name);
      return name;
    };
  const results = await Promise.allSettled([
    queue.run('a', step('first', true)),
    queue.run('a', step('second')),
    queue.run('b', step('other')),
  ]);
  expect(results.map(({ status }) => status)).toEqual(['rejected', 'fulfilled', 'fulfilled']);
  expect(seen.filter((line) => !line.startsWith('other'))).toEqual([
    'first begins',
    'first ends',
    'second begins',
    'second ends',
  ]);
  expect(seen.indexOf('other begins')).toBeLessThan(seen.indexOf('second begins'));
});
