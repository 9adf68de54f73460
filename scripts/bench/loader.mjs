import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** Starts the process that makes the load. `ask` sends it one job and gives back what it measured. */
export function startLoader() {
  const child = fork(fileURLToPath(new URL('load.mjs', import.meta.url)), { serialization: 'advanced' });
  return {
    ask: (job) =>
      new Promise((resolve, reject) => {
        child.once('message', ({ result, error }) => (error ? reject(new Error(error)) : resolve(result)));
        child.send(job);
      }),
    stop: () => {
      child.kill();
    },
  };
}
