/** Writing so that a power cut leaves the old state or the new one. */
import { closeSync, fsyncSync, linkSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** Creates a private file at once or not at all; a file that is already there wins. */
export function createOnce(path: string, text: string, work: string): void {
  const fd = openSync(work, 'wx', 0o600);
  try {
    writeFileSync(fd, text);
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
  settle(path, () => {
    linkSync(work, path);
  });
  rmSync(work);
}

/** Puts a finished folder in its place; one that is already there wins. */
export function renameOnce(work: string, path: string): void {
  settle(path, () => {
    renameSync(work, path);
  });
}

function settle(path: string, act: () => void): void {
  try {
    act();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'EEXIST' && code !== 'ENOTEMPTY') throw error;
  }
  if (process.platform === 'win32') return; // folders cannot be synced there
  const fd = openSync(dirname(path), 'r');
  try {
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}
