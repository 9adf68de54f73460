import { describe, expect, it } from '@jest/globals';
import type { Actor, ServiceScope } from '../../../database/index.js';
import { DomainError } from '../../../kernel/index.js';
import { assertMayDecide } from './approvals.service.js';

const actor = (personId: string, manages?: ServiceScope) =>
  ({ personId, roles: new Map(manages === undefined ? [] : [['manager', manages]]) }) as unknown as Actor;
const approval = (approverId: string | null) =>
  ({ approverId, requesterId: 'asker', serviceId: 'campus' }) as Parameters<typeof assertMayDecide>[1];

describe('whether somebody may decide on a request', () => {
  it.each<[string, Actor, string | null, string[], boolean]>([
    ['its approver', actor('approver'), 'approver', [], true],
    ['whoever stands in for the approver', actor('deputy'), 'approver', ['approver'], true],
    ['somebody who stands in for another', actor('deputy'), 'approver', ['other'], false],
    ['a manager where somebody else is named', actor('manager', 'all'), 'approver', [], false],
    ['a manager where nobody is', actor('manager', 'all'), null, [], true],
    ['a manager of its service', actor('manager', ['campus']), null, [], true],
    ['a manager of another service', actor('manager', ['other']), null, [], false],
    ['somebody without the role', actor('agent'), null, [], false],
    ['whoever asks, as a manager', actor('asker', 'all'), null, [], false],
    ['whoever asks, as the approver', actor('asker'), 'asker', [], false],
  ])('%s', (_, who, approver, absent, may) => {
    const decide = () => {
      assertMayDecide(who, approval(approver), absent);
    };
    if (may) expect(decide).not.toThrow();
    else expect(decide).toThrow(DomainError);
  });
});
