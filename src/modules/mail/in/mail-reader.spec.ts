import { Worker } from 'node:worker_threads';
import { MailReader } from './mail-reader.js';

/** Says how long each mail is; ends at one that is empty. */
const program = `
  const { parentPort } = require('node:worker_threads');
  parentPort.on('message', (raw) => {
    if (raw.length === 0) process.exit(1);
    parentPort.postMessage({ mail: { text: String(raw.length) } });
  });`;

class FailingAtFirst extends MailReader {
  starts = 0;

  protected override newThread(): Worker {
    this.starts += 1;
    if (this.starts === 1) throw new Error('no thread can be had just now');
    return new Worker(program, { eval: true });
  }
}

it('goes on reading when a thread could not be started, or was ended by a mail', async () => {
  const reader = new FailingAtFirst();
  const [failed, read] = await Promise.allSettled([reader.read(Buffer.from('1')), reader.read(Buffer.from('12'))]);
  expect(failed).toMatchObject({ status: 'rejected', reason: { message: 'no thread can be had just now' } });
  expect(read).toMatchObject({ status: 'fulfilled', value: { text: '2' } });
  expect(await reader.read(Buffer.alloc(0))).toBeUndefined();
  expect(await reader.read(Buffer.from('123'))).toMatchObject({ text: '3' });
  expect(reader.starts).toBe(3);
  await reader.onApplicationShutdown();
});
