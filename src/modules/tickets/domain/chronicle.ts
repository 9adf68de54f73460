import type { RecordedEvent } from '../../../events/index.js';

/** A place in the record: its instant (milliseconds, UTC), and its order, for several events may share an instant. */
interface Place {
  readonly at: number;
  readonly order: number;
}

interface Telling extends Place {
  readonly type: string;
  readonly n: number | null;
  readonly about: unknown;
  readonly workingDays: number | null;
}

/** A task as the record says it last. */
export interface RecordedTask {
  /** Since when it stands so: a telling counts for that. */
  readonly since: Place;
  readonly dueAt: number | null;
  readonly assigneeId: string | null;
  readonly teamId: string | null;
  readonly isDone: boolean;
}

/**
 * What a ticket's record says about standing still: since when ticket and escalation are as they are, which text they
 * wait with, and what was told of it. A telling counts for the standstill in which it was told; the next one starts anew.
 */
export interface Chronicle {
  /** When the ticket entered its state. */
  readonly since: Place;
  /**
   * When the requester's silence began to count: with the waiting, or with the end of the last escalation if that came
   * later, for nothing is resolved while a provider is at work.
   */
  readonly silentSince: Place;
  /** When an escalation entered its state. */
  readonly escalationSince: ReadonlyMap<number, Place>;
  /** When the priority was last set anew; undefined when it never was. */
  readonly qualifiedAt: number | undefined;
  /** When a decision was last asked for, of whomever; undefined where none is. */
  readonly approvalSince: Place | undefined;
  /** By escalation, since when a dispute of its priority waits for an answer. */
  readonly disputedSince: ReadonlyMap<number, Place>;
  /** The message with which the ticket began to wait. */
  readonly messageId: string | undefined;
  /** By escalation, the last text that entered it into a state: the question, the delivery. */
  readonly escalationTexts: ReadonlyMap<number, string>;
  readonly tellings: readonly Telling[];
  /** By their ids. A task without a date may be missing. */
  readonly tasks: ReadonlyMap<string, RecordedTask>;
}

const endings = ['returned', 'confirmed', 'recalled'];

/** From the whole record, in its order. */
export function chronicleOf(events: readonly Pick<RecordedEvent, 'type' | 'occurredAt' | 'data'>[]): Chronicle {
  let since: Place = { at: events[0]?.occurredAt.getTime() ?? 0, order: -1 };
  let silentSince = since;
  let messageId: string | undefined;
  let qualifiedAt: number | undefined;
  let approvalSince: Place | undefined;
  const escalationSince = new Map<number, Place>();
  const escalationTexts = new Map<number, string>();
  const disputedSince = new Map<number, Place>();
  const tellings: Telling[] = [];
  const tasks = new Map<string, RecordedTask>();
  events.forEach(({ type, occurredAt, data }, order) => {
    const place = { at: occurredAt.getTime(), order };
    const n = typeof data.n === 'number' ? data.n : null;
    const text = typeof data.messageId === 'string' ? data.messageId : undefined;
    if (taskMoves.includes(type) && typeof data.taskId === 'string')
      tasks.set(data.taskId, taskOf(type, data, place, tasks.get(data.taskId)));
    if (type === 'ticket.qualified') qualifiedAt = place.at;
    if (type === 'approval.asked') approvalSince = place;
    if (type === 'ticket.qualified' && data.answersDispute === true) disputedSince.clear();
    if (type === 'escalation.disputed' && n !== null) disputedSince.set(n, place);
    if (typeof data.state === 'string') {
      since = silentSince = place;
      messageId = text;
    }
    if (n !== null && typeof data.escalationState === 'string') {
      escalationSince.set(n, place);
      if (text) escalationTexts.set(n, text);
      if (endings.includes(data.escalationState)) silentSince = place;
    }
    if (isTelling(type)) {
      const workingDays = typeof data.workingDays === 'number' ? data.workingDays : null;
      tellings.push({ ...place, type, n, about: data.about ?? data.taskId, workingDays });
    }
  });
  return {
    since,
    silentSince,
    escalationSince,
    qualifiedAt,
    approvalSince,
    disputedSince,
    messageId,
    escalationTexts,
    tellings,
    tasks,
  };
}

const taskMoves = ['task.added', 'task.changed', 'task.done', 'task.undone'];

/** Whoever only gives it to somebody else does not have the date told anew; whoever sets a date or takes it up again does. */
function taskOf(
  type: string,
  { dueAt, assigneeId, teamId }: RecordedEvent['data'],
  place: Place,
  former: RecordedTask | undefined,
): RecordedTask {
  const due = typeof dueAt === 'string' ? Date.parse(dueAt) : dueAt === null ? null : (former?.dueAt ?? null);
  const isDone = type === 'task.done' || (type === 'task.changed' && former?.isDone === true);
  const isSame = former !== undefined && former.dueAt === due && former.isDone === isDone;
  return {
    since: isSame ? former.since : place,
    dueAt: due,
    assigneeId: typeof assigneeId === 'string' ? assigneeId : null,
    teamId: typeof teamId === 'string' ? teamId : null,
    isDone,
  };
}

/** What was told of a standstill since it began: of which working day the last, 0 for none of any day, null for nothing. */
export function toldSince(
  { tellings }: Chronicle,
  begun: Place,
  type: string,
  which: { n?: number; about?: string } = {},
): number | null {
  const told = tellings.filter(
    (telling) =>
      telling.type === type &&
      telling.order > begun.order &&
      (which.n === undefined || telling.n === which.n) &&
      (which.about === undefined || telling.about === which.about),
  );
  return told.length === 0 ? null : Math.max(...told.map(({ workingDays }) => workingDays ?? 0));
}

/** How often a ticket was sent by its own institution (forwarding is none), and how often it came back. */
export function tripsOf(events: readonly Pick<RecordedEvent, 'type' | 'data'>[]): {
  sendings: number;
  returns: number;
} {
  const sent = events.filter(({ type, data }) => type === 'ticket.escalated' && isSending(data.sentBy));
  return { sendings: sent.length, returns: events.filter(({ type }) => type === 'escalation.returned').length };
}

const isSending = (sentBy: unknown) => sentBy === 'spoc' || sentBy === 'agent';

const isTelling = (type: string) =>
  [
    'ticket.reminded',
    'ticket.follow_up_due',
    'escalation.reminded',
    'escalation.follow_up_due',
    'escalation.nobody_left',
    'approval.reminded',
    'escalation.dispute_unanswered',
    'task.due_soon',
    'task.overdue',
  ].includes(type);
