import { request, type IncomingMessage } from 'node:http';
import { formWith } from '../security/operations.js';
import type { Browser } from './browser.js';

const MEGABYTE = 1_000_000;

export function fields(values: Record<string, string>): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries(values)) form.set(name, value);
  return form;
}

export function with_(form: FormData, content: string | Uint8Array): FormData {
  form.append('file', new Blob([content]), 'another.txt');
  return form;
}

export function otherField(): FormData {
  const form = fields({ audience: 'requester' });
  form.set('document', new Blob(['x']), 'x.txt');
  return form;
}

export function twoHundred(): FormData {
  const form = formWith('x', 'x.txt', { audience: 'requester' });
  for (let n = 0; n < 200; n += 1) form.append(`field${String(n)}`, 'x');
  return form;
}

export async function* once(text: string): AsyncGenerator<Buffer> {
  yield await Promise.resolve(Buffer.from(text));
}

/** Writes a file of so many megabytes as it goes, as a client does that never looks at the answer before its end. */
export function pour(who: Browser, ticket: string, megabytes: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const asked = begin(who, ticket, reject, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
    const chunk = Buffer.alloc(MEGABYTE, 'x');
    let left = megabytes;
    const next = () => {
      for (; left > 0; left -= 1) {
        if (!asked.write(chunk)) {
          left -= 1;
          asked.once('drain', next);
          return;
        }
      }
      asked.end('\r\n--x--\r\n');
    };
    next();
  });
}

export const ignore = () => undefined;

export function begin(
  who: Browser,
  ticket: string,
  fail: (error: Error) => void,
  answered: (response: IncomingMessage) => void,
) {
  const asked = request(
    `${who.url}/api/v1${ticket}/attachments`,
    { method: 'POST', headers: { ...who.authorization, 'content-type': 'multipart/form-data; boundary=x' } },
    answered,
  );
  asked.on('error', fail);
  asked.write('--x\r\ncontent-disposition: form-data; name="audience"\r\n\r\nrequester\r\n');
  asked.write('--x\r\ncontent-disposition: form-data; name="file"; filename="big.txt"\r\n\r\n');
  return asked;
}
