import { expect, it } from '@jest/globals';
import { Complaints } from './complaints.js';

it('of each subject one line is said in half a minute, with how many were kept back', () => {
  const lines: string[] = [];
  let now = 0;
  const complaints = new Complaints(
    (line) => lines.push(line),
    () => now,
  );
  for (now = 0; now < 30_000; now += 1) complaints.about('queue', now % 2 === 0 ? 'refused' : 'closed');
  complaints.about('job send-mail', 'no');
  expect(lines).toEqual(['queue: refused', 'job send-mail: no']);
  complaints.about('queue', 'refused');
  expect(lines.at(-1)).toBe('queue: refused (and 29999 more since the last line)');
  now += 30_000;
  complaints.about('queue', 'gone');
  expect(lines.at(-1)).toBe('queue: gone');
});
