import { createReadStream } from 'node:fs';
import { mkdir, open, rename, rm, stat, type FileHandle } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import { AttachmentStorage, StorageUnavailable, type ByteRange } from './storage.js';

/**
 * Files in folders, by the first two characters of their keys. A file is written under a name of its own, synced, and put
 * in its place by a rename: under its key it is whole or not there.
 */
export class FolderStorage extends AttachmentStorage {
  constructor(private readonly folder: string) {
    super();
  }

  async write(key: string, content: AsyncIterable<Buffer>): Promise<void> {
    const path = this.pathOf(key);
    const draft = `${path}.part`;
    const file = await orUnavailable(prepare(path, draft));
    try {
      for await (const chunk of content) await orUnavailable(append(file, chunk));
      await orUnavailable(file.sync());
    } catch (error) {
      await file.close().catch(() => undefined);
      await rm(draft, { force: true }).catch(() => undefined);
      throw error;
    }
    await file.close();
    await orUnavailable(rename(draft, path));
    await orUnavailable(syncFolder(dirname(path)));
  }

  async read(key: string, range?: ByteRange): Promise<Readable> {
    const path = this.pathOf(key);
    await orUnavailable(stat(path));
    return createReadStream(path, range ? { start: range.from, end: range.to } : {});
  }

  async remove(key: string): Promise<void> {
    const path = this.pathOf(key);
    for (const each of [path, `${path}.part`]) await orUnavailable(rm(each, { force: true }));
  }

  private pathOf(key: string): string {
    if (!/^[0-9a-f]{32}-\d{1,3}$/.test(key)) throw new Error('not a key of ours');
    return join(this.folder, key.slice(0, 2), key.slice(2));
  }
}

async function prepare(path: string, draft: string): Promise<FileHandle> {
  const made = await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  if (made !== undefined) await syncFolder(dirname(dirname(path)));
  return open(draft, 'wx', 0o600);
}

async function append(file: FileHandle, chunk: Buffer): Promise<void> {
  for (let from = 0; from < chunk.length; from += (await file.write(chunk, from)).bytesWritten);
}

async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return; // folders cannot be synced there
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Paths stay out of what is told: only the code of the error is kept. */
async function orUnavailable<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    throw new StorageUnavailable(`the folder of attachments: ${(error as NodeJS.ErrnoException).code ?? 'unknown'}`);
  }
}
