import { describe, expect, it } from '@jest/globals';
import { ticketEventTypes } from '../../tickets/domain/event-types.js';
import { isTold, rulesFor, type Part, type Said } from './recipients.js';
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

const requesterSays = { audience: 'requester', by: 'requester' } as const;
const toRequester = { audience: 'requester', by: 'user' } as const;

describe('who is told', () => {
  it.each<[what: string, type: string, part: Part, said: Partial<Said>, expected: string[]]>([
    [
      'an opening: the requester and level 1',
      'ticket.opened',
      'home',
      toRequester,
      ['requester: opened', 'agent: opened', 'level 1: opened', 'spoc: opened'],
    ],
    ['staff write to the requester', 'message.posted', 'home', toRequester, ['requester: message']],
    [
      'the requester writes, nobody has it yet',
      'message.posted',
      'home',
      requesterSays,
      ['agent: message', 'level 1: message'],
    ],
    ['the requester writes: nothing at the provider', 'message.posted', 'provider', requesterSays, []],
    ['home writes to the requester: nothing at the provider', 'message.posted', 'provider', toRequester, []],
    ['home writes to the provider', 'message.posted', 'provider', {}, ['engineer: message', 'expert: message']],
    ['home writes to the provider: nothing at home', 'message.posted', 'home', {}, []],
    ['the provider writes to home', 'message.posted', 'home', { by: 'provider' }, ['spoc: message']],
    ['the provider writes to home: nothing at the provider', 'message.posted', 'provider', { by: 'provider' }, []],
    ['an internal note on what nobody has', 'message.posted', 'home', { audience: 'internal' }, []],
    ['waiting for the requester', 'ticket.waiting', 'home', { data: { cause: 'requester' } }, ['requester: waiting']],
    ['waiting for a third party, silently', 'ticket.waiting', 'home', { data: { cause: 'third_party' } }, []],
    [
      'waiting for a third party, with a word to the requester',
      'ticket.waiting',
      'home',
      { data: { cause: 'third_party', messageId: 'a' } },
      ['requester: message'],
    ],
    [
      'an escalation: the engineers',
      'ticket.escalated',
      'provider',
      { data: { sentBy: 'spoc' } },
      ['engineer: escalated', 'expert: escalated'],
    ],
    ['a SPOC sent it: nothing at home', 'ticket.escalated', 'home', { data: { sentBy: 'spoc' } }, []],
    ['an agent sent it: the SPOCs', 'ticket.escalated', 'home', { data: { sentBy: 'agent' } }, ['spoc: escalated']],
    ['a provider sent it on: not told twice at home', 'ticket.escalated', 'home', { data: { sentBy: 'provider' } }, []],
    [
      'a provider sent it on: the engineers of the next',
      'ticket.escalated',
      'provider',
      { data: { sentBy: 'provider' } },
      ['engineer: forwarded', 'expert: forwarded'],
    ],
    ['forwarded: the SPOCs', 'escalation.forwarded', 'home', {}, ['spoc: forwarded']],
    ['forwarded: nothing at the provider', 'escalation.forwarded', 'provider', {}, []],
    ['a question', 'escalation.asked', 'home', {}, ['spoc: question']],
    ['an answer', 'escalation.answered', 'provider', {}, ['engineer: answer', 'expert: answer']],
    ['returned', 'escalation.returned', 'home', {}, ['spoc: returned']],
    ['recalled', 'escalation.recalled', 'provider', {}, ['engineer: recalled', 'expert: recalled']],
    ['delivered', 'escalation.delivered', 'home', {}, ['spoc: delivered']],
    ['a disputed priority', 'escalation.disputed', 'home', {}, ['spoc: message']],
    ['a delivery refused', 'escalation.delivery_refused', 'provider', {}, ['engineer: refused', 'expert: refused']],
    ['a return refused', 'escalation.return_refused', 'provider', {}, ['engineer: refused', 'expert: refused']],
    ['resolved', 'ticket.resolved', 'home', toRequester, ['requester: resolved']],
    ['closed', 'ticket.closed', 'home', toRequester, ['requester: closed']],
    ['closed: nothing at the provider', 'ticket.closed', 'provider', toRequester, []],
    [
      'resolved by time, for want of an answer',
      'ticket.resolved',
      'home',
      { ...toRequester, byTime: true, data: { code: 'no_answer' } },
      ['requester: unanswered'],
    ],
    [
      'a delivery transmitted by time',
      'ticket.resolved',
      'home',
      { ...toRequester, byTime: true, data: { code: 'fixed' } },
      ['requester: resolved'],
    ],
    ['a requester is reminded', 'ticket.reminded', 'home', toRequester, ['requester: reminded']],
    [
      'a follow-up date of ours',
      'ticket.follow_up_due',
      'home',
      { audience: 'internal', byTime: true },
      ['agent: follow_up_due', 'level 1: follow_up_due', 'spoc: follow_up_due'],
    ],
    [
      'a date that the provider planned',
      'escalation.follow_up_due',
      'provider',
      { byTime: true },
      ['engineer: follow_up_due', 'expert: follow_up_due'],
    ],
    ['a date that the provider planned: nothing at home', 'escalation.follow_up_due', 'home', { byTime: true }, []],
    [
      'a question without an answer',
      'escalation.reminded',
      'home',
      { audience: 'internal', data: { about: 'question' } },
      ['spoc: question_reminded'],
    ],
    [
      'a delivery without a decision',
      'escalation.reminded',
      'home',
      { audience: 'internal', data: { about: 'delivery' } },
      ['spoc: delivery_reminded'],
    ],
    ['confirmed by a person: nobody', 'escalation.confirmed', 'home', {}, []],
    ['transmitted by time: the SPOCs', 'escalation.confirmed', 'home', { byTime: true }, ['spoc: transmitted']],
    ['returned by time', 'escalation.returned', 'home', { byTime: true }, ['spoc: returned_by_time']],
    [
      'returned by time: those who asked',
      'escalation.returned',
      'provider',
      { byTime: true },
      ['engineer: returned_by_time', 'expert: returned_by_time'],
    ],
    [
      'the second return',
      'escalation.returned',
      'home',
      { by: 'provider', data: { returns: 2 } },
      ['spoc: returned', 'manager: repeated'],
    ],
    [
      'the second return, at the provider',
      'escalation.returned',
      'provider',
      { by: 'provider', data: { returns: 2 } },
      ['manager: repeated'],
    ],
    ['the third return: told already', 'escalation.returned', 'provider', { by: 'provider', data: { returns: 3 } }, []],
    ['the third sending', 'ticket.escalated', 'home', { data: { sentBy: 'spoc', sendings: 3 } }, ['manager: repeated']],
    [
      'the third sending, at the provider',
      'ticket.escalated',
      'provider',
      { data: { sentBy: 'spoc', sendings: 3 } },
      ['engineer: escalated', 'expert: escalated', 'manager: repeated'],
    ],
    ['the second sending', 'ticket.escalated', 'home', { data: { sentBy: 'spoc', sendings: 2 } }, []],
    [
      'time sent it on: the engineers of the next',
      'ticket.escalated',
      'provider',
      { data: { sentBy: 'system' } },
      ['engineer: forwarded', 'expert: forwarded'],
    ],
    [
      'time sent it on: the engineers who did not accept it',
      'escalation.forwarded',
      'provider',
      { byTime: true, isHolder: true },
      ['engineer: passed_on', 'expert: passed_on'],
    ],
    [
      'time sent it on: not those who read what was said before',
      'escalation.forwarded',
      'provider',
      { byTime: true, isHolder: false },
      [],
    ],
    ['forwarded by its holder: they know', 'escalation.forwarded', 'provider', { byTime: false, isHolder: true }, []],
    [
      'a decision asked for: the approver',
      'approval.asked',
      'home',
      { audience: 'internal' },
      ['approver: approval_asked'],
    ],
    [
      'a decision asked of another than was meant: level 1 too',
      'approval.asked',
      'home',
      { data: { instead: true } },
      ['approver: approval_asked', 'agent: approval_left', 'level 1: approval_left', 'spoc: approval_left'],
    ],
    [
      'a decision that nobody can take: level 1 alone',
      'approval.asked',
      'home',
      { data: { nobody: true } },
      ['agent: approval_left', 'level 1: approval_left', 'spoc: approval_left'],
    ],
    ['a decision still asked for', 'approval.reminded', 'home', { byTime: true }, ['approver: approval_reminded']],
    [
      'approved',
      'ticket.approved',
      'home',
      toRequester,
      ['requester: approved', 'agent: approved', 'level 1: approved'],
    ],
    ['a call that was logged', 'message.posted', 'home', { ...toRequester, data: { channel: 'phone' } }, []],
    ['nobody is left: the managers', 'escalation.nobody_left', 'home', { byTime: true }, ['manager: nobody_left']],
    [
      'nobody is left: the managers of the lead provider',
      'escalation.nobody_left',
      'provider',
      { byTime: true },
      ['manager: nobody_left'],
    ],
    ['cancelled', 'ticket.cancelled', 'home', toRequester, ['requester: cancelled']],
    ['reopened', 'ticket.reopened', 'home', requesterSays, ['agent: reopened', 'level 1: reopened']],
    [
      'own targets: level 1',
      'timer.warned',
      'home',
      { audience: 'internal', turn: 'home', data: { side: 'user' } },
      ['agent: warned', 'level 1: warned', 'spoc: warned'],
    ],
    [
      'the agreement, home owes the step',
      'timer.missed',
      'home',
      { turn: 'home', data: { side: 'provider' } },
      ['spoc: missed'],
    ],
    [
      'the agreement, the provider owes the step',
      'timer.missed',
      'provider',
      { turn: 'provider', data: { side: 'provider' } },
      ['engineer: missed', 'expert: missed'],
    ],
    [
      'the agreement, the provider owes the step: nothing at home',
      'timer.missed',
      'home',
      { turn: undefined, data: { side: 'provider' } },
      [],
    ],
    [
      'the agreement, home owes the step: nothing at the provider',
      'timer.warned',
      'provider',
      { turn: undefined, data: { side: 'provider' } },
      [],
    ],
  ])('%s', (_what, type, part, said, expected) => {
    expect(told(type, part, said)).toEqual(expected);
  });

  it.each<[type: string, part: Part, said: Partial<Said>, expected: string[]]>([
    ['message.posted', 'home', requesterSays, ['agent: message']],
    ['message.posted', 'home', { by: 'provider' }, ['agent: message', 'spoc: message']],
    ['message.posted', 'home', { audience: 'internal' }, ['agent: message']],
    ['message.posted', 'provider', { audience: 'internal', by: 'provider' }, ['engineer: message']],
    ['message.posted', 'provider', {}, ['engineer: message']],
    ['ticket.reopened', 'home', requesterSays, ['agent: reopened']],
    ['escalation.asked', 'home', {}, ['agent: question', 'spoc: question']],
    ['escalation.answered', 'provider', {}, ['engineer: answer']],
    ['escalation.recalled', 'provider', {}, ['engineer: recalled']],
    ['escalation.delivered', 'home', {}, ['agent: delivered', 'spoc: delivered']],
    ['timer.missed', 'home', { data: { side: 'user' } }, ['agent: missed', 'spoc: missed']],
    ['timer.warned', 'provider', { turn: 'provider', data: { side: 'provider' } }, ['engineer: warned']],
  ])('%s at %s, when somebody has it', (type, part, said, expected) => {
    expect(told(type, part, said, assigned)).toEqual(expected);
  });

  it('is nobody of what only changes hands or is seen on the ticket', () => {
    expect(ticketEventTypes.filter((type) => !isTold(type)).sort()).toEqual([
      'approval.deputised',
      'attachment.released',
      'escalation.accepted',
      'escalation.draft_sent',
      'escalation.draft_withdrawn',
      'escalation.external_referenced',
      'escalation.planned',
      'escalation.resumed',
      'escalation.return_confirmed',
      'message.edited',
      'task.done',
      'task.undone',
      'ticket.attached_to_major',
      'ticket.detached_from_major',
      'ticket.hierarchy_alerted',
      'ticket.hierarchy_decided',
      'ticket.hierarchy_overdue',
      'ticket.hierarchy_reminded',
      'ticket.linked',
      'ticket.merged_in',
      'ticket.problem_linked',
      'ticket.problem_unlinked',
      'ticket.qualified',
      'ticket.resumed',
      'ticket.settled',
      'ticket.taken',
      'ticket.unlinked',
    ]);
  });

  it('is nobody of an event that is not known here', () => {
    expect(isTold('change.voted')).toBe(false);
    expect(isTold('constructor')).toBe(false);
    expect(rulesFor('change.voted', { audience: 'shared', by: 'user', data: {} }, ['home', 'provider'])).toEqual([]);
  });

  it('never is the requester of anything but what is said to them', () => {
    for (const type of ticketEventTypes) {
      for (const audience of ['shared', 'internal'] as const) {
        const data = { cause: 'requester', messageId: 'a', side: 'user', sentBy: 'agent' };
        const rules = rulesFor(type, { audience, by: 'user', turn: 'home', data }, ['home', 'provider']);
        const isToRequester = [
          'ticket.opened',
          'ticket.waiting',
          'ticket.reminded',
          'ticket.resolved',
          'ticket.closed',
          'ticket.cancelled',
          'ticket.approved',
          'ticket.merged',
          'ticket.survivor_ended',
          'ticket.major_updated',
          'ticket.problem_fixed',
        ].includes(type);
        expect([type, rules.some(({ to }) => to.includes('requester'))]).toEqual([type, isToRequester]);
      }
    }
  });

  it('waits for the opening of hours only when time itself speaks', () => {
    const said: Said = { audience: 'shared', by: 'user', turn: 'provider', data: { side: 'provider', sentBy: 'spoc' } };
    for (const type of ticketEventTypes) {
      const rules = rulesFor(type, said, ['provider']);
      expect([type, rules.every(({ atOpening }) => atOpening === true)]).toEqual([
        type,
        rules.length === 0 || type.startsWith('timer.'),
      ]);
    }
  });
});
