import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** A part of the program as it ships: compiled. */
export function dist(path) {
  const file = new URL(`../../dist/src/${path}`, import.meta.url);
  if (!existsSync(fileURLToPath(file))) throw new Error(`dist/src/${path} is missing: npm run build`);
  return import(file.href);
}
