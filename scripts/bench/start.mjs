/**
 * From nothing to ready. `ready` is the first sign-in that is answered; the database is the program's own, in a new
 * folder; the build is made in a copy of the sources, so that it starts from nothing too.
 */
import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { median, table } from './figures.mjs';
import { startProgram } from './program.mjs';

const IDLE_MILLISECONDS = 10_000;
const account = { email: 'spoc.ulco@guichet.example', password: 'a password for the start' };
const sources = ['src', 'migrations', 'scripts', 'package.json', 'tsconfig.json', 'nest-cli.json'];

export async function measureStart({ starts }) {
  const folder = mkdtempSync(join(tmpdir(), 'guichet-bench-start-'));
  chmodSync(folder, 0o755); // root hands the cluster to another account, which has to get there
  try {
    const buildSeconds = build(join(folder, 'sources'));
    const first = [];
    const later = [];
    for (let n = 0; n < starts; n += 1) {
      const environment = { DATA_DIR: join(folder, `data-${String(n)}`), DEMO_PASSWORD: account.password };
      first.push(await run(environment, n === 0));
      for (let again = 0; again < 2; again += 1) later.push(await run(environment, n === 0 && again === 1));
    }
    const seconds = (runs) => median(runs.map(({ milliseconds }) => milliseconds)) / 1000;
    const megabytes = (runs) => median(runs.map(({ resident }) => resident).filter((one) => one !== undefined));
    table(`Start (medians of ${String(first.length)} first and ${String(later.length)} later starts)`, [
      ['', 'measured', 'aim'],
      ['first start, built', `${seconds(first).toFixed(1)} s`, '20 s'],
      ['first start with the build', `${(seconds(first) + buildSeconds).toFixed(1)} s`, '30 s'],
      ['later starts', `${seconds(later).toFixed(1)} s`, '4 s'],
      ['memory after 10 s idle, first start', `${megabytes(first).toFixed(0)} MB`, '250 MB'],
      ['memory after 10 s idle, later start', `${megabytes(later).toFixed(0)} MB`, '250 MB'],
    ]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function run(environment, rest) {
  const program = await startProgram(environment, account);
  try {
    if (rest) await new Promise((done) => setTimeout(done, IDLE_MILLISECONDS));
    return { milliseconds: program.readyMilliseconds, resident: rest ? program.residentMegabytes() : undefined };
  } finally {
    await program.stop();
  }
}

function build(copy) {
  mkdirSync(copy);
  for (const source of sources) cpSync(source, join(copy, source), { recursive: true });
  symlinkSync(resolve('node_modules'), join(copy, 'node_modules'));
  const startedAt = performance.now();
  const { status, stderr } = spawnSync(process.execPath, ['scripts/build.mjs'], { cwd: copy, encoding: 'utf8' });
  if (status !== 0) throw new Error(`the build failed: ${stderr}`);
  return (performance.now() - startedAt) / 1000;
}
