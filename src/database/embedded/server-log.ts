/**
 * What the server says, in `postgres.log`. The server appends through a handle that it keeps, also when the program dies,
 * so the file cannot be renamed away: it is copied to `postgres.log.1` and emptied. As the folder may belong to the
 * account of the database, links are not followed.
 */
import { closeSync, constants, copyFileSync, fstatSync, ftruncateSync, openSync, readSync, rmSync } from 'node:fs';
import { join } from 'node:path';

const limitBytes = 10 * 1024 * 1024;
const logFile = (dataDir: string) => join(dataDir, 'postgres.log');

export function openServerLog(dataDir: string): number {
  const { O_RDWR, O_CREAT, O_APPEND } = constants;
  // undefined on Windows, whatever its type says
  const noFollow = (constants as { O_NOFOLLOW?: number }).O_NOFOLLOW ?? 0;
  return openSync(logFile(dataDir), O_RDWR | O_CREAT | O_APPEND | noFollow, 0o600);
}

export function boundServerLog(dataDir: string): void {
  const fd = openServerLog(dataDir);
  try {
    if (fstatSync(fd).size <= limitBytes) return;
    const older = `${logFile(dataDir)}.1`;
    rmSync(older, { force: true });
    copyFileSync(logFile(dataDir), older, constants.COPYFILE_EXCL);
    ftruncateSync(fd);
  } finally {
    closeSync(fd);
  }
}

/** The end of what was written since the file had this size. */
export function readServerLog(dataDir: string, fromByte: number): string {
  const fd = openServerLog(dataDir);
  try {
    const start = Math.max(fromByte, fstatSync(fd).size - 2000);
    const buffer = Buffer.alloc(2000);
    return buffer.toString('utf8', 0, readSync(fd, buffer, 0, buffer.length, start)).trim();
  } finally {
    closeSync(fd);
  }
}

export function serverLogSize(dataDir: string): number {
  const fd = openServerLog(dataDir);
  try {
    return fstatSync(fd).size;
  } finally {
    closeSync(fd);
  }
}
