import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterEach, describe, expect, it } from '@jest/globals';
import { ImapServer, imapProgram, type ImapServerOptions } from '../support/imap-server.js';

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

ours('the connection to a mailbox', () => {
  let server: ImapServer | undefined;
  const started = async (options: ImapServerOptions) => (server = await ImapServer.start(options));
  afterEach(() => server?.stop());

  it('may be in the clear on this machine', async () => {
    const here = await started({});
    expect(await connecting(here.url())).toBe('in, in the clear');
    expect(here.log).toContain('Login: user=<guichet>');
  });

  it('says no name and no password to a server elsewhere that does not encrypt', async () => {
    const there = await started({ host: ELSEWHERE });
    expect(await connecting(there.url())).toMatch(/^refused/);
    expect(there.log).not.toMatch(/user=<guichet>|Login:|auth failed/);
  });

  it('is encrypted by STARTTLS, and from the first byte, where the server is trusted', async () => {
    const there = await started({ host: ELSEWHERE, isEncrypted: true });
    for (const url of [there.url(), there.encryptedUrl])
      expect(await connecting(url, there.certificate)).toBe('in, encrypted');
    expect(there.log.match(/Login: user=<guichet>.*TLS/g)).toHaveLength(2);
  });

  it('is not made to a server that nobody vouches for', async () => {
    const there = await started({ host: ELSEWHERE, isEncrypted: true });
    for (const url of [there.url(), there.encryptedUrl]) expect(await connecting(url)).toMatch(/^refused/);
    expect(there.log).not.toContain('user=<guichet>');
  });
});
