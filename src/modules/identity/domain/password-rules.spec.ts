import { describe, expect, it } from '@jest/globals';
import { flawOfPassword, isMadeOfAddress } from './password-rules.js';

describe('a password', () => {
  it.each([
    ['onze lettre', 'too_short'],
    // characters are counted, not units of the encoding
    ['😀😁😂😃😄😅', 'too_short'],
    ['aaaaaaaaaaaa', 'too_uniform'],
    ['abcdabcdabcd', 'too_uniform'],
    ['x'.repeat(1025), 'too_long'],
    ['quatre chevaux', undefined],
    ['123456789012', undefined],
  ])('%j: %s', (password, flaw) => {
    expect(flawOfPassword(password)).toBe(flaw);
  });

  it.each([
    ['camille.durand@ulco.example', true],
    ['Camille.Durand2026', true],
    ['camille.durand et six ou sept chevaux', false],
    ['cinq chevaux gris', false],
  ])('%j made of the address: %s', (password, isMade) => {
    expect(isMadeOfAddress(password, 'camille.durand@ulco.example')).toBe(isMade);
  });

  it('may hold a name of three letters, which says nothing', () => {
    expect(isMadeOfAddress('une lampe bleue', 'une@ulco.example')).toBe(false);
  });
});
