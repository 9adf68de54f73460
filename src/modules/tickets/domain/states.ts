import type { Machine } from '../../../kernel/index.js';
import type { EscalationState, TicketState } from '../../timers/index.js';

/** Who may make a move: roles of a membership, or `system` for what time does by itself. */
export type Mover = 'requester' | 'agent' | 'spoc' | 'engineer' | 'approver' | 'system';

export type TicketMove =
  'take' | 'wait' | 'resume' | 'resolve' | 'reopen' | 'close' | 'cancel' | 'merge' | 'putToApproval' | 'approve';

/** Open: work may still follow. */
export const openTicketStates = ['new', 'in_progress', 'waiting'] as const satisfies readonly TicketState[];

/**
 * The states of a ticket and the moves between them. Escalating, assigning, qualifying and writing change no state.
 * "Late" is never a state. `closed` never reopens.
 */
export const ticketMachine: Machine<TicketState, TicketMove, Mover> = {
  initial: 'new',
  states: ['new', 'in_progress', 'waiting', 'resolved', 'closed', 'cancelled', 'merged'],
  final: ['closed', 'cancelled', 'merged'],
  moves: {
    take: { from: ['new'], to: 'in_progress', by: ['agent', 'spoc'] },
    wait: { from: ['in_progress'], to: 'waiting', by: ['agent', 'spoc'] },
    resume: { from: ['waiting'], to: 'in_progress', by: ['agent', 'spoc', 'system'] },
    resolve: { from: ['new', 'in_progress', 'waiting'], to: 'resolved', by: ['agent', 'spoc', 'system'] },
    reopen: { from: ['resolved'], to: 'in_progress', by: ['requester', 'agent', 'spoc', 'system'] },
    close: { from: ['resolved'], to: 'closed', by: ['agent', 'spoc', 'system'] },
    cancel: { from: ['new', 'in_progress', 'waiting'], to: 'cancelled', by: ['agent', 'spoc', 'approver'] },
    // a request whose model has an approver: nobody works on it before, and it is new afterwards
    putToApproval: { from: ['new'], to: 'waiting', by: ['system'] },
    approve: { from: ['waiting'], to: 'new', by: ['approver'] },
    merge: { from: ['new', 'in_progress', 'waiting'], to: 'merged', by: ['agent', 'spoc'] },
  },
};

export type EscalationMove =
  | 'accept'
  | 'assign'
  | 'ask'
  | 'answer'
  | 'plan'
  | 'resume'
  | 'forward'
  | 'return'
  | 'recall'
  | 'deliver'
  | 'confirm'
  | 'refuse'
  | 'dispute'
  | 'external-reference'
  | 'external-answer';

/** Open: the provider, or the SPOC for the provider, still owes a step. At most one per ticket. */
export const openEscalationStates = [
  'offered',
  'accepted',
  'waiting',
  'delivered',
] as const satisfies readonly EscalationState[];

/**
 * The states of an escalation. `confirm` and `refuse` answer a delivery or a return; what they lead to from `returned`
 * is said by `settleReturn` below, since a confirmed return stays `returned` and a refused one is offered again.
 */
export const escalationMachine: Machine<EscalationState, EscalationMove | 'settleReturn', Mover> = {
  initial: 'offered',
  states: ['offered', 'accepted', 'waiting', 'delivered', 'confirmed', 'returned', 'forwarded', 'recalled'],
  final: ['confirmed', 'forwarded', 'recalled'],
  moves: {
    accept: { from: ['offered'], to: 'accepted', by: ['engineer'] },
    assign: { from: ['offered', 'accepted', 'waiting', 'delivered'], by: ['engineer'] },
    ask: { from: ['accepted'], to: 'waiting', by: ['engineer'] },
    answer: { from: ['waiting'], to: 'accepted', by: ['spoc'] },
    plan: { from: ['accepted'], to: 'waiting', by: ['engineer'] },
    resume: { from: ['waiting'], to: 'accepted', by: ['engineer'] },
    forward: { from: ['offered', 'accepted', 'waiting'], to: 'forwarded', by: ['engineer', 'system'] },
    return: { from: ['offered', 'accepted', 'waiting'], to: 'returned', by: ['engineer', 'system'] },
    recall: { from: ['offered', 'accepted', 'waiting'], to: 'recalled', by: ['spoc'] },
    deliver: { from: ['accepted', 'waiting'], to: 'delivered', by: ['engineer'] },
    confirm: { from: ['delivered', 'returned'], to: 'confirmed', by: ['spoc', 'system'] },
    refuse: { from: ['delivered'], to: 'accepted', by: ['spoc'] },
    settleReturn: { from: ['returned'], to: 'offered', by: ['spoc'] },
    dispute: { from: ['offered', 'accepted', 'waiting'], by: ['engineer'] },
    // of a holder outside the consortium, noted by the institution that follows them up
    'external-reference': { from: ['accepted', 'waiting', 'delivered'], by: ['engineer'] },
    'external-answer': { from: ['accepted', 'waiting', 'delivered'], by: ['engineer'] },
  },
};
