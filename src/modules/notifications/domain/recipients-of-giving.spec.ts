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
    // told with the rest of the bulk
    ['ticket.assigned', 'home', { assigneeId: 'agent', bulk: 'a bulk' }, ['agent: assigned']],
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

  it('is the team in whose queue it was put by hand, and of what comes into it by itself nobody once more', () => {
    const queued = { ...team, queues: { home: new Set(['level 1', 'spoc', 'a stranger']) } };
    const put = { audience: 'internal' as const, data: { teamId: 'a team', assigneeId: null } };
    expect(told('ticket.assigned', 'home', put, queued)).toEqual(['level 1: queued', 'spoc: queued']);
    expect(told('ticket.assigned', 'home', { ...put, byTime: true }, queued)).toEqual([]);
    expect(told('ticket.assigned', 'home', put, team)).toEqual([]);
  });

  it('is of the desk only the team in whose queue a ticket lies, and all of it where the team has nobody', () => {
    const requester: Partial<Said> = { audience: 'requester', by: 'requester' };
    const inQueueOf = (...ids: string[]) => ({ ...team, queues: { home: new Set(ids), provider: new Set(ids) } });
    expect(told('ticket.opened', 'home', requester, inQueueOf('level 1'))).toEqual([
      'requester: opened',
      'level 1: opened',
    ]);
    expect(told('ticket.opened', 'home', requester, inQueueOf('nobody here'))).toEqual([
      'requester: opened',
      'agent: opened',
      'level 1: opened',
      'spoc: opened',
    ]);
    expect(told('message.posted', 'home', requester, inQueueOf('spoc'))).toEqual(['spoc: message']);
    expect(told('message.posted', 'provider', {}, inQueueOf('expert'))).toEqual(['expert: message']);
    // what only SPOCs can do, all of them hear of
    expect(told('escalation.asked', 'home', { by: 'provider' }, inQueueOf('level 1'))).toEqual(['spoc: question']);
  });

  it('is also who stands in for somebody who is away, once, after them, and never whoever did it or asks', () => {
    const deputies = new Map([
      ['agent', person('level 1')],
      ['approver', person('requester')],
      ['requester', person('expert')],
    ]);
    const away = { ...assigned, deputies };
    const rules = (type: string, said: Partial<Said>) =>
      rulesFor(type, { audience: 'requester', by: 'requester', data: {}, ...said }, ['home']);
    const list = toldBy(rules('message.posted', {}), away, 'actor');
    expect(list.map(({ person: { id }, reason, insteadOf }) => [id, reason, insteadOf?.reason])).toEqual([
      ['agent', 'assignee', undefined],
      ['level 1', 'deputy', 'assignee'],
    ]);
    expect(toldBy(rules('message.posted', {}), away, 'level 1')).toHaveLength(1);
    expect(
      told('ticket.opened', 'home', { by: 'requester', audience: 'requester' }, { ...team, deputies }),
    ).toHaveLength(4);
    expect(told('approval.asked', 'home', { audience: 'internal' }, { ...team, deputies })).toEqual([
      'approver: approval_asked',
    ]);
  });

  it('is of a task who has it, and of one that is nobody’s level 1 once it is due', () => {
    const owned = { ...team, taskOwners: [person('level 1')] };
    const given = { audience: 'internal' as const, data: { taskId: 'a task', isGiven: true } };
    expect(told('task.added', 'home', given, owned)).toEqual(['level 1: task_given']);
    expect(told('task.changed', 'home', { ...given, data: { isGiven: false } }, owned)).toEqual([]);
    expect(told('task.due_soon', 'home', given, owned)).toEqual(['level 1: task_due']);
    expect(told('task.overdue', 'home', given, team)).toEqual(['agent: task_due', 'level 1: task_due']);
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
        const lost = told('attachment.given_up', part, said, assigned);
        expect(lost.filter((one) => !one.startsWith('uploader'))).toEqual(
          of.map((one) => one.replace('files_added', 'file_not_scanned')),
        );
      }
    }
  });
});
