import { describe, expect, it } from '@jest/globals';
import { writeAccountLetter, type AccountLetter } from './account-letter.js';
import { writeLeaverLetter } from './leaver-letter.js';

const letter: AccountLetter = {
  purpose: 'invitation',
  expiresAt: new Date('2026-04-02T08:10:00Z'),
  readerName: 'Camille <b>\r\nBcc: x',
  timeZone: 'Europe/Paris',
  url: 'https://guichet.example/password/gup_abc',
};

describe('a letter with a link to set a password', () => {
  it.each([
    ['invitation', 'Votre compte Guichet', 'Your Guichet account'],
    ['reset', 'Choisissez un nouveau mot de passe', 'Choose a new password'],
    ['forgotten', 'Mot de passe oublié', 'Forgotten password'],
  ] as const)('%s: tells the link and until when it serves, and not in the subject', (purpose, french, english) => {
    const [fr, en] = [
      writeAccountLetter({ ...letter, purpose }, 'fr'),
      writeAccountLetter({ ...letter, purpose }, 'en'),
    ];
    expect([fr.subject, en.subject]).toEqual([french, english]);
    for (const { text, html } of [fr, en]) {
      expect(text).toContain(letter.url);
      expect(html).toContain(`href="${letter.url}"`);
      expect(text).toMatch(/10\s?(h\s|:)10/);
      expect(html).not.toContain('<b>');
      expect(text).not.toContain('\nBcc');
    }
  });
});

describe('a letter about somebody who has left', () => {
  const work = Array.from({ length: 32 }, (_, n) => ({ kind: 'ticket', ref: `ULCO-2026-${String(n)}` }));
  const given = { name: 'Lou\r\nBcc: <i>x', work, readerName: 'Sacha', url: 'https://guichet.example' };

  it('tells what is to be handed over by reference, the first of each kind', () => {
    const { subject, text, html } = writeLeaverLetter(given, 'fr');
    expect(subject).toMatch(/^Départ\s:\sLou/);
    expect(text).toContain('ULCO-2026-29, … (+2)');
    expect(text).not.toContain('ULCO-2026-30');
    expect(text).not.toContain('\nBcc');
    expect(html).not.toContain('<i>');
    expect(writeLeaverLetter({ ...given, work: [] }, 'en').text).toContain('Nothing remains to be handed over.');
  });
});
