import { parentPort } from 'node:worker_threads';
import { readMail } from './domain/read-mail.js';

// Reads mails for `MailReader`, one after the other, where a hostile one can hold up nobody who waits for an answer.

const port = parentPort;
if (!port) throw new Error('this runs as a thread of mail-reader.ts');
port.on('message', (raw: Uint8Array) => {
  readMail(raw).then(
    (mail) => {
      port.postMessage({ mail });
    },
    () => {
      port.postMessage({ mail: null });
    },
  );
});
