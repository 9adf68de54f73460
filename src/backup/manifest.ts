import { createHash, createHmac } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';

export const FORMAT = 1;
export const MANIFEST = 'manifest.json';

/** What a backup says about itself. It is written last: a folder without it is no backup. */
export interface Manifest {
  format: number;
  /** UTC. */
  takenAt: string;
  /** The migrations of the database that was copied, in order. */
  schema: string[];
  tables: { name: string; columns: string[]; rows: number }[];
  /** Files of tickets that the rows name and that are in the backup; -1: they are in a bucket, and not here. */
  attachments: number;
  /** Tells whether somebody has a key of this installation, without telling anything of it. */
  keys: string[];
  /** Every file of the folder but this one, by its path. */
  files: Record<string, { bytes: number; sha256: string }>;
}

export class NoBackup extends Error {}

export async function readManifest(folder: string): Promise<Manifest> {
  let text: string;
  try {
    text = await readFile(join(folder, MANIFEST), 'utf8');
  } catch {
    throw new NoBackup(`${folder} is no backup, or one that never ended: there is no ${MANIFEST} in it.`);
  }
  const found = parsed(text);
  if (found?.format !== FORMAT)
    throw new NoBackup(`${join(folder, MANIFEST)} is not of this program, or of a newer one.`);
  return found;
}

function parsed(text: string): Manifest | undefined {
  try {
    return JSON.parse(text) as Manifest;
  } catch {
    return undefined;
  }
}

/** What is wrong with the files of a backup, in words; empty when each is there, whole and as it was written. */
export async function flawsOfFiles(folder: string, { files }: Manifest): Promise<string[]> {
  const flaws: string[] = [];
  for (const [path, { bytes, sha256 }] of Object.entries(files)) {
    const file = join(folder, path);
    const size = await stat(file).then(
      (found) => found.size,
      () => undefined,
    );
    if (size === undefined) flaws.push(`${path} is missing`);
    else if (size !== bytes) flaws.push(`${path} has ${String(size)} bytes instead of ${String(bytes)}`);
    else if ((await sha256Of(file)) !== sha256) flaws.push(`${path} was changed`);
  }
  return flaws;
}

export async function sha256Of(file: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  return hash.digest('hex');
}

/** Of each key: equal keys give equal marks, and a mark gives nothing back. */
export function marksOf(secretKeys: readonly string[]): string[] {
  return secretKeys.map((key) => createHmac('sha256', key).update('backup').digest('hex').slice(0, 32));
}
