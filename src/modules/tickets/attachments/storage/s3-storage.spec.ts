import { spawn, type ChildProcess } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { S3Storage } from './s3-storage.js';

// a real S3 server in a process of its own, on a port that the system chose

let server: ChildProcess;
let folder: string;
let storage: S3Storage;
let url: string;
const settings = { bucket: 'guichet', region: 'us-east-1', accessKey: 'S3RVER', secretKey: 'S3RVER' };
const key = (n: number) => `${String(n).padStart(32, '0')}-0`;
const digest = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'guichet-s3-'));
  const args = [
    'node_modules/s3rver/bin/s3rver.js',
    '-d',
    folder,
    '-p',
    '0',
    '-a',
    '127.0.0.1',
    '--configure-bucket',
    'guichet',
  ];
  server = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  url = await new Promise<string>((resolve, reject) => {
    let said = '';
    const listen = (part: Buffer) => {
      said += part.toString();
      const port = /listening on \S+:(\d+)/.exec(said)?.[1];
      if (port) resolve(`http://127.0.0.1:${port}`);
    };
    server.stdout?.on('data', listen);
    server.stderr?.on('data', listen);
    server.on('exit', () => {
      reject(new Error(`the S3 server ended: ${said}`));
    });
  });
  storage = new S3Storage({ ...settings, url });
});
afterAll(async () => {
  const ended = new Promise((resolve) => server.once('exit', resolve));
  server.kill();
  await ended;
  rmSync(folder, { recursive: true, force: true });
});

async function* chunked(bytes: Buffer, size = 64 * 1024): AsyncGenerator<Buffer> {
  for (let from = 0; from < bytes.length; from += size) yield await Promise.resolve(bytes.subarray(from, from + size));
}

async function whole(stream: AsyncIterable<Buffer>): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of stream) parts.push(part);
  return Buffer.concat(parts);
}

const MEBIBYTE = 1024 * 1024;

describe('files in S3', () => {
  it.each([1, 1000, 5 * MEBIBYTE, 5 * MEBIBYTE + 1, 10 * MEBIBYTE, 12 * MEBIBYTE + 7])(
    'of %d bytes come back as they went',
    async (size) => {
      const bytes = Buffer.from(Array.from({ length: 1000 }, (_, i) => (i * 7) % 256));
      const all = Buffer.alloc(size, bytes);
      await storage.write(key(size), chunked(all));
      expect(digest(await whole(await storage.read(key(size))))).toBe(digest(all));
      expect(digest(await whole(await storage.read(key(size), { from: 0, to: size - 1 })))).toBe(digest(all));
      if (size === 1) return;
      // (this server cannot send the first byte alone)
      const middle = await whole(await storage.read(key(size), { from: 1, to: size - 2 }));
      expect(digest(middle)).toBe(digest(all.subarray(1, size - 1)));
    },
  );

  it('are removed, and removing what is not there is no error', async () => {
    await storage.write(key(2), chunked(Buffer.from('x')));
    await storage.remove(key(2));
    await storage.remove(key(2));
    await expect(storage.read(key(2))).rejects.toMatchObject({
      refusal: { kind: 'unavailable' },
      cause: 'S3 answered GET with 404',
    });
  });

  it.each([
    [100, []],
    [6 * MEBIBYTE, ['POST ?uploads', 'PUT ?partNumber=1&uploadId=an-id', 'DELETE ?uploadId=an-id']],
  ])('leave nothing when what comes breaks off after %d bytes', async (size, expected) => {
    // written down by a server that answers as S3 does: the real one here cannot abort
    const asked: string[] = [];
    const server = createServer((request, response) => {
      asked.push(`${request.method ?? ''} ${new URL(request.url ?? '', 'http://x').search}`);
      request.resume().on('end', () => response.end('<UploadId>an-id</UploadId>'));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const breaksOff = async function* () {
      yield* chunked(Buffer.alloc(size));
      throw new Error('cut');
    };
    const recorded = new S3Storage({ ...settings, url: `http://127.0.0.1:${String(port)}` });
    await expect(recorded.write(key(3), breaksOff())).rejects.toThrow('cut');
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    expect(asked).toEqual(expected);
  });
});

describe('a storage that is away', () => {
  const secret = 'a secret that nobody reads';
  const refusal = { refusal: { kind: 'unavailable', code: 'storage_unavailable' } };
  const written = (one: S3Storage) => one.write(key(9), chunked(Buffer.from('x')));

  it('that does not let us in says so without a secret', async () => {
    const wrong = new S3Storage({ ...settings, url, accessKey: 'nobody', secretKey: secret });
    const error: unknown = await written(wrong).catch((caught: unknown) => caught);
    expect(error).toMatchObject({ ...refusal, cause: 'S3 answered PUT with 403' });
    expect(JSON.stringify([error, String((error as Error).stack), (error as Error).cause])).not.toContain(secret);
  });

  it('with nobody there', async () => {
    const server = await listening(() => undefined);
    const { port } = server.address() as AddressInfo;
    await new Promise((resolve) => server.close(resolve));
    const away = new S3Storage({ ...settings, url: `http://127.0.0.1:${String(port)}` });
    await expect(written(away)).rejects.toMatchObject({ ...refusal, cause: 'S3 did not answer PUT' });
  });

  it('that never answers is given up', async () => {
    const server = await listening(() => undefined);
    const { port } = server.address() as AddressInfo;
    const silent = new S3Storage({ ...settings, url: `http://127.0.0.1:${String(port)}` }, 50);
    await expect(written(silent)).rejects.toMatchObject({ ...refusal, cause: 'S3 did not answer PUT in time' });
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
});

async function listening(answer: () => void): Promise<Server> {
  const one = createServer(answer);
  await new Promise<void>((resolve) => one.listen(0, '127.0.0.1', resolve));
  return one;
}
