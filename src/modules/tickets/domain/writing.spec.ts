import { describe, expect, it } from '@jest/globals';
import type { Audience } from '../../../events/index.js';
import { DomainError } from '../../../kernel/index.js';
import { assertEditable, assertStillOnSide } from './editing.js';
import type { Escalation, Ticket } from './ticket.js';
import { assertAudience, speaksAs } from './writing.js';

// Who writes on a ticket, as whom and to whom; and who changes what was written.

const ticket = { institutionId: 'ulco', requesterId: 'asker' } as Ticket;
const held = [{ holderId: 'fun' }] as Escalation[];
const outcome = (act: () => unknown): unknown => {
  try {
    return act();
  } catch (error) {
    return error instanceof DomainError ? error.refusal.kind : error;
  }
};
const speaking = (
  institutionId: string,
  roles: string[],
  { personId = 'asker', audience = 'requester' }: { personId?: string; audience?: Audience } = {},
) => outcome(() => speaksAs(ticket, held, { institutionId, personId, roles: new Set(roles) }, audience));

describe('somebody who writes', () => {
  it.each([
    ['level 1 of the owner', 'ulco', ['agent'], {}, 'user'],
    ['a SPOC of the owner', 'ulco', ['spoc'], {}, 'user'],
    ['level 1 of another institution', 'uphf', ['agent', 'spoc'], {}, 'forbidden'],
    ['who asked', 'ulco', ['requester'], {}, 'requester'],
    ['who asked, to an audience that is not theirs', 'ulco', ['requester'], { audience: 'shared' }, 'requester'],
    ['who asked and works for the owner otherwise', 'ulco', ['requester', 'manager'], {}, 'requester'],
    ['a colleague of who asked', 'ulco', ['requester'], { personId: 'another' }, 'forbidden'],
    ['who asked, without the role', 'ulco', ['manager'], {}, 'forbidden'],
    ['who asked, acting for another institution', 'uphf', ['requester'], {}, 'forbidden'],
    ['an engineer of the holder', 'fun', ['engineer'], {}, 'provider'],
    ['a manager of the holder', 'fun', ['manager', 'change_manager', 'auditor'], {}, 'forbidden'],
    ['an engineer of an institution that holds nothing', 'esup', ['engineer'], {}, 'forbidden'],
  ] as const)('%s', (_, institution, roles, more, said) => {
    expect(speaking(institution, [...roles], more)).toBe(said);
  });

  it('speaks as the holder, not as who asked, to the audience of the holder', () => {
    const [both, roles] = [[{ holderId: 'ulco' }] as Escalation[], new Set(['requester', 'engineer'])];
    const who = { institutionId: 'ulco', personId: 'asker', roles };
    expect(speaksAs(ticket, both, who, 'requester')).toBe('requester');
    expect(speaksAs(ticket, both, who, 'shared')).toBe('provider');
  });

  it.each([
    ['requester', 'requester', undefined],
    ['requester', 'shared', 'forbidden'],
    ['requester', 'internal', 'forbidden'],
    ['provider', 'requester', 'forbidden'],
    ['provider', 'shared', undefined],
    ['provider', 'internal', undefined],
    ['user', 'requester', undefined],
    ['user', 'shared', undefined],
    ['user', 'internal', undefined],
  ] as const)('as %s reaches %s: %s', (side, audience, said) => {
    expect(
      outcome(() => {
        assertAudience(side, audience);
      }),
    ).toBe(said);
  });
});

describe('what was written', () => {
  const now = new Date('2026-03-10T09:00:00Z');
  const message = { kind: 'message', authorId: 'author', authorInstitutionId: 'ulco', postedAt: now } as const;

  it.each([
    ['who wrote it', 'author', 'ulco', undefined],
    ['a colleague', 'another', 'ulco', 'forbidden'],
    ['who wrote it, acting for another institution', 'author', 'uphf', 'forbidden'],
  ])('is changed by who wrote it: %s', (_, personId, id, said) => {
    expect(
      outcome(() => {
        assertEditable(message, { personId, institution: { id } }, now);
      }),
    ).toBe(said);
  });

  it.each([
    ['user', 'none', 'all', 'forbidden'],
    ['user', 'all', 'none', undefined],
    ['provider', 'all', 'none', 'forbidden'],
    ['provider', 'none', 'all', undefined],
    ['requester', 'none', 'none', undefined],
  ] as const)('as %s is changed by who still works there: %s, %s', (side, userServices, providerServices, said) => {
    expect(
      outcome(() => {
        assertStillOnSide(side, { userServices, providerServices });
      }),
    ).toBe(said);
  });
});
