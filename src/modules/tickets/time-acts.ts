import { readerKey } from '../../events/index.js';
import { orThrow } from '../../kernel/index.js';
import { institutionById } from '../institutions/index.js';
import type { CaseFile } from './case-file.js';
import {
  admitEscalationMove,
  admitTicketMove,
  mayMoveEscalation,
  mayMoveTicket,
  timeItself,
} from './domain/admission.js';
import type { Appointment } from './domain/appointments.js';
import { askedInMatter, nextInLine } from './domain/next-holder.js';
import type { EscalationMove } from './domain/states.js';
import type { Escalation } from './domain/ticket.js';
import { textOfTime } from './domain/texts-of-time.js';
import { confirmDelivery, returnEscalation } from './escalation-acts.js';
import { handOver } from './handing-over.js';
import type { Outlook } from './settling.js';
import { institutionsHolding, leadProviderOf } from './stores/holders.js';
import { close, resolve, resume } from './ticket-acts.js';
import type { TicketHooks } from './ticket-hooks.js';

/** Whether the ticket was moved, or somebody told something and the ticket left as it stood. */
type Done = 'moved' | 'told';

/**
 * Keeps one appointment on a file that is open in the owner's name. A move is the very same that people make; a telling
 * is an event, from which mail follows. Nothing that is written here counts as an answer of the staff.
 */
export async function keep(
  file: CaseFile,
  appointment: Appointment,
  outlook: Outlook,
  hooks: TicketHooks,
): Promise<Done> {
  const { ticket } = file;
  switch (appointment.kind) {
    case 'remind_requester':
      return remindRequester(file, appointment, outlook);
    case 'remind_approver':
      await hooks.remindApprover(file, appointment.workingDays);
      return 'told';
    case 'remind_question':
      return remindSpocs(file, appointment, 'question', outlook);
    case 'remind_delivery':
      return remindSpocs(file, appointment, 'delivery', outlook);
    case 'remind_dispute':
      return remindOfDispute(file, appointment);
    case 'tell_of_dispute':
      return tellOfDispute(file, appointment);
    case 'remind_task':
    case 'task_overdue':
      return tellOfTask(file, appointment, outlook);
    case 'follow_up':
      file.record('ticket.follow_up_due', 'internal', {
        ...(ticket.waitingCause ? { cause: ticket.waitingCause } : {}),
        followUpAt: isoOf(appointment.at),
      });
      return 'told';
    case 'escalation_follow_up':
      return followUpEscalation(file, appointment);
    case 'resume':
      admitOnTicket(file, 'resume');
      resume(file);
      return 'moved';
    case 'close':
      admitOnTicket(file, 'close');
      close(file);
      return 'moved';
    case 'resolve_unanswered':
      admitOnTicket(file, 'resolve');
      await resolve(file, 'no_answer', await text(file, 'unanswered'));
      return 'moved';
    case 'return_unanswered': {
      const escalation = admitOnEscalation(file, 'return', appointment.n);
      await returnEscalation(file, escalation, 'needs_information', await text(file, 'returned'));
      return 'moved';
    }
    case 'transmit':
      await confirmDelivery(file, admitOnEscalation(file, 'confirm', appointment.n), true);
      return 'moved';
    case 'offer_next':
      return offerNext(file, admitOnEscalation(file, 'forward', appointment.n));
  }
}

function tellOfTask(file: CaseFile, { kind, taskId }: Appointment, { chronicle }: Outlook): Done {
  const task = taskId === undefined ? undefined : chronicle.tasks.get(taskId);
  if (!task || task.dueAt === null) throw new Error('an appointment names a task that is not there');
  const { assigneeId, teamId, dueAt } = task;
  const type = kind === 'task_overdue' ? 'task.overdue' : 'task.due_soon';
  file.record(type, 'internal', { taskId, assigneeId, teamId, dueAt: isoOf(dueAt) });
  return 'told';
}

/** The last reminder says when the ticket will be resolved. */
function remindRequester(file: CaseFile, { at, workingDays }: Appointment, { appointments, chronicle }: Outlook): Done {
  const isLast = !appointments.some((one) => one.kind === 'remind_requester' && one.at > at);
  const resolves = isLast && appointments.find(({ kind }) => kind === 'resolve_unanswered');
  file.record(
    'ticket.reminded',
    'requester',
    {
      workingDays,
      messageId: chronicle.messageId,
      ...(resolves ? { resolvesAt: isoOf(resolves.at) } : {}),
    },
    [readerKey(file.ticket.institutionId, 'user')],
  );
  return 'told';
}

/** The last reminder says what happens by itself, and when. */
function remindSpocs(
  file: CaseFile,
  { n, at, kind, workingDays }: Appointment,
  about: 'question' | 'delivery',
  { appointments, chronicle }: Outlook,
): Done {
  const escalation = escalationOf(file, n);
  const isLast = !appointments.some((one) => one.kind === kind && one.at > at);
  const follows = about === 'question' ? 'return_unanswered' : 'transmit';
  const next = isLast && appointments.find((one) => one.kind === follows);
  file.record('escalation.reminded', 'internal', {
    n: escalation.n,
    about,
    workingDays,
    messageId: chronicle.escalationTexts.get(escalation.n),
    ...(next ? { [about === 'question' ? 'returnsAt' : 'transmitsAt']: isoOf(next.at) } : {}),
  });
  return 'told';
}

/** The SPOCs owe the answer. What was asked, and why, is read on the ticket. */
function remindOfDispute(file: CaseFile, { n, workingDays }: Appointment): Done {
  file.record('escalation.reminded', 'internal', { n: escalationOf(file, n).n, about: 'dispute', workingDays });
  return 'told';
}

function tellOfDispute(file: CaseFile, { n, workingDays }: Appointment): Done {
  const { disputedImpact, disputedUrgency, n: number } = escalationOf(file, n);
  const asked = { impact: disputedImpact, urgency: disputedUrgency };
  file.record('escalation.dispute_unanswered', 'shared', { n: number, ...asked, workingDays });
  return 'told';
}

function followUpEscalation(file: CaseFile, { n, at }: Appointment): Done {
  const escalation = escalationOf(file, n);
  file.record('escalation.follow_up_due', 'shared', {
    n: escalation.n,
    ...(escalation.waitingCause ? { escalationCause: escalation.waitingCause } : {}),
    followUpAt: isoOf(at),
  });
  return 'told';
}

async function offerNext(file: CaseFile, escalation: Escalation): Promise<Done> {
  const { tx, ticket, escalations } = file;
  const { n, function: fn, holderId } = escalation;
  const lead = await leadProviderOf(tx, ticket);
  const holders = await institutionsHolding(tx, ticket.serviceId, fn);
  const next = nextInLine(holders, lead, holderId, askedInMatter(escalations));
  if (!next) {
    // those who answer for it on both sides, and nobody else
    const readers = [readerKey(ticket.institutionId, 'user'), ...(lead ? [readerKey(lead.id, 'provider')] : [])];
    file.record('escalation.nobody_left', 'shared', { n, function: fn, holderId }, readers);
    return 'told';
  }
  const reason = await text(file, 'not_accepted');
  await handOver(file, escalation, { id: next.id, fn, reason, sentBy: 'system' });
  return 'moved';
}

function admitOnTicket({ ticket, escalations }: CaseFile, move: 'resume' | 'close' | 'resolve'): void {
  const time = timeItself(ticket.institutionId);
  orThrow(mayMoveTicket(move, ticket, time));
  orThrow(admitTicketMove(move, ticket, escalations, time));
}

function admitOnEscalation(file: CaseFile, move: EscalationMove, n: number | null): Escalation {
  const time = timeItself(file.ticket.institutionId);
  const escalation = escalationOf(file, n);
  orThrow(mayMoveEscalation(move, file.ticket, escalation, time));
  orThrow(admitEscalationMove(move, file.ticket, escalation, time));
  return escalation;
}

async function text(file: CaseFile, text: Parameters<typeof textOfTime>[0]): Promise<string> {
  const institution = await institutionById(file.tx, file.ticket.institutionId);
  return textOfTime(text, institution?.locale ?? 'fr');
}

function escalationOf({ escalations }: CaseFile, n: number | null): Escalation {
  const escalation = escalations.find((one) => one.n === n);
  if (!escalation) throw new Error('an appointment names an escalation that is not there');
  return escalation;
}

const isoOf = (instant: number) => new Date(instant).toISOString();
