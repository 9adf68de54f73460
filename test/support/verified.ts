import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** What the verifier, a program of its own, says of an export. */
export function verified(written: string): Promise<{ code: number | null; said: string }> {
  const program = fileURLToPath(new URL('../../scripts/verify-report/main.mjs', import.meta.url));
  return new Promise((resolve) => {
    const verifier = spawn(process.execPath, [program, '-'], { stdio: ['pipe', 'pipe', 'inherit'] });
    let said = '';
    verifier.stdout.on('data', (part: Buffer) => (said += part.toString()));
    verifier.on('close', (code) => {
      resolve({ code, said });
    });
    verifier.stdin.end(written);
  });
}
