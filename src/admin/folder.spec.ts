import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { filesOf, markdownIn, writeInto } from './folder.js';

const makePipe = 'mkfifo';
let outside: string;
let folder: string;

beforeEach(async () => {
  outside = await mkdtemp(join(tmpdir(), 'guichet-folder-'));
  folder = join(outside, 'actions');
  await mkdir(join(folder, 'below'), { recursive: true });
  await writeFile(join(outside, 'secret.md'), 'a secret');
  await writeFile(join(folder, 'a.md'), 'A');
  await writeFile(join(folder, 'below', 'b.markdown'), 'B');
  await writeFile(join(folder, 'c.txt'), 'C');
});
afterEach(() => rm(outside, { recursive: true }));

const read = async (most = 100) => {
  const found: string[] = [];
  const { names } = await markdownIn(folder);
  for await (const { name, content } of filesOf(folder, names, most)) found.push(`${name}: ${String(content)}`);
  return found;
};

describe('a folder of files', () => {
  it('is read with what is below it, but nothing that is too large', async () => {
    expect(await read()).toEqual(['a.md: A', 'b.markdown: B']);
    await writeFile(join(folder, 'a.md'), 'x'.repeat(101));
    expect(await read()).toEqual(['a.md: undefined', 'b.markdown: B']);
  });

  it('leads nowhere else: links, pipes and folders are named and left out', async () => {
    await symlink(join(outside, 'secret.md'), join(folder, 'link.md'));
    await symlink('/dev/zero', join(folder, 'zero.md'));
    await symlink(outside, join(folder, 'up'));
    // looked into by somebody who follows links, these two alone would be endless
    for (const name of ['here', 'there']) await symlink('.', join(folder, name));
    await mkdir(join(folder, 'folder.md'));
    execFileSync(makePipe, [join(folder, 'pipe.md')]);
    expect(await markdownIn(folder)).toEqual({
      names: ['a.md', 'below/b.markdown'],
      left: ['folder.md', 'link.md', 'pipe.md', 'zero.md'],
    });
    expect(await read()).toEqual(['a.md: A', 'b.markdown: B']);
  });

  it('is not read through a link that has taken the place of a file', async () => {
    const { names } = await markdownIn(folder);
    await rm(join(folder, 'a.md'));
    await symlink(join(outside, 'secret.md'), join(folder, 'a.md'));
    const first = filesOf(folder, names, 100).next();
    await expect(first).rejects.toMatchObject({ code: 'ELOOP' });
  });

  it('is written into, and not through a link', async () => {
    await writeInto(folder, 'a.md', 'anew');
    expect(await readFile(join(folder, 'a.md'), 'utf8')).toBe('anew');
    await symlink(join(outside, 'secret.md'), join(folder, 'link.md'));
    await expect(writeInto(folder, 'link.md', 'mine')).rejects.toMatchObject({ code: 'ELOOP' });
    expect(await readFile(join(outside, 'secret.md'), 'utf8')).toBe('a secret');
  });
});
