import { describe, expect, it } from '@jest/globals';
import type { Rule } from './recipients.js';
import { toldBy, type Team } from './told.js';

interface Person {
  id: string;
  email: string;
}
const person = (id: string, email = `${id}@ulco.example`): Person => ({ id, email });
const none: Team<Person> = {
  agents: [],
  spocs: [],
  engineers: [],
  managers: [],
  mentioned: [],
  approvers: [],
  assigneeIds: {},
};
const rule = (to: Rule['to'], letter: Rule['letter'] = 'message', more: Partial<Rule> = {}): Rule => ({
  part: 'home',
  to,
  letter,
  ...more,
});
const ids = (rules: Rule[], team: Partial<Team<Person>>, actorId = 'nobody') =>
  toldBy(rules, { ...none, ...team }, actorId).map(({ person: { id }, reason }) => `${id} as ${reason}`);

describe('the people whom rules reach', () => {
  it('are told once, by the first rule that names them', () => {
    const both = person('both');
    const told = toldBy(
      [rule(['requester'], 'opened'), rule(['agents', 'spocs'], 'reopened')],
      { ...none, requester: both, agents: [both], spocs: [both, person('spoc')] },
      'nobody',
    );
    expect(told.map(({ person: { id }, rule: { letter } }) => [id, letter])).toEqual([
      ['both', 'opened'],
      ['spoc', 'reopened'],
    ]);
  });

  it('are not told what they did themselves, unless the rule says so', () => {
    const team = { requester: person('ann'), agents: [person('ann'), person('bob')] };
    expect(ids([rule(['requester', 'agents'])], team, 'ann')).toEqual(['bob as level_1']);
    expect(ids([rule(['requester'], 'opened', { alsoToActor: true })], team, 'ann')).toEqual(['ann as requester']);
  });

  it('are not told without an address', () => {
    expect(ids([rule(['spocs'])], { spocs: [person('ann', ''), person('bob')] })).toEqual(['bob as spoc']);
  });

  it('are the others when the assignee has lost the role', () => {
    const team = { agents: [person('ann')], engineers: [person('eve')], assigneeIds: { home: 'eve', provider: 'ann' } };
    expect(ids([rule(['assignee_or_agents'])], team)).toEqual(['ann as level_1']);
    expect(ids([rule(['assignee'])], team)).toEqual([]);
    expect(ids([rule(['assignee_or_engineers'], 'answer', { part: 'provider' })], team)).toEqual(['eve as engineer']);
  });

  it('are those who watch it in that part, after everybody whose business it is', () => {
    const team = {
      spocs: [person('ann')],
      watchers: { home: [person('ann'), person('bob')], provider: [person('eve')] },
    };
    expect(ids([rule(['spocs']), rule(['watchers'])], team)).toEqual(['ann as spoc', 'bob as watcher']);
    expect(ids([rule(['watchers'], 'message', { part: 'provider' })], team)).toEqual(['eve as watcher']);
  });

  it('are nobody when the assignee did it: the others have nothing to do', () => {
    const team = { agents: [person('ann'), person('bob')], assigneeIds: { home: 'ann' } };
    expect(ids([rule(['assignee_or_agents'])], team, 'ann')).toEqual([]);
  });

  it('are the SPOCs where level 1 has no agents', () => {
    expect(ids([rule(['assignee_or_agents'])], { spocs: [person('ann')] })).toEqual(['ann as spoc']);
  });

  it('may be a SPOC who works on it', () => {
    const team = { agents: [person('bob')], spocs: [person('ann')], assigneeIds: { home: 'ann' } };
    expect(ids([rule(['assignee_or_agents', 'spocs'])], team)).toEqual(['ann as assignee']);
  });
});
