import { localeOf } from './locale.js';

it.each([
  ['fr', 'fr'],
  ['fr-FR', 'fr'],
  ['en', 'en'],
  ['en-GB', 'en'],
  ['de', 'fr'],
  [undefined, 'fr'],
])('whoever has %s reads %s', (locale, read) => {
  expect(localeOf(locale)).toBe(read);
});
