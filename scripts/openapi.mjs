// Writes the API document, or with nothing to write checks that the committed one is what the program serves.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { lineDiff } from './line-diff.mjs';
import { openApiOf } from '../dist/src/openapi-document.js';

const file = 'openapi.json';
const twice = repeatedNames();
if (twice.length > 0) {
  console.error(`a schema is known by the name of its class, and these are there twice: ${twice.join(', ')}`);
  process.exit(1);
}
const document = `${JSON.stringify(await openApiOf(), null, 2)}\n`;

if (process.argv.includes('--write')) {
  writeFileSync(file, document);
  process.exit(0);
}
const committed = readFileSync(file, 'utf8');
if (committed !== document) {
  console.error(`${file} is not what the program serves; run npm run openapi:write and read the difference:\n`);
  console.error(lineDiff(committed, document));
  process.exit(1);
}
process.exit(0);

function repeatedNames() {
  const sources = readdirSync('src', { recursive: true }).filter((path) => path.endsWith('.ts'));
  const names = sources.flatMap((path) =>
    [...readFileSync(`src/${path}`, 'utf8').matchAll(/^export class (\w+Dto)\b/gm)].map(([, name]) => name),
  );
  return [...new Set(names.filter((name, place) => names.indexOf(name) !== place))];
}
