import { CannotStart, prepareInstallation } from '../installation.js';
import { SystemClock } from '../kernel/index.js';
import { assertSound, externalOwner } from './database.js';
import { importFile } from './import/import-file.js';
import { configFrom, wordsOf, type Environment } from './settings.js';

/** Reads the file of an operator, and does what it says, or tells what it would do. */
export async function importCommand(words: readonly string[], environment: Environment): Promise<number> {
  const { file, isDryRun } = read([...words]);
  const config = configFrom(environment);
  const ownerUrl = externalOwner(config);
  // an external database is not migrated by the way, for the program may be running on it; nor is any by a dry run
  const { url, stop } =
    ownerUrl === undefined
      ? await prepareInstallation(config, () => undefined, isDryRun ? 0 : undefined).then(({ urls, stop: end }) => ({
          url: urls.owner,
          stop: end,
        }))
      : { url: ownerUrl, stop: () => Promise.resolve() };
  try {
    await assertSound(url);
    const { lines, isGood } = await importFile(file, { ownerUrl: url, clock: new SystemClock(), isDryRun });
    for (const line of lines) (isGood ? console.log : console.error)(line);
    return isGood ? 0 : 1;
  } finally {
    await stop();
  }
}

function read(words: string[]): { file: string; isDryRun: boolean } {
  const { values, positionals } = wordsOf({
    args: words,
    options: { 'dry-run': { type: 'boolean' } },
    allowPositionals: true,
  });
  const [file, ...more] = positionals;
  if (file === undefined || more.length > 0) throw new CannotStart('import FILE [--dry-run]: one file is needed.');
  return { file, isDryRun: values['dry-run'] === true };
}
