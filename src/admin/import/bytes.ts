import { open } from 'node:fs/promises';
import { CannotStart } from '../../installation.js';

/** 76 institutions with 2,000 people and 400 agreements are some 1 MB in 30,000 lines. */
const MOST_BYTES = 5_000_000;
/** Folding a text of many lines costs the square of their number. */
const MOST_LINES = 200_000;

/** The text of a file. Refused before anything reads it: what is no file, too large, or not UTF-8. */
export async function textOf(path: string): Promise<string> {
  const bytes = await bytesOf(path);
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new CannotStart(`${path} is not UTF-8: save it as UTF-8. Nothing was imported.`);
  }
  let lines = 1;
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) lines += 1;
  if (lines > MOST_LINES)
    throw new CannotStart(`${path} has ${String(lines)} lines, at most ${String(MOST_LINES)} are read. Split it.`);
  return text;
}

async function bytesOf(path: string): Promise<Buffer> {
  const file = await open(path).catch((error: unknown) => {
    throw new CannotStart(`${path} cannot be read: ${(error as NodeJS.ErrnoException).code ?? 'unknown error'}`);
  });
  try {
    const stat = await file.stat();
    if (!stat.isFile()) throw new CannotStart(`${path} is no file.`);
    if (stat.size > MOST_BYTES) {
      const megabytes = (stat.size / 1_000_000).toFixed(1);
      throw new CannotStart(
        `${path} has ${megabytes} MB, at most ${String(MOST_BYTES / 1_000_000)} are read. Split it.`,
      );
    }
    // not more than was allowed, should it grow meanwhile
    const { buffer, bytesRead } = await file.read(Buffer.alloc(stat.size), 0, stat.size, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}
