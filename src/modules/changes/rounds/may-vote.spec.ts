import { expect, it } from '@jest/globals';
import type { Actor, ServiceScope } from '../../../database/index.js';
import { DomainError } from '../../../kernel/index.js';
import type { Change } from '../change.js';
import { assertMayVote } from './voting.service.js';

const change = { serviceIds: ['campus', 'search'] } as Change;
const actor = (roles: Record<string, ServiceScope>) => ({ roles: new Map(Object.entries(roles)) }) as unknown as Actor;

it.each<[string, Record<string, ServiceScope>, boolean]>([
  ['a member of all boards', { cab_member: 'all' }, true],
  ['a member of the board of one of its services', { cab_member: ['search'] }, true],
  ['a member of another board', { cab_member: ['other'] }, false],
  ['a change manager', { change_manager: 'all' }, false],
  ['somebody without a role', {}, false],
])('%s votes on a change of their services only', (_, roles, may) => {
  const vote = () => {
    assertMayVote(actor(roles), change);
  };
  if (may) expect(vote).not.toThrow();
  else expect(vote).toThrow(DomainError);
});
