// Compiles with `nest build`; with --if-stale only when a source is newer than the last build.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const stamp = join('dist', '.built');

function isFresh() {
  if (!existsSync(stamp)) return false;
  const builtAt = statSync(stamp).mtimeMs;
  const sources = ['src', 'migrations'].flatMap((root) =>
    readdirSync(root, { recursive: true }).map((file) => join(root, file)),
  );
  return [...sources, 'package.json', 'tsconfig.json', 'nest-cli.json'].every(
    (file) => statSync(file).mtimeMs <= builtAt,
  );
}

if (process.argv.includes('--if-stale') && isFresh()) process.exit(0);

const startedAt = performance.now();
const build = spawnSync(process.execPath, ['node_modules/@nestjs/cli/bin/nest.js', 'build'], {
  stdio: ['ignore', 'inherit', 'inherit'],
});
if (build.status !== 0) process.exit(build.status ?? 1);
writeFileSync(stamp, '');
console.log(`built in ${((performance.now() - startedAt) / 1000).toFixed(1)} s`);
