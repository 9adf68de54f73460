import { expect, it } from '@jest/globals';
import { writeCodeLetter } from './code-letter.js';

const letter = {
  code: '01234567',
  expiresAt: new Date('2026-04-02T08:10:00Z'),
  readerName: 'Camille <b>\r\nBcc: x',
  timeZone: 'Europe/Paris',
  url: 'https://guichet.example',
};

it('tells the code and until when it serves, and not in the subject', () => {
  const [french, english] = [writeCodeLetter(letter, 'fr'), writeCodeLetter(letter, 'en')];
  expect([french.subject, english.subject]).toEqual(['Votre code pour décider', 'Your code to decide']);
  for (const { text, html } of [french, english]) {
    expect(text).toContain('01234567');
    expect(html).toContain('01234567');
    expect(text).toMatch(/10\s?(h\s|:)10/);
    expect(html).not.toContain('<b>');
    expect(text).not.toContain('\nBcc');
  }
});
