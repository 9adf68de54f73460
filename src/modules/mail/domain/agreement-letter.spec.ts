import { describe, expect, it } from '@jest/globals';
import { writeAgreementLetter, type AgreementLetter, type AgreementNews } from './agreement-letter.js';

const letter = (news: AgreementNews): AgreementLetter => ({
  news,
  service: { code: 'OAE', name: 'OAE' },
  institution: { code: 'ULCO', name: 'Université du Littoral' },
  leadProvider: { code: 'ULORRAINE', name: 'Université de Lorraine' },
  by: { code: 'ULORRAINE', name: 'Université de Lorraine' },
  readerName: 'Ada',
  timeZone: 'Europe/Paris',
  at: new Date('2026-11-03T09:00:00Z'),
  url: 'https://guichet.example/agreements/1',
});

const effectiveFrom = new Date('2026-12-31T23:00:00Z');
const reason = 'Trop <b>court</b>\r\nBcc: x@y.example';
const all: AgreementNews[] = [
  { kind: 'version_proposed', number: 2, effectiveFrom, reason },
  { kind: 'version_withdrawn', number: 2, reason },
  { kind: 'version_accepted', number: 2, effectiveFrom },
  { kind: 'version_rejected', number: 2, reason },
  { kind: 'notice_given', endsOn: '2027-08-31', reason },
  { kind: 'month_published', month: '2026-10', met: 19, total: 20 },
  { kind: 'verdict_contested', reference: 'ULCO-2026-00042', verdict: 'missed', claimed: 'met', reason },
  { kind: 'verdict_settled', reference: 'ULCO-2026-00042', claimed: 'met', agreed: true, reason },
  { kind: 'verdict_settled', reference: 'ULCO-2026-00042', claimed: 'met', agreed: false, reason },
  { kind: 'budget_warned', quarter: '2026-Q4', total: 40, missed: 2, allowed: 2, runsOutOn: '2026-11-20' },
];

describe('a letter about an agreement', () => {
  it.each(all.flatMap((news) => [[news.kind, 'fr', news] as const, [news.kind, 'en', news] as const]))(
    '%s (%s) says what happened, to whom, and keeps hostile reasons harmless',
    (_kind, locale, news) => {
      const { subject, text, html } = writeAgreementLetter(letter(news), locale);
      expect(subject).toMatch(/OAE, Université du Littoral$/);
      expect(subject).not.toMatch(/[\r\n]|undefined/);
      expect(text).toContain(locale === 'fr' ? 'Bonjour Ada,' : 'Hello Ada,');
      expect(text).toContain('https://guichet.example/agreements/1');
      expect(text).not.toMatch(/undefined|Invalid|\[object/);
      expect(html).not.toContain('<b>court');
      expect(text).not.toMatch(/^Bcc:/m);
    },
  );

  it('tells an effect in the time of its reader, and a last day as the date it is', () => {
    expect(writeAgreementLetter(letter(all[0]!), 'fr').text).toContain('vendredi 1er janvier 2027');
    expect(writeAgreementLetter({ ...letter(all[0]!), timeZone: 'America/Cayenne' }, 'fr').text).toMatch(
      /jeudi 31\s+décembre 2026/,
    );
    expect(writeAgreementLetter({ ...letter(all[4]!), timeZone: 'Pacific/Noumea' }, 'en').text).toContain(
      '31 August 2027',
    );
  });

  it('says of a contest whether it was agreed', () => {
    expect(writeAgreementLetter(letter(all[7]!), 'en').text).toContain('counts as “in time” from now on');
    expect(writeAgreementLetter(letter(all[8]!), 'en').text).toMatch(/computed\s+verdict\s+stands/);
  });
});
