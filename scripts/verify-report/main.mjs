/**
 * Counts an export of the report "handled in time" once more, from its facts alone, and compares.
 *
 *   npm run verify-report -- export.json              `-` reads the standard input
 *   npm run verify-report -- export.json --units      also says of each unit what it counts as, and where
 *
 * It shares nothing with the server: it is written from docs/handled-in-time.md, looks at every minute on the wall, and
 * would rather be obviously right than fast. Exit: 0 everything agrees; 1 something differs; 2 nothing was compared.
 */
import { readFileSync } from 'node:fs';
import { lines, unitLines } from './print.mjs';
import { Malformed } from './shapes.mjs';
import { verify } from './verify.mjs';

process.exitCode = main(process.argv.slice(2));

function main(args) {
  const [path, ...more] = args.filter((arg) => arg !== '--units');
  if (path === undefined || more.length > 0) return refuse('usage: npm run verify-report -- export.json [--units]');
  let written;
  try {
    written = readFileSync(path === '-' ? 0 : path, 'utf8');
  } catch (error) {
    return refuse(`cannot read ${path}: ${error.message}`);
  }
  try {
    const result = verify(written);
    if (args.includes('--units')) console.log(unitLines(result.units).join('\n'));
    console.log(lines(result).join('\n'));
    if (result.units.length === 0) return refuse('nothing was compared: the export has no units');
    return result.differences.length > 0 ? 1 : 0;
  } catch (error) {
    if (error instanceof Malformed) return refuse(`${path} is not an export that can be verified: ${error.message}`);
    throw error;
  }
}

function refuse(reason) {
  console.error(reason);
  return 2;
}
