import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { FolderStorage } from './folder-storage.js';

const key = `ab${'0'.repeat(30)}-0`;
let folder: string;
let storage: FolderStorage;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'guichet-files-'));
  storage = new FolderStorage(join(folder, 'attachments'));
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

async function* pieces(...texts: string[]): AsyncGenerator<Buffer> {
  for (const text of texts) yield await Promise.resolve(Buffer.from(text));
}
const files = () =>
  readdirSync(folder, { recursive: true, withFileTypes: true }).flatMap((one) => (one.isFile() ? [one.name] : []));
const text = async (range?: { from: number; to: number }) => {
  let read = '';
  for await (const part of await storage.read(key, range)) read += String(part);
  return read;
};

it('keeps what comes, for nobody else on the machine, and reads it whole or in part', async () => {
  await storage.write(key, pieces('one ', 'two'));
  expect(await text()).toBe('one two');
  expect(await text({ from: 4, to: 5 })).toBe('tw');
  const path = join(folder, 'attachments', 'ab', key.slice(2));
  if (process.platform !== 'win32') expect(statSync(path).mode & 0o077).toBe(0);
});

it('never shows a file that is not whole, and leaves nothing of one that broke off', async () => {
  await storage.remove(key);
  const breaksOff = async function* () {
    yield* pieces('half');
    await expect(storage.read(key)).rejects.toThrow('cannot be stored or read');
    throw new Error('cut');
  };
  await expect(storage.write(key, breaksOff())).rejects.toThrow('cut');
  expect(files()).toEqual([]);
});

it('removes what a killed process had written in part', async () => {
  await storage.write(key, pieces('x'));
  writeFileSync(join(folder, 'attachments', 'ab', `${key.slice(2)}.part`), 'half');
  await storage.remove(key);
  await storage.remove(key);
  expect(files()).toEqual([]);
});

it.each(['../../etc/passwd', 'ab', `${key}/..`, ''])('takes no key that is none of ours: %p', async (wrong) => {
  await expect(storage.write(wrong, pieces('x'))).rejects.toThrow('not a key of ours');
  await expect(storage.read(wrong)).rejects.toThrow('not a key of ours');
});

it('says nothing of its paths when it fails', async () => {
  writeFileSync(join(folder, 'a-file'), '');
  const broken = new FolderStorage(join(folder, 'a-file'));
  const error: unknown = await broken.write(key, pieces('x')).catch((caught: unknown) => caught);
  expect(error).toMatchObject({
    refusal: { code: 'storage_unavailable' },
    cause: 'the folder of attachments: ENOTDIR',
  });
  expect(JSON.stringify(error)).not.toContain(folder);
});
