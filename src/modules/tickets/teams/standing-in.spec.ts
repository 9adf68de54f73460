import { describe, expect, it } from '@jest/globals';
import type { ServiceScope } from '../../../database/index.js';
import { mayStandIn } from './presence.service.js';

const roles = (held: Record<string, ServiceScope>) => new Map(Object.entries(held));

describe('whether somebody may stand in for another', () => {
  it.each<[string, Record<string, ServiceScope>, Record<string, ServiceScope>, boolean]>([
    ['with the same role', { agent: 'all' }, { agent: 'all' }, true],
    ['with more', { agent: ['campus'] }, { agent: 'all', spoc: 'all' }, true],
    ['for at least the same services', { agent: ['campus'] }, { agent: ['campus', 'other'] }, true],
    ['for fewer services', { agent: ['campus', 'other'] }, { agent: ['campus'] }, false],
    ['for some of all services', { agent: 'all' }, { agent: ['campus'] }, false],
    ['with another role', { spoc: 'all' }, { agent: 'all' }, false],
    ['with one of two roles', { agent: 'all', engineer: 'all' }, { agent: 'all' }, false],
    ['where what is lacking is no work on tickets', { agent: 'all', admin: 'all' }, { agent: 'all' }, true],
  ])('%s', (_, needed, held, may) => {
    expect(mayStandIn(roles(needed), roles(held))).toBe(may);
  });
});
