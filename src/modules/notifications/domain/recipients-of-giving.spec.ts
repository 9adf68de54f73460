import { describe, expect, it } from '@jest/globals';
import { rulesFor, type Part, type Said } from './recipients.js';
import { toldBy, type Team } from './told.js';

const person = (id: string) => ({ id, email: `${id}@ulco.example` });
const team: Team<{ id: string; email: string }> = {
  requester: person('requester'),
  agents: [person('agent'), person('level 1')],
  spocs: [person('spoc')],
  engineers: [person('engineer'), person('expert')],
  managers: [person('manager')],
  mentioned: [],
  approvers: [person('approver')],
  assigneeIds: {},
};
const assigned = { ...team, assigneeIds: { home: 'agent', provider: 'engineer' } };

function told(type: string, part: Part, said: Partial<Said> = {}, on = team): string[] {
  const rules = rulesFor(type, { audience: 'shared', by: 'user', data: {}, ...said }, [part]);
  return toldBy(rules, on, 'actor').map(({ person: { id }, rule }) => `${id}: ${rule.letter}`);
}

describe('who is told', () => {
  it.each<[type: string, part: Part, data: object, expected: string[]]>([
    ['ticket.assigned', 'home', { assigneeId: 'agent' }, ['agent: assigned']],
    ['ticket.assigned', 'home', { assigneeId: 'agent', bulk: 'a bulk' }, []],
    ['ticket.assigned', 'home', { assigneeId: 'agent', isUnchanged: true }, []],
    // given on since
    ['ticket.assigned', 'home', { assigneeId: 'level 1' }, []],
    ['ticket.assigned', 'home', { assigneeId: null }, []],
    ['ticket.assigned', 'home', { teamId: 'a team' }, []],
    ['escalation.assigned', 'provider', { n: 1, assigneeId: 'engineer' }, ['engineer: assigned']],
  ])('%s at %s with %j', (type, part, data, expected) => {
    const { assigneeId } = data as { assigneeId?: string };
    expect(
      told(type, part, { audience: 'internal', data: { ...data } }, { ...assigned, newAssigneeId: assigneeId }),
    ).toEqual(expected);
  });

  it('of a file that comes to a message of before, is whom that message is for', () => {
    const says: Partial<Said>[] = [
      { audience: 'requester', by: 'user' },
      { audience: 'requester', by: 'requester' },
      { audience: 'shared', by: 'user' },
      { audience: 'shared', by: 'provider' },
      { audience: 'internal', by: 'user' },
      { audience: 'internal', by: 'provider' },
    ];
    for (const part of ['home', 'provider'] as const) {
      for (const said of says) {
        const files = (data: object) => told('attachment.added', part, { ...said, data: { ...data } }, assigned);
        const of = told('message.posted', part, said, assigned).map((one) => one.replace('message', 'files_added'));
        expect(files({ isLater: true })).toEqual(of);
        expect(files({})).toEqual([]);
      }
    }
  });
});
