import { expect, it } from '@jest/globals';
import type { ServiceScope } from '../../../database/index.js';
import { roles } from './permissions.js';
import { sidesOf } from './sides.js';

const onUserSide = /agent|spoc|manager\b(?<!change_manager)|auditor/;
const onProviderSide = /engineer|manager|auditor/;

it('of every set of roles', () => {
  for (let set = 0; set < 2 ** roles.length; set += 1) {
    const held = roles.filter((_, index) => set & (1 << index));
    const words = held.join(' ');
    const user = onUserSide.test(words) ? 'all' : 'none';
    const provider = onProviderSide.test(words) ? 'all' : 'none';
    const scope = words.startsWith('requester') && user === 'none' && provider === 'none' ? 'requester' : 'staff';
    expect([words, sidesOf(new Map<string, ServiceScope>(held.map((role) => [role, 'all'])))]).toEqual([
      words,
      { scope, userServices: user, providerServices: provider },
    ]);
  }
});

it('adds up the services of each side', () => {
  const sides = sidesOf(
    new Map<string, ServiceScope>([
      ['agent', ['b']],
      ['spoc', ['a', 'b']],
      ['engineer', ['c']],
      ['requester', 'all'],
    ]),
  );
  expect(sides).toEqual({ scope: 'staff', userServices: ['a', 'b'], providerServices: ['c'] });
});

it('is a requester whose staff roles cover no service', () => {
  const sides = sidesOf(
    new Map<string, ServiceScope>([
      ['agent', []],
      ['requester', 'all'],
    ]),
  );
  expect(sides).toEqual({ scope: 'requester', userServices: 'none', providerServices: 'none' });
});
