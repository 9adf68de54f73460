/** What the tests of the embedded server share: a data folder, a second program to kill, and the log to wait for. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import pg from 'pg';
import ts from 'typescript';
import { superuserUrl } from './index.js';

type Address = Parameters<typeof superuserUrl>[0];

export const temporaryFolder = (): string => mkdtempSync(join(tmpdir(), 'guichet-embedded-'));

export async function query(server: Address, sql: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client(superuserUrl(server, 'postgres'));
  client.on('error', () => undefined); // the query in flight, if any, fails as well
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows;
  } finally {
    await client.end();
  }
}

/** A log that can be waited on. */
export function listen(): { log: (message: string) => void; heard: (pattern: RegExp) => Promise<string> } {
  const waiting: { pattern: RegExp; resolve: (message: string) => void }[] = [];
  return {
    log: (message) => {
      for (const { pattern, resolve } of waiting) if (pattern.test(message)) resolve(message);
    },
    heard: (pattern) => new Promise((resolve) => waiting.push({ pattern, resolve })),
  };
}

const main = `
import { startEmbeddedPostgres } from './embedded/index.js';
const { host, port, user, password, adopted, pid } = await startEmbeddedPostgres({ dataDir: process.argv[2], port: 0 });
console.log(JSON.stringify({ host, port, user, password, adopted, pid: pid() }));
`;

/** The sources as a program of their own: compiled one by one, so that no earlier build is tested by mistake. */
export function compileProgram(folder: string): string {
  mkdirSync(join(folder, 'embedded'));
  symlinkSync(join(process.cwd(), 'node_modules'), join(folder, 'node_modules'));
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
  for (const file of readdirSync(import.meta.dirname).filter((name) => /^[^.]+\.ts$/.test(name))) {
    const { outputText } = ts.transpileModule(readFileSync(join(import.meta.dirname, file), 'utf8'), {
      compilerOptions: { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2023 },
    });
    writeFileSync(join(folder, 'embedded', file.replace('.ts', '.js')), outputText);
  }
  writeFileSync(join(folder, 'main.js'), main);
  return join(folder, 'main.js');
}

const programs: ChildProcess[] = [];

export async function runProgram(
  program: string,
  dataDir: string,
): Promise<{ child: ChildProcess; server: Address & { pid: number } }> {
  const child = spawn(process.execPath, [program, dataDir], { stdio: ['ignore', 'pipe', 'inherit'] });
  programs.push(child);
  const [line] = (await once(createInterface(child.stdout), 'line')) as [string];
  return { child, server: JSON.parse(line) as Address & { pid: number } };
}

export async function killed(child: ChildProcess): Promise<void> {
  const end = once(child, 'exit');
  child.kill('SIGKILL');
  await end;
}

/** Of a test that failed half-way. */
export async function killPrograms(): Promise<void> {
  for (const child of programs.splice(0)) if (child.exitCode === null && child.signalCode === null) await killed(child);
}
