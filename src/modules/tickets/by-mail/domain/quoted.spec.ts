import { expect, it } from '@jest/globals';
import type { Locale } from '../../../../kernel/index.js';
import { quoted } from './quoted.js';

const said = (name: string, { isVerified = false, locale = 'fr' }: { isVerified?: boolean; locale?: Locale } = {}) =>
  quoted({ sender: { name, address: 'x@outside.example' }, isVerified, text: 'Un\n\ntexte.' }, locale);

it('quotes every line under the address that was given, and says whether anybody vouches for it', () => {
  expect(said('')).toBe('Courriel de x@outside.example (expéditeur non vérifié)\n\n> Un\n>\n> texte.');
  expect(said('', { isVerified: true, locale: 'en' })).toMatch(/^Mail from x@outside\.example\n/);
  expect(said('x@outside.example')).not.toContain('nomme');
});

it.each([
  ['Jeanne Dupont (SPOC ULCO)', 'Jeanne Dupont SPOC ULCO'],
  ['spoc@ulco.example', 'spoculco.example'],
  ['Jeanne" <spoc@ulco.example> (vérifié)', 'Jeanne spoculco.example vérifié'],
])('gives a name for a name, and never for an address or a remark: %s', (name, expected) => {
  expect(said(name).split('\n')[0]).toBe(
    `Courriel de x@outside.example (expéditeur non vérifié), qui se nomme "${expected}"`,
  );
});
