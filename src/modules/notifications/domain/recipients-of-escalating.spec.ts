import { expect, it } from '@jest/globals';
import { rulesFor, type Part, type Said } from './recipients.js';
import { toldBy, type Team } from './told.js';

const person = (id: string) => ({ id, email: `${id}@ulco.example` });
const team: Team<{ id: string; email: string }> = {
  requester: person('requester'),
  agents: [person('agent')],
  spocs: [person('spoc')],
  engineers: [person('engineer'), person('expert')],
  managers: [person('manager')],
  approvers: [],
  mentioned: [],
  assigneeIds: {},
};

it.each<[what: string, type: string, part: Part, said: Partial<Said>, expected: string[]]>([
  [
    'somebody outside is called: those who follow them up, once',
    'ticket.escalated',
    'provider',
    { data: { sentBy: 'provider', isExternal: true } },
    ['engineer: called_outside', 'expert: called_outside'],
  ],
  ['a draft, the first time: the SPOCs', 'escalation.drafted', 'home', { data: {} }, ['spoc: drafted']],
  ['a draft that is changed: nobody', 'escalation.drafted', 'home', { data: { isChange: true } }, []],
  ['an answer from outside: home', 'escalation.external_answered', 'home', {}, ['spoc: external_answered']],
  [
    'an answer from outside: the provider',
    'escalation.external_answered',
    'provider',
    {},
    ['engineer: external_answered', 'expert: external_answered'],
  ],
  [
    'a dispute left alone: the SPOCs',
    'escalation.reminded',
    'home',
    { data: { about: 'dispute' } },
    ['spoc: dispute_reminded'],
  ],
  [
    'a dispute left alone for long: the managers',
    'escalation.dispute_unanswered',
    'provider',
    {},
    ['manager: dispute_unanswered'],
  ],
])('%s', (_what, type, part, said, expected) => {
  const rules = rulesFor(type, { audience: 'shared', by: 'user', data: {}, ...said }, [part]);
  expect(toldBy(rules, team, 'actor').map(({ person: { id }, rule }) => `${id}: ${rule.letter}`)).toEqual(expected);
});
