import { describe, expect, it } from '@jest/globals';
import { planNews, writePlanLetter, type PlanLetter } from './plan-letter.js';

const letter = (more: Partial<PlanLetter> = {}): PlanLetter => ({
  what: 'skipped',
  title: 'Contrôler les sauvegardes',
  service: { code: 'FUNCAMPUS', name: 'FUN Campus' },
  action: 'ACT-FUN-2026-00007',
  ticket: null,
  date: '2026-04-06',
  byName: 'Amélie Aubrac',
  reason: 'Lundi de Pâques',
  readerName: 'Basile Bellanger',
  url: 'https://guichet.example/action-plans/1',
  ...more,
});

describe('a letter about a plan', () => {
  it('says who left a date out and why, in the reader’s language', () => {
    const french = writePlanLetter(letter(), 'fr');
    expect(french.subject).toContain('Échéance écartée');
    for (const part of ['Amélie Aubrac', 'Lundi de Pâques', '2026-04-06', 'ACT-FUN-2026-00007'])
      expect(french.text).toContain(part);
    expect(writePlanLetter(letter(), 'en').text).toContain('Amélie Aubrac left out this date');
  });

  it('says each thing differently, and why it is paused', () => {
    for (const locale of ['fr', 'en'] as const)
      expect(new Set(planNews.map((what) => writePlanLetter(letter({ what }), locale).subject)).size).toBe(4);
    expect(writePlanLetter(letter({ what: 'rests', reason: 'suspended' }), 'fr').text).toContain('est suspendue');
    expect(writePlanLetter(letter({ what: 'paused', reason: 'keeper_left' }), 'en').text).toContain(
      'whoever it was opened in the name of',
    );
  });

  it('lets nothing hostile into a header, and takes nothing for HTML', () => {
    const hostile = letter({ title: 'A\r\nBcc: x@example.org', reason: '<script>alert(1)</script>' });
    const { subject, html } = writePlanLetter(hostile, 'fr');
    expect(subject).not.toMatch(/[\r\n]/);
    expect(html).not.toContain('<script>');
  });
});
