/*
 * An archive of files (POSIX.1-1988, "ustar"): of each file a header of 512 bytes and its bytes, filled up to blocks of 512;
 * two empty blocks at the end. Names here are short and of plain letters, so that the oldest form is enough.
 */
const BLOCK = 512;

/** A file as it stands in an archive. `name`: at most 100 letters of ASCII. */
export function tarEntry(name: string, content: Buffer, modifiedAt: Date): Buffer {
  const fill = (BLOCK - (content.length % BLOCK)) % BLOCK;
  return Buffer.concat([header(name, content.length, modifiedAt), content, Buffer.alloc(fill)]);
}

export const tarEnd = (): Buffer => Buffer.alloc(2 * BLOCK);

function header(name: string, size: number, modifiedAt: Date): Buffer {
  if (!/^[\x21-\x7e]{1,100}$/.test(name)) throw new Error('no name for an archive of this form');
  const block = Buffer.alloc(BLOCK);
  block.write(name, 0, 'ascii');
  octal(block, 100, 8, 0o644);
  octal(block, 108, 8, 0);
  octal(block, 116, 8, 0);
  octal(block, 124, 12, size);
  octal(block, 136, 12, Math.floor(modifiedAt.getTime() / 1000));
  // the checksum is made as if spaces stood in its place
  block.write(' '.repeat(8), 148, 'ascii');
  block.write('0', 156, 'ascii');
  block.write('ustar\0' + '00', 257, 'ascii');
  const sum = block.reduce((total, byte) => total + byte, 0);
  block.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'ascii');
  return block;
}

function octal(block: Buffer, at: number, length: number, value: number): void {
  block.write(`${value.toString(8).padStart(length - 1, '0')}\0`, at, 'ascii');
}
