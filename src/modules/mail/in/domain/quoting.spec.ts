import { describe, expect, it } from '@jest/globals';
import { isThanks, withoutQuotes } from './quoting.js';

describe('what somebody wrote', () => {
  it.each<[string, string, string]>([
    ['a mail without quotes', 'Un.\n\nDeux.', 'Un.\n\nDeux.'],
    ['above what is quoted', 'Oui.\n\nOn Mon, 2 Mar 2026 at 10:00, Desk <d@x.example> wrote:\n> Vraiment ?', 'Oui.'],
    [
      'above a French quote on two lines',
      'Oui.\n\nLe lun. 2 mars 2026 à 10:00, Le guichet\n<d@x.example> a écrit :\n\nVraiment ?',
      'Oui.',
    ],
    ['above a German one', 'Ja.\n\nAm 02.03.26 um 10:00 schrieb Desk:\n> Wirklich?', 'Ja.'],
    [
      'above the fields of Outlook',
      'Oui.\n\nDe : Guichet <d@x.example>\nEnvoyé : lundi 2 mars 2026 10:00\nÀ : Une Usagère\nObjet : Re\n\nVraiment ?',
      'Oui.',
    ],
    [
      'above fields of which one is broken in two',
      'Yes.\nFrom: Desk\n<d@x.example>\nSent: Monday\nTo: Somebody\nSubject: Re\n\nReally?',
      'Yes.',
    ],
    ['above a line of Outlook', 'Oui.\n-----Message d’origine-----\nVraiment ?', 'Oui.'],
    ['above bare quotes', 'Oui.\n> Vraiment ?\n> Vraiment.', 'Oui.'],
    ['without a signature', 'Oui.\n-- \nAwa Diallo\nUniversité', 'Oui.'],
    ['without the word of a telephone', 'Oui.\n\nEnvoyé de mon iPhone', 'Oui.'],
  ])('%s', (_what, text, expected) => {
    expect(withoutQuotes(text)).toBe(expected);
  });

  it.each<[string, string]>([
    ['between quotes', 'On Mon, Jane Doe <j@x.example> wrote:\n> Option A?\n\nYes.\n\n> Option B?\n\nNo.'],
    ['below a quote', '> Vraiment ?\n\nOui.'],
    ['nothing but a quote', '> Vraiment ?'],
    ['nothing but a signature', '-- \nAwa'],
    ['of somebody who writes "From: Paris"', 'From: Paris\nwe go to Lyon.'],
  ])('stays whole: %s', (_what, text) => {
    expect(withoutQuotes(text)).toBe(text);
  });

  it('takes a text of ten thousand quoted lines in its stride', () => {
    const lines = Array.from({ length: 10_000 }, (_, n) => (n % 2 ? '> a' : `Le ${'x '.repeat(20)}`));
    const started = performance.now();
    withoutQuotes(lines.join('\n').slice(0, 20_000));
    expect(performance.now() - started).toBeLessThan(2000);
  });
});

describe('thanks', () => {
  it.each(['Merci !', 'Merci beaucoup pour votre aide.', 'Thanks a lot, all works fine now', 'OK, merci', 'Danke!'])(
    'are %s',
    (text) => {
      expect(isThanks(text)).toBe(true);
    },
  );
  it.each(['Merci, mais cela recommence.', 'OK', '', 'Bonne journée', 'Thanks, but no', `Merci ${'!'.repeat(200)}`])(
    'are not %p',
    (text) => {
      expect(isThanks(text)).toBe(false);
    },
  );
});
