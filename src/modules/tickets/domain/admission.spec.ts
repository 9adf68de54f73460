import { describe, expect, it } from '@jest/globals';
import { flawsOf } from '../../../kernel/index.js';
import {
  admitEscalationMove,
  admitTicketMove,
  mayMoveEscalation,
  mayMoveTicket,
  timeItself,
  type OfferedMove,
} from './admission.js';
import { escalationMachine, ticketMachine, type EscalationMove } from './states.js';
import type { Escalation, Ticket } from './ticket.js';

const ULCO = 'ulco';
const FUN = 'fun';
const ticketIn = (state: Ticket['state']) =>
  ({ state, institutionId: ULCO, requesterId: 'asker', waitingCause: state === 'waiting' ? 'change' : null }) as Ticket;
const escalationIn = (state: Escalation['state'], waitingCause: Escalation['waitingCause'] = null) =>
  ({ n: 1, state, waitingCause, holderId: FUN, returnSettledAt: null, externalName: 'Apereo' }) as Escalation;
const standing = (institutionId: string, ...roles: string[]) => ({
  institutionId,
  personId: 'asker',
  roles: new Set(roles),
});

describe('the graph of states', () => {
  it('is complete for tickets and for escalations', () => {
    expect(flawsOf(ticketMachine)).toEqual([]);
    expect(flawsOf(escalationMachine)).toEqual([]);
  });
});

// written from the model of support, not from the code
const ticketMoves: Record<OfferedMove, string[]> = {
  take: ['new'],
  wait: ['in_progress'],
  resume: ['waiting'],
  resolve: ['new', 'in_progress', 'waiting'],
  reopen: ['resolved'],
  close: ['resolved'],
  merge: ['new', 'in_progress', 'waiting'],
  cancel: ['new', 'in_progress', 'waiting'],
  assign: ['new', 'in_progress', 'waiting'],
  qualify: ['new', 'in_progress', 'waiting'],
  escalate: ['new', 'in_progress', 'waiting'],
};

describe('every move in every state of a ticket', () => {
  for (const [move, from] of Object.entries(ticketMoves) as [OfferedMove, string[]][]) {
    for (const state of ticketMachine.states) {
      const is = from.includes(state);
      it(`${move} is ${is ? 'possible' : 'refused with the reason and the moves'} when ${state}`, () => {
        const outcome = admitTicketMove(move, ticketIn(state), [], standing(ULCO, 'spoc'));
        if (is) expect(outcome).toEqual({ ok: true, value: true });
        else {
          const possible = Object.entries(ticketMoves).flatMap(([name, states]) =>
            states.includes(state) ? [name] : [],
          );
          expect(outcome).toMatchObject({ ok: false, refusal: { kind: 'conflict', code: 'move_not_allowed' } });
          expect(outcome.ok ? [] : [...(outcome.refusal.moves ?? [])].sort()).toEqual(possible.sort());
          expect(outcome.ok ? '' : outcome.refusal.detail).toContain(state.replaceAll('_', ' '));
        }
      });
    }
  }

  it.each(['resolve', 'cancel', 'escalate'] as const)('%s waits for the end of an open escalation', (move) => {
    for (const state of escalationMachine.states) {
      const isOpen = ['offered', 'accepted', 'waiting', 'delivered'].includes(state);
      const outcome = admitTicketMove(move, ticketIn('in_progress'), [escalationIn(state)], standing(ULCO, 'spoc'));
      expect(outcome.ok).toBe(!isOpen);
      if (!outcome.ok) expect(outcome.refusal.code).toBe('escalation_open');
    }
  });
});

const escalationMoves: Record<EscalationMove, string[]> = {
  accept: ['offered'],
  assign: ['offered', 'accepted', 'waiting', 'delivered'],
  ask: ['accepted'],
  answer: ['waiting'],
  plan: ['accepted'],
  resume: ['waiting'],
  forward: ['offered', 'accepted', 'waiting'],
  return: ['offered', 'accepted', 'waiting'],
  recall: ['offered', 'accepted', 'waiting'],
  deliver: ['accepted', 'waiting'],
  confirm: ['delivered', 'returned'],
  refuse: ['delivered', 'returned'],
  dispute: ['offered', 'accepted', 'waiting'],
  'external-reference': ['accepted', 'waiting', 'delivered'],
  'external-answer': ['accepted', 'waiting', 'delivered'],
};
const byTheSpoc = ['answer', 'recall', 'confirm', 'refuse'];

describe('every move in every state of an escalation', () => {
  for (const [move, from] of Object.entries(escalationMoves) as [EscalationMove, string[]][]) {
    for (const state of escalationMachine.states) {
      const is = from.includes(state);
      it(`${move} is ${is ? 'possible' : 'refused'} when ${state}`, () => {
        const cause = state === 'waiting' ? 'spoc' : null;
        const outcome = admitEscalationMove(
          move,
          ticketIn('in_progress'),
          escalationIn(state, cause),
          standing(FUN, 'engineer'),
        );
        expect(outcome.ok).toBe(is);
        if (!outcome.ok) expect(outcome.refusal).toMatchObject({ kind: 'conflict', code: 'move_not_allowed' });
      });
    }
    it(`${move} is the ${byTheSpoc.includes(move) ? 'SPOC' : 'engineer'}'s alone`, () => {
      const escalation = escalationIn('accepted');
      const may = (...who: Parameters<typeof standing>) =>
        mayMoveEscalation(move, ticketIn('in_progress'), escalation, standing(...who)).ok;
      const isSpocs = byTheSpoc.includes(move);
      expect(may(ULCO, 'spoc')).toBe(isSpocs);
      expect(may(FUN, 'engineer')).toBe(!isSpocs);
      expect(may(ULCO, 'engineer', 'agent', 'manager')).toBe(false);
      expect(may(FUN, 'spoc', 'agent', 'manager')).toBe(false);
    });
  }

  it('an answer needs a question', () => {
    const outcome = admitEscalationMove(
      'answer',
      ticketIn('in_progress'),
      escalationIn('waiting', 'planned'),
      standing(ULCO, 'spoc'),
    );
    expect(outcome).toMatchObject({ ok: false, refusal: { code: 'no_question' } });
  });

  it('what somebody outside said is noted only where somebody outside was called', () => {
    const inside = { ...escalationIn('accepted'), externalName: null };
    for (const move of ['external-reference', 'external-answer'] as const) {
      expect(admitEscalationMove(move, ticketIn('in_progress'), inside, standing(FUN, 'engineer'))).toMatchObject({
        refusal: { code: 'no_external' },
      });
    }
  });

  it('a confirmed return is settled', () => {
    const settled = { ...escalationIn('returned'), returnSettledAt: new Date() };
    for (const move of ['confirm', 'refuse'] as const) {
      expect(admitEscalationMove(move, ticketIn('in_progress'), settled, standing(ULCO, 'spoc'))).toMatchObject({
        refusal: { code: 'return_settled' },
      });
    }
  });
});

describe('who may move a ticket', () => {
  it('is its own institution, by role; a requester only their own', () => {
    const may = (move: OfferedMove, ...who: Parameters<typeof standing>) =>
      mayMoveTicket(move, ticketIn('resolved'), standing(...who)).ok;
    expect(may('reopen', ULCO, 'requester')).toBe(true);
    expect(
      mayMoveTicket('reopen', { ...ticketIn('resolved'), requesterId: 'another' }, standing(ULCO, 'requester')).ok,
    ).toBe(false);
    for (const move of Object.keys(ticketMoves) as OfferedMove[]) {
      expect(may(move, ULCO, 'spoc')).toBe(true);
      expect(may(move, ULCO, 'agent')).toBe(true);
      expect(may(move, ULCO, 'manager', 'admin', 'auditor', 'engineer')).toBe(false);
      expect(may(move, FUN, 'spoc', 'agent')).toBe(false);
      if (move !== 'reopen') expect(may(move, ULCO, 'requester')).toBe(false);
    }
  });
});

describe('time itself', () => {
  it('makes the moves that are left when nobody does, and no other', () => {
    const ticketMovesOfTime = (Object.keys(ticketMoves) as OfferedMove[]).filter(
      (move) => mayMoveTicket(move, ticketIn('in_progress'), timeItself(ULCO)).ok,
    );
    expect(ticketMovesOfTime.sort()).toEqual(['close', 'reopen', 'resolve', 'resume']);
    const escalationMovesOfTime = (Object.keys(escalationMoves) as EscalationMove[]).filter(
      (move) => mayMoveEscalation(move, ticketIn('in_progress'), escalationIn('accepted'), timeItself(ULCO)).ok,
    );
    expect(escalationMovesOfTime.sort()).toEqual(['confirm', 'forward', 'return']);
  });

  it('acts for the owner of a ticket, and moves nobody else’s', () => {
    expect(mayMoveTicket('close', ticketIn('resolved'), timeItself(FUN)).ok).toBe(false);
  });
});
