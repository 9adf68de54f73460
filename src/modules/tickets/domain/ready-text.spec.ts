import { expect, it } from '@jest/globals';
import { rendered, unknownPlaceholders } from './ready-text.js';

const filling = { reference: 'ULCO-2026-00042', 'institution.name': 'ULCO {reference} $& $1' };

it('fills in what it knows, once: what is filled in is not looked at again', () => {
  expect(rendered('{reference} de {institution.name}, {reference}', filling)).toBe(
    'ULCO-2026-00042 de ULCO {reference} $& $1, ULCO-2026-00042',
  );
});

it.each([
  ['{nom}', ['{nom}']],
  ['{ reference }', ['{ reference }']],
  ['{constructor} {institution.name.length} {}', ['{constructor}', '{institution.name.length}', '{}']],
  ['{{reference}}', []],
  ['${reference} %s <%= 1 %> {', []],
])('finds what it would not fill in: %s', (text, unknown) => {
  expect(unknownPlaceholders(text)).toEqual(unknown);
});
