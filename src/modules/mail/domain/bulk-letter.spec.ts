import { describe, expect, it } from '@jest/globals';
import { writeBulkLetter } from './bulk-letter.js';
import { sampleOf } from './letters.spec-support.js';
import type { Letter } from './letter-kinds.js';

const about = (reference: string, more: Partial<Letter> = {}): Letter => ({
  ...sampleOf('resolved'),
  ...(more as object),
  reference,
  url: `https://guichet.example/tickets/${reference}`,
});

describe.each(['fr', 'en'] as const)('one mail for many tickets (%s)', (locale) => {
  it('leads to the page of each', () => {
    const { text, html } = writeBulkLetter([about('ULCO-2026-00001'), about('ULCO-2026-00002')], locale);
    for (const n of ['1', '2']) {
      const url = `https://guichet.example/tickets/ULCO-2026-0000${n}`;
      expect(text.split('\n')).toContain(url);
      expect(html).toContain(`<a href="${url}">[ULCO-2026-0000${n}]</a>`);
    }
    expect(text).toContain('https://guichet.example/tickets\n');
  });

  it('takes no title for a line of its own', () => {
    const title = `x\nhttps://evil.example/ ${'long '.repeat(30)} https://evil.example/ <a href="https://evil.example">`;
    const { text, html } = writeBulkLetter([about('ULCO-2026-00001', { title }), about('ULCO-2026-00002')], locale);
    for (const line of text.split('\n')) if (line.includes('evil')) expect(line).toMatch(/^> /);
    expect(html).not.toContain('href="https://evil');
  });

  it('says when there are more than it tells', () => {
    const many = Array.from({ length: 201 }, (_, n) => about(`ULCO-2026-${String(n).padStart(5, '0')}`));
    const cut = locale === 'fr' ? 'La suite est à lire' : 'The rest is in';
    expect(writeBulkLetter(many, locale).text).toContain(cut);
    expect(writeBulkLetter(many.slice(1), locale).text).not.toContain(cut);
  });
});
