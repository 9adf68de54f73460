import { describe, expect, it } from '@jest/globals';
import { fun, funCampus } from './letters.spec-support.js';
import { writeProblemLetter, type ProblemLetter } from './problem-letter.js';

const letter: ProblemLetter = {
  reference: 'PRB-FUN-2026-00007',
  title: 'Le dépôt de copies échoue',
  body: 'La limite est levée.',
  service: funCampus,
  institution: fun,
  readerName: 'Camille Martin',
  timeZone: 'Europe/Paris',
  at: new Date('2026-04-02T08:00:00Z'),
  url: 'https://guichet.example/problems/PRB-FUN-2026-00007',
};

describe('who follows a problem', () => {
  it('reads in their language that it is fixed, what was done, and why they are told', () => {
    const french = writeProblemLetter(letter, 'fr');
    expect(french.subject).toBe('[PRB-FUN-2026-00007] Problème corrigé\u00a0: Le dépôt de copies échoue (FUN Campus)');
    for (const part of [/est\s+corrigé/, /La limite est levée\./, /vous avez demandé à être prévenu/, /2 avril 2026/])
      expect(french.text).toMatch(part);
    const english = writeProblemLetter(letter, 'en');
    expect(english.subject).toMatch(/^\[PRB-FUN-2026-00007\] Problem fixed: /);
    expect(english.text).toMatch(/because you asked to be told/);
    expect(english.html).toContain(letter.url);
  });

  it('is not harmed by what somebody wrote', () => {
    const hostile = {
      ...letter,
      title: 'x\r\nBcc: a@example.org \u202Egnp',
      body: '<script>alert(1)</script>\u202E\u0007',
    };
    const { subject, html, text } = writeProblemLetter(hostile, 'fr');
    expect(subject).not.toMatch(/[\p{Cc}\u202E]/u);
    expect(html).not.toContain('<script');
    for (const unwanted of ['\u202E', '\u0007']) expect(text + html).not.toContain(unwanted);
    expect(writeProblemLetter({ ...letter, title: 'x'.repeat(4000) }, 'fr').subject.length).toBeLessThanOrEqual(160);
  });
});
