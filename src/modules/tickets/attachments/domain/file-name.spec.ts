import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { cleanName } from './file-name.js';

it.each([
  ['note.txt', 'note.txt'],
  ['Résumé – été (1).pdf', 'Résumé – été (1).pdf'],
  ['/etc/passwd', 'passwd'],
  ['C:\\temp\\a.txt', 'a.txt'],
  ['..', 'file'],
  ['.htaccess', 'htaccess'],
  ['a\u202Egpj.exe', 'agpj.exe'],
  ['a\r\nSet-Cookie: x', 'aSet-Cookie_ x'],
  ['a"b<c>d|e?f*g', 'a_b_c_d_e_f_g'],
  ['e\u0301.txt', 'é.txt'],
  ['   ', 'file'],
  ['con. ', 'con'],
])('keeps %p as %p', (sent, name) => {
  expect(cleanName(sent)).toBe(name);
});

it('keeps the ending of a long name, and letters whole', () => {
  expect(cleanName(`${'x'.repeat(4000)}.tar.gz`)).toBe(`${'x'.repeat(197)}.gz`);
  expect(Array.from(cleanName('😀'.repeat(300)))).toHaveLength(200);
  expect(cleanName(`a.${'b'.repeat(300)}`)).toHaveLength(200);
});

it('makes a harmless name of whatever comes', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary-ascii' })), (sent) => {
      const name = cleanName(sent);
      expect(name).toMatch(/^[^/\\:*?"<>|\p{Cc}\p{Cf}\p{Cs}]{1,400}$/u);
      expect(Array.from(name).length).toBeLessThanOrEqual(200);
      expect(['.', '..', '']).not.toContain(name);
      expect(cleanName(name)).toBe(name);
    }),
  );
});
