/**
 * What a timer is made of. A fact is one instant of a ticket's record, stripped of everything but what moves time:
 * ids, texts and names play no part. Facts come in the order of the record; instants never go back, several may share
 * one. Instants are milliseconds since 1970 (UTC).
 */
export type Side = 'user' | 'provider';
export type Metric = 'response' | 'resolution';
export type Priority = 'P1' | 'P2' | 'P3' | 'P4';
export type TicketState = 'new' | 'in_progress' | 'waiting' | 'resolved' | 'closed' | 'cancelled' | 'merged';
export type TicketWait = 'requester' | 'third_party' | 'change' | 'scheduled' | 'approval';
export type EscalationState =
  'offered' | 'accepted' | 'waiting' | 'delivered' | 'confirmed' | 'returned' | 'forwarded' | 'recalled';
export type EscalationWait = 'spoc' | 'third_party' | 'planned';

export type Fact =
  /**
   * Opened. `live`: at the phone or the counter, so the requester was answered at once. `since`: split from an earlier
   * ticket, on which its requester had been waiting since then; the user side counts from there. `resolutionMinutes`: the
   * target of the user side's resolution that comes from the request model, whatever the priority; working minutes, whole,
   * positive.
   */
  | { type: 'opened'; at: number; priority: Priority; live: boolean; since?: number; resolutionMinutes?: number }
  /** An earlier ticket was merged into this one, opened at `since`: the user side counts from there if that is earlier. */
  | { type: 'carried'; at: number; since: number }
  /** A person of the owner's staff reached the requester: a message, a logged call. Never an automatic answer. */
  | { type: 'reached'; at: number }
  /**
   * The priority was set anew. `corrected`: by the institution that set it (same start and pauses, new target);
   * `raised`: by the other side or on new facts (due = the earlier of the old due instant and now + new target).
   */
  | { type: 'prioritised'; at: number; priority: Priority; rule: 'corrected' | 'raised' }
  /** The ticket entered a state; `cause` when it is `waiting`. */
  | { type: 'ticket'; at: number; state: TicketState; cause?: TicketWait }
  /**
   * Escalation `n` entered a state; `cause` when it is `waiting`. The first fact of each `n` is `offered`: at the first
   * escalation the provider side starts. `returned` twice for one `n` with `accepted: true` on the second: the return
   * was confirmed. After a refused return the same `n` is `offered` again, after a refused delivery `accepted` again.
   */
  | {
      type: 'escalation';
      at: number;
      n: number;
      state: EscalationState;
      cause?: EscalationWait;
      accepted?: boolean;
      /** With which it was returned. */
      code?: string;
    }
  /** Somebody was told: a share of the target (`percent`) or the miss (`percent` 100). Each once. */
  | { type: 'told'; at: number; side: Side; metric: Metric; run: number; percent: number };
