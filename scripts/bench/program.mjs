import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';

const PATIENCE_MILLISECONDS = 180_000;

/**
 * Starts the program as its users do, in a process of its own, and waits until somebody can sign in.
 *
 * @param environment settings over those of this process; `main`: another build than this project's
 * @returns {Promise<{ url, readyMilliseconds, residentMegabytes, cpuSeconds, stop }>}
 */
export async function startProgram(environment, account, { main = 'dist/src/main.js', cwd = process.cwd() } = {}) {
  const port = await freePort();
  const startedAt = performance.now();
  const child = spawn(process.execPath, ['--enable-source-maps', main], {
    cwd,
    env: { ...withoutOurs(process.env), ...environment, PORT: String(port) },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => {
      said = `${said}${String(chunk)}`.slice(-4000);
    });
  }
  const ended = new Promise((resolve) => child.once('exit', resolve));
  const stop = async () => {
    if (child.exitCode === null) child.kill('SIGTERM');
    await ended;
  };
  const url = `http://127.0.0.1:${String(port)}`;
  while (!(await canSignIn(url, account))) {
    if (child.exitCode !== null) throw new Error(`the program ended:\n${said}`);
    if (performance.now() - startedAt > PATIENCE_MILLISECONDS) {
      await stop();
      throw new Error(`nobody could sign in:\n${said}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  return {
    url,
    readyMilliseconds: performance.now() - startedAt,
    residentMegabytes: () =>
      Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${String(child.pid)}/status`, 'utf8'))[1]) / 1024,
    cpuSeconds: () => {
      const fields = readFileSync(`/proc/${String(child.pid)}/stat`, 'utf8')
        .split(') ')[1]
        .split(' ');
      return (Number(fields[11]) + Number(fields[12])) / 100;
    },
    stop,
  };
}

/** Settings of whoever runs this must not decide what is measured. */
function withoutOurs(environment) {
  const { PATH, HOME, LANG, TZ } = environment;
  return Object.fromEntries(Object.entries({ PATH, HOME, LANG, TZ }).filter(([, value]) => value !== undefined));
}

async function canSignIn(url, account) {
  try {
    const { ok } = await fetch(`${url}/api/v1/auth/login`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(account),
    });
    return ok;
  } catch {
    return false;
  }
}

export function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}
