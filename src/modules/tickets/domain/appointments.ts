import { openEscalation } from './admission.js';
import { toldSince, type Chronicle } from './chronicle.js';
import { openTicketStates } from './states.js';
import type { Escalation, Ticket } from './ticket.js';

/**
 * What time does by itself on a ticket, besides the warnings of its timers: reminders, and the moves that follow when
 * nobody makes one. An appointment is such a thing with its instant. They are worked out from the ticket as it stands
 * and its record, and from nothing else: what was told or done once is in the record, so it is never told again.
 *
 * A working day ("wd") is counted in the hours of the side that owes the step: the end of working time on the n-th open
 * local date after the one on which the waiting began.
 */
export const appointmentKinds = [
  'remind_requester',
  'resolve_unanswered',
  'close',
  'resume',
  'follow_up',
  'remind_approver',
  'remind_question',
  'return_unanswered',
  'remind_delivery',
  'transmit',
  'offer_next',
  'escalation_follow_up',
  'remind_dispute',
  'tell_of_dispute',
  'remind_task',
  'task_overdue',
] as const;
export type AppointmentKind = (typeof appointmentKinds)[number];

export interface Appointment {
  kind: AppointmentKind;
  /** The escalation, null where it is about the ticket itself. */
  n: number | null;
  /** Where it is counted in working days, how many. */
  workingDays: number | null;
  /** Milliseconds since 1970 (UTC). */
  at: number;
  /** `user`: known at home only; `shared`: to the current parties. */
  audience: 'user' | 'shared';
  /** Of which task; what is stored tells the instant alone. */
  taskId?: string;
}

/** What service hours are asked here. Instants and durations in milliseconds. */
export interface WorkingDays {
  due(from: number, targetMs: number, pauses: readonly []): number | undefined;
  endOfWorkingDay(from: number, days: number): number | undefined;
}

/** The calendars and terms that hold for a ticket. */
export interface Owed {
  /** The hours of the ticket's site; without any nothing is counted in working days. */
  user?: WorkingDays | undefined;
  /** The hours of the agreement. */
  provider?: WorkingDays | undefined;
  /** Within how many working minutes the agreement wants an escalation accepted. */
  responseTargetMinutes?: number | undefined;
  /** Whether a delivery that is left alone is transmitted by itself. */
  tacitTransmission: boolean;
}

export interface Standstill {
  ticket: Pick<Ticket, 'state' | 'waitingCause' | 'followUpAt' | 'resolvedAt'>;
  escalations: readonly Pick<Escalation, 'n' | 'state' | 'waitingCause' | 'followUpAt'>[];
  chronicle: Chronicle;
  owed: Owed;
}

const REQUESTER_REMINDED = [3, 7];
const REQUESTER_SILENT = 10;
const APPROVER_REMINDED = [2, 5];
const CLOSES_AFTER = 5;
const QUESTION_REMINDED = [2, 5];
const QUESTION_RETURNED = 10;
const DELIVERY_REMINDED = [2];
const TRANSMITTED_AFTER = 3;
const DISPUTE_REMINDED = [2];
const DISPUTE_TOLD = 5;
/** How long before it is due a task is told of, and stands in somebody's turn. */
export const TASK_TOLD_BEFORE_MS = 86_400_000;

/** When a ticket that was resolved at an instant closes by itself; undefined where no hours are known. */
export function closingAt({ user }: Owed, resolvedAt: number): number | undefined {
  return user?.endOfWorkingDay(resolvedAt, CLOSES_AFTER);
}

/** Until when an escalation that was offered at an instant is to be accepted; undefined where nothing is promised. */
export function acceptBy({ provider, responseTargetMinutes: minutes }: Owed, offeredAt: number): number | undefined {
  return minutes === undefined ? undefined : provider?.due(offeredAt, minutes * 60_000, []);
}

/** What is still ahead or due on a ticket as it stands, in the order of its instants. */
export function appointmentsOf(standstill: Standstill): Appointment[] {
  return [...ofTicket(standstill), ...ofEscalation(standstill), ...ofDispute(standstill), ...ofTasks(standstill)].sort(
    (a, b) => a.at - b.at,
  );
}

/** Whether a ticket stands so that hours have to be known to tell its appointments. */
export function mayHaveAppointments(
  { state }: Pick<Ticket, 'state'>,
  escalations: readonly Pick<Escalation, 'state'>[],
): boolean {
  return state === 'waiting' || state === 'resolved' || openEscalation(escalations) !== undefined;
}

/**
 * What is to happen now: of what is due the earliest, but for what a later one that is due as well makes pointless.
 * After an outage nobody is reminded of what is done in the same breath.
 */
export function dueNow(appointments: readonly Appointment[], now: number): Appointment | undefined {
  const due = appointments.filter(({ at }) => at <= now);
  return due.find(
    (one, index) => !due.slice(index + 1).some((later) => overtakes[later.kind].some((kind) => kind === one.kind)),
  );
}

const waits = ['remind_requester', 'resolve_unanswered', 'follow_up', 'resume'] as const;
const questions = ['remind_question', 'return_unanswered'] as const;
const overtakes: Record<AppointmentKind, readonly AppointmentKind[]> = {
  remind_requester: ['remind_requester'],
  resolve_unanswered: waits,
  close: [],
  resume: [],
  follow_up: [],
  remind_approver: ['remind_approver'],
  remind_question: ['remind_question'],
  return_unanswered: questions,
  remind_delivery: [],
  transmit: ['remind_delivery', ...waits],
  offer_next: [],
  escalation_follow_up: [],
  remind_dispute: [],
  tell_of_dispute: ['remind_dispute'],
  remind_task: [],
  // of two tasks the other's is told after it
  task_overdue: ['remind_task'],
};

function ofTicket({ ticket, escalations, chronicle, owed }: Standstill): Appointment[] {
  const { since, silentSince } = chronicle;
  if (ticket.state === 'resolved') {
    return counted(owed, ticket.resolvedAt?.getTime() ?? since.at, [['close', CLOSES_AFTER]], null, 'user');
  }
  if (ticket.state !== 'waiting') return [];
  const followUpAt = ticket.followUpAt?.getTime();
  if (ticket.waitingCause === 'scheduled') return dated('resume', followUpAt, null, 'user');
  const followUp =
    toldSince(chronicle, since, 'ticket.follow_up_due') === null ? dated('follow_up', followUpAt, null, 'user') : [];
  const { approvalSince } = chronicle;
  if (ticket.waitingCause === 'approval' && approvalSince && approvalSince.order > since.order) {
    const told = toldSince(chronicle, approvalSince, 'approval.reminded') ?? 0;
    const reminders = remindersAfter(told, 'remind_approver', APPROVER_REMINDED);
    return [...followUp, ...counted(owed, approvalSince.at, reminders, null, 'user')];
  }
  if (ticket.waitingCause !== 'requester') return followUp;
  const told = toldSince(chronicle, silentSince, 'ticket.reminded') ?? 0;
  const steps: Step[] = [
    ...remindersAfter(told, 'remind_requester', REQUESTER_REMINDED),
    ...(openEscalation(escalations) ? [] : [['resolve_unanswered', REQUESTER_SILENT] as const]),
  ];
  return [...followUp, ...counted(owed, silentSince.at, steps, null, 'user')];
}

function ofEscalation({ ticket, escalations, chronicle, owed }: Standstill): Appointment[] {
  const open = openEscalation(escalations);
  const since = open && chronicle.escalationSince.get(open.n);
  if (!open || !since || ['resolved', 'closed', 'cancelled', 'merged'].includes(ticket.state)) return [];
  const { n } = open;
  const reminded = (about: string) => toldSince(chronicle, since, 'escalation.reminded', { n, about }) ?? 0;
  switch (open.state) {
    case 'delivered':
      if (!owed.tacitTransmission) return [];
      return [
        ...counted(
          owed,
          since.at,
          remindersAfter(reminded('delivery'), 'remind_delivery', DELIVERY_REMINDED),
          n,
          'user',
        ),
        ...counted(owed, since.at, [['transmit', TRANSMITTED_AFTER]], n, 'shared'),
      ];
    case 'offered': {
      const isOver = toldSince(chronicle, since, 'escalation.nobody_left', { n }) !== null;
      // another priority has another target: it is counted from when it was set
      const due = acceptBy(owed, Math.max(since.at, chronicle.qualifiedAt ?? since.at));
      // at the due instant itself it can still be accepted in time
      return isOver || due === undefined ? [] : dated('offer_next', due + 1, n, 'shared');
    }
    case 'waiting':
      if (open.waitingCause === 'spoc') {
        return [
          ...counted(
            owed,
            since.at,
            remindersAfter(reminded('question'), 'remind_question', QUESTION_REMINDED),
            n,
            'user',
          ),
          ...counted(owed, since.at, [['return_unanswered', QUESTION_RETURNED]], n, 'shared'),
        ];
      }
      return toldSince(chronicle, since, 'escalation.follow_up_due', { n }) === null
        ? dated('escalation_follow_up', open.followUpAt?.getTime(), n, 'shared')
        : [];
    case 'accepted':
    case 'confirmed':
    case 'forwarded':
    case 'recalled':
    case 'returned':
      return [];
  }
}

/** A dispute of the priority that the SPOC leaves without an answer, while the escalation is open. */
function ofDispute({ ticket, escalations, chronicle, owed }: Standstill): Appointment[] {
  const open = openEscalation(escalations);
  const since = open && chronicle.disputedSince.get(open.n);
  if (!open || !since || !openTicketStates.some((state) => state === ticket.state)) return [];
  const { n } = open;
  if (toldSince(chronicle, since, 'escalation.dispute_unanswered', { n }) !== null) return [];
  const told = toldSince(chronicle, since, 'escalation.reminded', { n, about: 'dispute' }) ?? 0;
  return [
    ...counted(owed, since.at, remindersAfter(told, 'remind_dispute', DISPUTE_REMINDED), n, 'user'),
    ...counted(owed, since.at, [['tell_of_dispute', DISPUTE_TOLD]], n, 'shared'),
  ];
}

/**
 * Of each task with a date, while the ticket is at work: a day before, and when the date has come. A date that lies less
 * than a day ahead when it is set is told once it has come, and one in the past not at all.
 */
function ofTasks({ ticket, chronicle }: Standstill): Appointment[] {
  if (!openTicketStates.some((state) => state === ticket.state)) return [];
  return [...chronicle.tasks].flatMap(([taskId, { since, dueAt, isDone }]) => {
    if (isDone || dueAt === null || dueAt <= since.at) return [];
    const told = (type: string) => toldSince(chronicle, since, type, { about: taskId }) !== null;
    if (told('task.overdue')) return [];
    const reminds = dueAt - TASK_TOLD_BEFORE_MS > since.at && !told('task.due_soon');
    return [
      ...(reminds ? dated('remind_task', dueAt - TASK_TOLD_BEFORE_MS, null, 'user') : []),
      ...dated('task_overdue', dueAt, null, 'user'),
    ].map((appointment) => ({ ...appointment, taskId }));
  });
}

type Step = readonly [kind: AppointmentKind, workingDays: number];

/** The reminders after the one that was told last. A later one that was told makes the earlier ones stale. */
function remindersAfter(told: number, kind: AppointmentKind, days: readonly number[]): Step[] {
  return days.filter((day) => day > told).map((day) => [kind, day]);
}

function counted(
  { user }: Owed,
  from: number,
  steps: readonly Step[],
  n: number | null,
  audience: Appointment['audience'],
): Appointment[] {
  return steps.flatMap(([kind, workingDays]) => {
    const at = user?.endOfWorkingDay(from, workingDays);
    return at === undefined ? [] : [{ kind, n, workingDays, at, audience }];
  });
}

function dated(
  kind: AppointmentKind,
  at: number | undefined,
  n: number | null,
  audience: Appointment['audience'],
): Appointment[] {
  return at === undefined ? [] : [{ kind, n, workingDays: null, at, audience }];
}
