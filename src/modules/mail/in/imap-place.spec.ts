import { describe, expect, it } from '@jest/globals';
import { imapPlaceOf } from './imap-place.js';

describe('a mailbox is reached', () => {
  it('encrypted from the first byte, by what stands percent-encoded in the address', () => {
    expect(imapPlaceOf('imaps://support%40univ.example:se%2Fcret@imap.univ.example/Bo%C3%AEte%2FGuichet')).toEqual({
      server: {
        host: 'imap.univ.example',
        port: 993,
        secure: true,
        auth: { user: 'support@univ.example', pass: 'se/cret' },
      },
      mailbox: 'Boîte/Guichet',
      taken: 'Guichet',
      refused: 'Guichet-refused',
    });
  });

  it('by STARTTLS where that is asked for, and never without it on another machine', () => {
    const { server, mailbox } = imapPlaceOf('imap://support:secret@imap.univ.example');
    expect(server).toMatchObject({ port: 143, secure: false, doSTARTTLS: true });
    expect(mailbox).toBe('INBOX');
    for (const host of ['127.0.0.1', 'localhost', '[::1]'])
      expect(imapPlaceOf(`imap://support:secret@${host}:1143`).server).not.toHaveProperty('doSTARTTLS');
    expect(imapPlaceOf('imap://support:secret@[::1]:1143').server).toMatchObject({ host: '::1', port: 1143 });
    expect(imapPlaceOf('imap://support:secret@localhost.univ.example').server).toMatchObject({ doSTARTTLS: true });
  });
});
