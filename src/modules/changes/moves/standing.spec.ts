import { describe, expect, it } from '@jest/globals';
import type { Actor, ServiceScope } from '../../../database/index.js';
import type { Change, Inside, Party } from '../change.js';
import { standingOf } from './change-desk.js';

const actor = (institution: string, roles: Record<string, ServiceScope>, personId = 'somebody') =>
  ({ institution: { id: institution }, personId, roles: new Map(Object.entries(roles)) }) as unknown as Actor;
const inside = { authorId: 'author', ownerId: 'owner', implementerIds: ['implementer'], handIds: ['hand'] };
const change = (more: object = {}) =>
  ({ institutionId: 'fun', serviceIds: ['campus'], inside: inside as Inside, ...more }) as Change;
const party = (institutionId: string, kind: Party['kind']) => ({ institutionId, kind }) as Party;

describe('who somebody is to a change', () => {
  it('is of those who make it: staff of the institution that does, to whom its inside is shown', () => {
    const engineer = { engineer: 'all' as const };
    expect(standingOf(actor('fun', engineer), change(), []).isOwn).toBe(true);
    expect(standingOf(actor('esup', engineer), change(), []).isOwn).toBe(false);
    expect(standingOf(actor('fun', { spoc: 'all' }), change({ inside: null }), []).isOwn).toBe(false);
  });

  it.each([
    ['author', { isAuthor: true, isImplementer: false, hasPrepared: false }],
    ['owner', { isAuthor: true, isImplementer: false, hasPrepared: true }],
    ['implementer', { isAuthor: false, isImplementer: true, hasPrepared: false }],
    ['hand', { isAuthor: false, isImplementer: false, hasPrepared: true }],
    ['somebody', { isAuthor: false, isImplementer: false, hasPrepared: false }],
  ])('is its %s by name', (person, expected) => {
    expect(standingOf(actor('fun', { engineer: 'all' }, person), change(), [])).toMatchObject(expected);
  });

  it('has prepared nothing as whoever asked for it and owns it until another is named', () => {
    const asked = change({ inside: { ...inside, authorId: 'spoc', ownerId: 'spoc' } });
    expect(standingOf(actor('fun', { engineer: 'all' }, 'spoc'), asked, []).hasPrepared).toBe(false);
  });

  it('nobody outside is its author, implementer or has prepared it, whatever their name', () => {
    const seen = standingOf(actor('esup', { spoc: 'all' }, 'author'), change({ inside: null }), []);
    expect(seen).toMatchObject({ isAuthor: false, isImplementer: false, hasPrepared: false });
  });

  it('holds the roles that cover one of its services', () => {
    const roles = { engineer: ['campus'], change_manager: ['other'], manager: 'none' as const, agent: 'all' as const };
    expect([...standingOf(actor('fun', roles), change(), []).roles]).toEqual(['engineer']);
  });

  const speaking = (roles: Record<string, ServiceScope>, parties: Party[]) => {
    const { speaksForTenant, speaksForAffected } = standingOf(actor('ulco', roles), change({ inside: null }), parties);
    return { speaksForTenant, speaksForAffected };
  };
  const both = [party('ulco', 'tenant'), party('ulco', 'affected')];

  it.each<[string, Record<string, ServiceScope>, Party[], { speaksForTenant: boolean; speaksForAffected: boolean }]>([
    ['a SPOC for both', { spoc: 'all' }, both, { speaksForTenant: true, speaksForAffected: true }],
    ['a manager for the tenant', { manager: 'all' }, both, { speaksForTenant: true, speaksForAffected: false }],
    ['an agent for nobody', { agent: 'all' }, both, { speaksForTenant: false, speaksForAffected: false }],
    [
      'a SPOC of other services for nobody, whatever else they are',
      { spoc: ['other'], agent: 'all' },
      both,
      { speaksForTenant: false, speaksForAffected: false },
    ],
    [
      'a SPOC for what their institution is',
      { spoc: 'all' },
      [party('ulco', 'asker'), party('uphf', 'tenant'), party('uphf', 'affected')],
      { speaksForTenant: false, speaksForAffected: false },
    ],
    [
      'a SPOC of a tenant not for the affected',
      { spoc: 'all' },
      [party('ulco', 'tenant')],
      { speaksForTenant: true, speaksForAffected: false },
    ],
  ])('%s speaks', (_, roles, parties, expected) => {
    expect(speaking(roles, parties)).toEqual(expected);
  });
});
