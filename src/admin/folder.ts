import { constants } from 'node:fs';
import { open, readdir } from 'node:fs/promises';
import { basename, join, relative } from 'node:path';

/** What is in a folder and below it: the Markdown files, and what is only called so. */
export interface Folder {
  names: string[];
  /** Links, pipes, devices and folders: what a folder of somebody else's shows may lead anywhere. */
  left: string[];
}

/** Below the folder, by name. No link is followed, neither to a file nor to a folder. */
export async function markdownIn(folder: string): Promise<Folder> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const called = entries.filter(({ name }) => /\.(?:md|markdown)$/i.test(name));
  const named = (isFile: boolean) =>
    called
      .filter((entry) => entry.isFile() === isFile)
      .map(({ parentPath, name }) => relative(folder, join(parentPath, name)))
      .sort();
  return { names: named(true), left: named(false) };
}

/** One after the other; without content where one is larger than `most` bytes, or is no file any more. */
export async function* filesOf(
  folder: string,
  names: readonly string[],
  most: number,
): AsyncGenerator<{ name: string; content: Buffer | undefined }> {
  for (const path of names) yield { name: basename(path), content: await contentOf(join(folder, path), most) };
}

async function contentOf(path: string, most: number): Promise<Buffer | undefined> {
  // a pipe would be waited for, a link followed
  const file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  try {
    const stat = await file.stat();
    return stat.isFile() && stat.size <= most ? await file.readFile() : undefined;
  } finally {
    await file.close();
  }
}

/** Over what is there under this name, if that is a file and no link to one elsewhere. */
export async function writeInto(folder: string, name: string, text: string): Promise<void> {
  const how = constants.O_WRONLY | constants.O_CREAT | constants.O_TRUNC | constants.O_NOFOLLOW | constants.O_NONBLOCK;
  const file = await open(join(folder, name), how, 0o666);
  try {
    await file.writeFile(text);
  } finally {
    await file.close();
  }
}
