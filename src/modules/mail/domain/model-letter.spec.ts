import { describe, expect, it } from '@jest/globals';
import { funCampus } from './letters.spec-support.js';
import { writeModelLetter, type ModelLetter } from './model-letter.js';

const letter: ModelLetter = {
  title: 'Renouveler un certificat',
  service: funCampus,
  reason: 'L’autorité a changé de chaîne.',
  by: 'Enzo Girard',
  reader: 'team',
  readerName: 'Camille Martin',
  url: 'https://guichet.example/change-models/1',
};
const words = (text: string) => text.replace(/\s+/g, ' ');

describe('a letter about a model', () => {
  it('says in the reader’s language who suspended it and why, and what follows', () => {
    const french = writeModelLetter(letter, 'fr');
    expect(french.subject).toBe('[FUN-CAMPUS] Modèle suspendu\u00a0: Renouveler un certificat');
    for (const part of ['Enzo Girard a suspendu', 'L’autorité a changé de chaîne.', 'l’équipe qui assure ce service'])
      expect(words(french.text)).toContain(part);
    const english = writeModelLetter({ ...letter, reader: 'author' }, 'en');
    for (const part of ['Enzo Girard suspended the model', 'no change is standard', 'because you wrote this model'])
      expect(words(english.text)).toContain(part);
    expect(english.html).toContain(letter.url);
  });

  it('is not harmed by what somebody wrote', () => {
    const hostile = { title: 'x\r\nBcc: y \u202Egnp', by: 'a\r\nb', reason: '<script>alert(1)</script>' };
    const { subject, html, text } = writeModelLetter({ ...letter, ...hostile }, 'fr');
    expect(subject).not.toMatch(/[\p{Cc}\u202E]/u);
    expect(html).not.toContain('<script');
    for (const unwanted of ['\u202E', '\r\nBcc']) expect(text + html).not.toContain(unwanted);
  });
});
