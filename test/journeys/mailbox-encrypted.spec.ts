import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterEach, describe, expect, it } from '@jest/globals';
import { ImapServer, imapProgram, type ImapServerOptions } from '../support/imap-server.js';
import { until } from '../support/until.js';

// The connection to a mailbox, in processes of their own: whom a process trusts is said when it starts.

const ours = imapProgram === undefined ? describe.skip : describe;
/** Of this machine, and not among the names of it that the program knows: what is sent there might leave it. */
const ELSEWHERE = '127.0.0.2';

const connects = `
  import { ImapFlow } from 'imapflow';
  import { imapPlaceOf } from './dist/src/modules/mail/in/imap-place.js';
  const client = new ImapFlow({ ...imapPlaceOf(process.env.PLACE).server, logger: false });
  client.on('error', () => undefined);
  try {
    await client.connect();
    console.log(client.secureConnection ? 'in, encrypted' : 'in, in the clear');
  } catch (error) {
    console.log('refused ' + String(error.code ?? error.message));
  }
  client.close();
`;

async function connecting(to: string, trusted?: string): Promise<string> {
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', connects], {
    env: { PATH: process.env['PATH'], PLACE: to, ...(trusted ? { NODE_EXTRA_CA_CERTS: trusted } : {}) },
  });
  return stdout.trim();
}

/** It writes down a little later what it did. */
const logged = (server: ImapServer, what: RegExp, times: number) =>
  until(() => Promise.resolve([...server.log.matchAll(what)].length === times));

ours('the connection to a mailbox', () => {
  let server: ImapServer | undefined;
  const started = async (options: ImapServerOptions) => (server = await ImapServer.start(options));
  afterEach(() => server?.stop());

  it('may be in the clear on this machine', async () => {
    const here = await started({});
    expect(await connecting(here.url())).toBe('in, in the clear');
    await logged(here, /Login: user=<guichet>/g, 1);
  });

  it('says no name and no password to a server elsewhere that does not encrypt', async () => {
    const there = await started({ host: ELSEWHERE });
    expect(await connecting(there.url())).toMatch(/^refused/);
    await logged(there, /no auth attempts.*user=<>/g, 1);
    expect(there.log).not.toContain('user=<guichet>');
  });

  it('is encrypted by STARTTLS, and from the first byte, where the server is trusted', async () => {
    const there = await started({ host: ELSEWHERE, isEncrypted: true });
    for (const url of [there.url(), there.encryptedUrl])
      expect(await connecting(url, there.certificate)).toBe('in, encrypted');
    await logged(there, /Login: user=<guichet>.*TLS/g, 2);
  });

  it('is not made to a server that nobody vouches for', async () => {
    const there = await started({ host: ELSEWHERE, isEncrypted: true });
    for (const url of [there.url(), there.encryptedUrl]) expect(await connecting(url)).toMatch(/^refused/);
    await logged(there, /no auth attempts.*user=<>/g, 2);
    expect(there.log).not.toContain('user=<guichet>');
  });
});
