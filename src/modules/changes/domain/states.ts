import type { Machine } from '../../../kernel/index.js';

export type ChangeState =
  | 'draft'
  | 'submitted'
  | 'deciding'
  | 'approved'
  | 'rejected'
  | 'scheduled'
  | 'in_progress'
  | 'implemented'
  | 'backed_out'
  | 'review'
  | 'closed';

/** Who may make a move: roles at the provider, `authority` for whoever its class says decides, `system` for time. */
export type ChangeMover = 'engineer' | 'change_manager' | 'peer' | 'authority' | 'implementer' | 'system';

export type ChangeMove =
  | 'submit'
  | 'put'
  | 'approve'
  | 'reject'
  | 'reconsider'
  | 'schedule'
  | 'scheduleStandard'
  | 'start'
  | 'startEmergency'
  | 'implement'
  | 'backOut'
  | 'review'
  | 'close'
  | 'closeUnreviewed'
  | 'lapse'
  | 'withdraw'
  | 'rework';

/**
 * The states of a change and the moves between them. Objecting, voting, ratifying, holding and letting go change no
 * state by themselves; what they lead to is one of these moves. A decision that no longer holds (the plan was edited, an
 * objection raised the class) is taken anew: `reconsider`.
 */
export const changeMachine: Machine<ChangeState, ChangeMove, ChangeMover> = {
  initial: 'draft',
  states: [
    'draft',
    'submitted',
    'deciding',
    'approved',
    'rejected',
    'scheduled',
    'in_progress',
    'implemented',
    'backed_out',
    'review',
    'closed',
  ],
  final: ['closed'],
  moves: {
    submit: { from: ['draft'], to: 'submitted', by: ['engineer', 'change_manager'] },
    // a peer has read it, or its authority asks for none
    put: { from: ['submitted'], to: 'deciding', by: ['peer', 'system'] },
    approve: { from: ['deciding'], to: 'approved', by: ['authority', 'system'] },
    reject: { from: ['submitted', 'deciding'], to: 'rejected', by: ['peer', 'authority', 'system'] },
    reconsider: {
      from: ['deciding', 'approved', 'scheduled'],
      to: 'submitted',
      by: ['engineer', 'change_manager', 'system'],
    },
    schedule: { from: ['approved'], to: 'scheduled', by: ['engineer', 'change_manager'] },
    // standard and security patch: four eyes on the draft are the decision
    scheduleStandard: { from: ['draft', 'submitted'], to: 'scheduled', by: ['engineer', 'change_manager'] },
    start: { from: ['scheduled'], to: 'in_progress', by: ['implementer'] },
    startEmergency: { from: ['draft'], to: 'in_progress', by: ['authority'] },
    implement: { from: ['in_progress'], to: 'implemented', by: ['implementer'] },
    backOut: { from: ['in_progress', 'implemented'], to: 'backed_out', by: ['implementer'] },
    review: { from: ['implemented', 'backed_out'], to: 'review', by: ['change_manager', 'system'] },
    close: { from: ['review'], to: 'closed', by: ['change_manager'] },
    closeUnreviewed: { from: ['implemented'], to: 'closed', by: ['change_manager', 'system'] },
    lapse: { from: ['scheduled'], to: 'closed', by: ['change_manager', 'system'] },
    withdraw: {
      from: ['draft', 'submitted', 'deciding', 'approved', 'rejected', 'scheduled'],
      to: 'closed',
      by: ['engineer', 'change_manager'],
    },
    rework: { from: ['rejected'], to: 'draft', by: ['engineer', 'change_manager'] },
  },
};

/** Nothing of the plan changes any more but by carrying it out. */
export const hasStarted = (state: ChangeState): boolean =>
  ['in_progress', 'implemented', 'backed_out', 'review', 'closed'].includes(state);
