import { createHash } from 'node:crypto';
import { expect, it } from '@jest/globals';
import { Inspection } from './inspection.js';

async function inspect(bytes: Buffer, size: number): Promise<Inspection> {
  const seen = new Inspection();
  const chunks = async function* () {
    for (let from = 0; from < bytes.length; from += size)
      yield await Promise.resolve(bytes.subarray(from, from + size));
  };
  let length = 0;
  for await (const chunk of seen.pass(chunks(), () => undefined)) length += chunk.length;
  expect(length).toBe(bytes.length);
  return seen;
}

it.each([1, 2, 3, 7, 4096, 100_000])('sees the same whatever the size of the pieces: %d', async (size) => {
  const bytes = Buffer.from('été 😀 '.repeat(1000));
  const seen = await inspect(bytes, size);
  expect(seen.size).toBe(bytes.length);
  expect(seen.mediaType('a')).toBe('text/plain');
  expect(seen.sha256().toString('hex')).toBe(createHash('sha256').update(bytes).digest('hex'));
});

it.each<[string, Buffer]>([
  ['a control character at the very end', Buffer.concat([Buffer.alloc(9000, 'x'), Buffer.from([7])])],
  ['half a letter at the end', Buffer.from('été').subarray(0, -1)],
  ['Latin-1', Buffer.from('été', 'latin1')],
])('does not call it text with %s', async (_what, bytes) => {
  expect((await inspect(bytes, 1000)).mediaType('a.txt')).toBe('application/octet-stream');
});

it('stops where there is too much, before it passes on', async () => {
  const seen = new Inspection();
  const passed: number[] = [];
  const endless = async function* () {
    for (;;) yield await Promise.resolve(Buffer.alloc(10));
  };
  const limit = (size: number) => {
    if (size > 25) throw new Error('too much');
  };
  const read = async () => {
    for await (const chunk of seen.pass(endless(), limit)) passed.push(chunk.length);
  };
  await expect(read()).rejects.toThrow('too much');
  expect(passed).toEqual([10, 10]);
});
