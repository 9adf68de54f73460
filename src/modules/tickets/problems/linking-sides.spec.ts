import { describe, expect, it } from '@jest/globals';
import type { ServiceScope } from '../../../database/index.js';
import { DomainError } from '../../../kernel/index.js';
import { sideFor } from './ticket-problems.service.js';

/** Whether somebody of `institution` with these roles links a problem to a ticket of ULCO that FUN holds, and as whom. */
function linking(institution: string, held: string[], more: { state?: string; scope?: ServiceScope } = {}): string {
  const { state = 'accepted', scope = 'all' } = more;
  const asked = { actor: { roles: new Map(held.map((role) => [role, scope])) } };
  const escalations = [{ n: 1, state, holderId: 'fun', returnSettledAt: new Date() }];
  const [, ticket, parts, standing] = [
    asked,
    { institutionId: 'ulco', serviceId: 'campus' },
    escalations,
    { institutionId: institution, personId: 'somebody', roles: new Set(held) },
  ] as unknown as Parameters<typeof sideFor>;
  try {
    return sideFor(asked as unknown as Parameters<typeof sideFor>[0], ticket, parts, standing);
  } catch (error) {
    if (error instanceof DomainError) return 'forbidden';
    throw error;
  }
}

describe('a problem is linked to a ticket', () => {
  it.each([
    ['by level 1 of its owner', 'ulco', ['agent'], {}, 'user'],
    ['by an engineer of the holder', 'fun', ['engineer'], {}, 'provider'],
    ['by somebody of the holder who is both, as its engineer', 'fun', ['engineer', 'agent'], {}, 'provider'],
    ['by no engineer of the owner', 'ulco', ['engineer'], {}, 'forbidden'],
    ['by no level 1 of the holder', 'fun', ['agent', 'spoc'], {}, 'forbidden'],
    ['by no engineer of a former holder', 'fun', ['engineer'], { state: 'returned' }, 'forbidden'],
    ['by no manager of the owner', 'ulco', ['manager'], {}, 'forbidden'],
    ['by nobody who answers for other services', 'ulco', ['agent'], { scope: ['other'] }, 'forbidden'],
  ])('%s', (_, institution, held, more, side) => {
    expect(linking(institution, held, more)).toBe(side);
  });
});
