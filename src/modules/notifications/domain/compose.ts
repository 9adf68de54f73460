import { readerKey, type RecordedEvent } from '../../../events/index.js';
import type { InstitutionName, Letter, LetterOf, Locale, NextActor, Reason } from '../../mail/index.js';
import { authorOf, institutionNamed } from './author.js';
import type { Briefing } from './briefing.js';
import type { Part, Rule } from './recipients.js';

/** Who reads a letter, and how. */
export interface Reader {
  name: string;
  part: Part;
  reason: Reason;
  /** Of a deputy: for whom they stand in. */
  insteadOf?: { name: string; reason: Reason } | undefined;
  locale: Locale;
  timeZone: string;
  /** Where this reader decides, when the letter asks for it. */
  decideUrl?: string | undefined;
}

/** What events carry that letters tell. Each kind of event has those that its letter needs. */
interface Carried {
  n?: number;
  messageId?: string;
  summaryId?: string;
  messageIds?: string[];
  attachmentId?: string;
  attachmentIds?: string[];
  followUpAt?: string;
  code?: string;
  side?: 'user' | 'provider';
  metric?: 'response' | 'resolution';
  percent?: number;
  dueAt?: string | null;
  about?: 'question' | 'delivery';
  cause?: string;
  escalationCause?: string;
  holderId?: string;
  function?: string;
  returns?: number;
  sendings?: number;
  resolvesAt?: string;
  returnsAt?: string;
  transmitsAt?: string;
  closesAt?: string;
  acceptBy?: string;
  approvalId?: string;
  taskId?: string;
  nobody?: boolean;
  reference?: string;
  outcome?: 'resolved' | 'cancelled';
  updateId?: string;
  publicationId?: string;
  resolved?: number;
  left?: number;
}

/**
 * The letter of a kind to one reader about an event. Throws when a text that it tells is not there, or is not for this
 * reader: better no letter than one that tells too much.
 */
export function compose(kind: Rule['letter'], event: RecordedEvent, reader: Reader, briefing: Briefing): Letter {
  const data = event.data as Carried;
  const common = commonOf(event, reader, briefing);
  const author = authorOf(event, reader.part, briefing, reader.locale);
  const text = (id: string | undefined) => textOf(id, reader, briefing);
  const followUp = data.followUpAt ? { followUpAt: new Date(data.followUpAt) } : {};
  switch (kind) {
    case 'opened':
      return { ...common, kind, ...opening(reader, briefing), description: text(briefing.descriptionId) };
    case 'message':
    case 'mention':
    case 'answer':
      return { ...common, kind, author, body: text(data.messageId) };
    case 'waiting':
    case 'question':
      return { ...common, kind, author, body: text(data.messageId), ...followUp };
    case 'escalated': {
      const summary = text(data.summaryId);
      return { ...common, kind, author, ...sending(data.n, reader, briefing), summary };
    }
    case 'forwarded':
      return reader.part === 'home'
        ? // `n` is the one that ended; the next number continues it
          {
            ...common,
            kind,
            author,
            ...sending((data.n ?? 0) + 1, reader, briefing),
            explanation: text(data.messageId),
          }
        : {
            ...common,
            ...earlier(common.dueAt, data.acceptBy),
            kind,
            author,
            ...sending(data.n, reader, briefing),
            explanation: text(briefing.forwardings.get((data.n ?? 0) - 1)),
            summary: text(data.summaryId),
          };
    case 'returned':
      return { ...common, kind, author, code: data.code ?? 'other', explanation: text(data.messageId) };
    case 'recalled':
      return { ...common, kind, author, ...(data.messageId ? { explanation: text(data.messageId) } : {}) };
    case 'delivered':
      return { ...common, kind, author, code: data.code ?? 'answered', textForRequester: text(data.messageId) };
    case 'refused': {
      const what = event.type === 'escalation.return_refused' ? 'return' : 'delivery';
      return { ...common, kind, what, author, explanation: text(data.messageId) };
    }
    case 'resolved':
    case 'unanswered':
      return {
        ...common,
        kind,
        text: text(data.messageId),
        ...instantOf('closesAt', data),
        ...(reader.decideUrl === undefined ? {} : { settleUrl: reader.decideUrl }),
      };
    case 'closed':
      return { ...common, kind };
    case 'reminded':
      return { ...common, kind, body: text(data.messageId), ...instantOf('resolvesAt', data) };
    case 'question_reminded':
      return {
        ...common,
        kind,
        asker: holderOf(data.n, briefing),
        body: text(data.messageId),
        ...instantOf('returnsAt', data),
      };
    case 'delivery_reminded':
      return {
        ...common,
        kind,
        deliverer: holderOf(data.n, briefing),
        textForRequester: text(data.messageId),
        ...instantOf('transmitsAt', data),
      };
    case 'transmitted':
      return { ...common, kind, deliverer: holderOf(data.n, briefing), textForRequester: text(data.messageId) };
    case 'returned_by_time': {
      const to: 'provider' | 'spoc' = reader.part === 'provider' ? 'provider' : 'spoc';
      return { ...common, kind, for: to, asker: holderOf(data.n, briefing), explanation: text(data.messageId) };
    }
    case 'called_outside': {
      const { function: fn, externalName } = escalationOf(data.n, briefing);
      const summary = text(data.summaryId);
      return { ...common, kind, author, external: externalName ?? '', function: fn, summary, ...followUp };
    }
    case 'external_answered':
      return {
        ...common,
        kind,
        external: escalationOf(data.n, briefing).externalName ?? '',
        body: text(data.messageId),
      };
    case 'drafted':
      return { ...common, kind, author, function: data.function ?? '' };
    case 'dispute_reminded':
    case 'dispute_unanswered':
      return { ...common, kind, disputer: holderOf(data.n, briefing) };
    case 'follow_up_due':
      return { ...common, kind, ...followUpOf(data, event) };
    case 'passed_on':
      return { ...common, kind, function: escalationOf(data.n, briefing).function, explanation: text(data.messageId) };
    case 'nobody_left':
      return {
        ...common,
        kind,
        function: data.function ?? '',
        holder: institutionNamed(data.holderId ?? '', briefing),
      };
    case 'repeated':
      return event.type === 'escalation.returned'
        ? { ...common, kind, author, what: 'return', count: data.returns ?? 0, explanation: text(data.messageId) }
        : { ...common, kind, author, what: 'sending', count: data.sendings ?? 0, explanation: text(data.summaryId) };
    case 'shared':
      return { ...common, kind, author, bodies: (data.messageIds ?? []).map(text) };
    case 'files_added': {
      const fileNames = (data.attachmentIds ?? []).flatMap((id) => briefing.files.get(id) ?? []);
      return { ...common, kind, author, fileNames, body: text(data.messageId) };
    }
    case 'assigned':
    case 'queued':
      return { ...common, kind, author };
    case 'task_given':
    case 'task_due': {
      const task = briefing.tasks?.get(data.taskId ?? '') ?? '';
      const due = data.dueAt ? { taskDueAt: new Date(data.dueAt) } : {};
      return kind === 'task_given'
        ? { ...common, kind, author, task, ...due }
        : { ...common, kind, task, ...due, isOver: event.type === 'task.overdue' };
    }
    case 'file_rejected':
      return { ...common, kind, fileName: briefing.files.get(data.attachmentId ?? '') ?? '' };
    case 'file_not_scanned': {
      const fileName = briefing.files.get(data.attachmentId ?? '') ?? '';
      return { ...common, kind, for: reader.reason === 'uploader' ? 'uploader' : 'reader', fileName };
    }
    case 'approval_asked':
    case 'approval_reminded': {
      const url = reader.decideUrl ?? `${briefing.publicUrl}/approvals/${data.approvalId ?? ''}`;
      return { ...common, kind, url, requesterName: briefing.names.get(briefing.ticket.requesterId) ?? '' };
    }
    case 'approval_left':
      return { ...common, kind, nobody: data.nobody === true };
    case 'approved':
      return { ...common, kind, author, ...(data.messageId ? { explanation: text(data.messageId) } : {}) };
    case 'reopened':
    case 'cancelled':
      return { ...common, kind, author, explanation: text(data.messageId) };
    case 'merged':
    case 'merged_answered':
      return { ...common, kind, other: data.reference ?? '' };
    case 'survivor_ended':
      return { ...common, kind, outcome: data.outcome ?? 'resolved' };
    case 'children_left':
      return { ...common, kind, resolved: data.resolved ?? 0, left: data.left ?? 0 };
    case 'major_update':
      return { ...common, kind, body: text(data.updateId) };
    case 'problem_fixed':
      return { ...common, kind, ...shippedText(data.publicationId, reader, briefing) };
    case 'warned':
      return { ...common, kind, ...timerOf(event), percent: data.percent ?? 0 };
    case 'missed':
      return { ...common, kind, ...timerOf(event) };
  }
}

function commonOf({ occurredAt }: RecordedEvent, reader: Reader, briefing: Briefing) {
  const { ticket, institution } = briefing;
  const dueAt = dueFor(reader, occurredAt, briefing);
  return {
    reference: ticket.reference,
    title: ticket.title,
    ticketKind: ticket.kind,
    service: ticket.service,
    institution: institutionNamed(ticket.institutionId, briefing),
    priority: ticket.priority,
    readerName: reader.name,
    readerInstitution: institution,
    reason: reader.reason,
    ...(reader.insteadOf ? { insteadOf: reader.insteadOf } : {}),
    timeZone: reader.timeZone,
    at: occurredAt,
    url: `${briefing.publicUrl}/tickets/${ticket.reference}`,
    ...(dueAt ? { dueAt } : {}),
    nextActor: nextActorFor(briefing),
  };
}

/** What the reader's own side owes next and has not missed; the requester owes nothing. */
function dueFor({ part, ...reader }: Reader, at: Date, { timers }: Briefing): Date | undefined {
  const reason = reader.insteadOf?.reason ?? reader.reason;
  if (reason === 'requester' || reason === 'approver') return undefined;
  const side = part === 'home' ? 'user' : 'provider';
  const dues = timers.flatMap((timer) =>
    timer.side === side && timer.state === 'running' && timer.dueAt && timer.dueAt > at ? [timer.dueAt.getTime()] : [],
  );
  return dues.length > 0 ? new Date(Math.min(...dues)) : undefined;
}

/** By institution; at home a requester and a third party are not the institution that follows them up. */
function nextActorFor(briefing: Briefing): NextActor {
  const { nextActor: who, nextActorInstitutionId: id } = briefing.ticket;
  if (id === null || (id === briefing.institution.id && (who === 'requester' || who === 'third_party'))) return { who };
  return { who, institution: institutionNamed(id, briefing) };
}

type Parts<K extends Letter['kind'], F extends keyof LetterOf<K>> = Pick<LetterOf<K>, F>;

function opening(reader: Reader, { ticket, names }: Briefing): Parts<'opened', 'for' | 'requesterName' | 'openedBy'> {
  const openedBy = ticket.openedBy === ticket.requesterId ? undefined : names.get(ticket.openedBy);
  return {
    for: reader.reason === 'requester' ? 'requester' : 'staff',
    requesterName: names.get(ticket.requesterId) ?? '',
    ...(openedBy === undefined ? {} : { openedBy }),
  };
}

function escalationOf(n: number | undefined, { escalations }: Briefing): Briefing['escalations'][number] {
  const escalation = escalations.find((one) => one.n === n);
  if (!escalation) throw new Error('an escalation that an event names is not there');
  return escalation;
}

function holderOf(n: number | undefined, briefing: Briefing): InstitutionName {
  return institutionNamed(escalationOf(n, briefing).holderId, briefing);
}

/** An instant that the event says beforehand, if it does. */
function instantOf<K extends 'closesAt' | 'resolvesAt' | 'returnsAt' | 'transmitsAt'>(
  key: K,
  data: Carried,
): Partial<Record<K, Date>> {
  const at = data[key];
  return at ? ({ [key]: new Date(at) } as Record<K, Date>) : {};
}

/** The next holder is to accept before its own time is over, also where the target of the whole was missed before. */
function earlier(dueAt: Date | undefined, acceptBy: string | undefined): { dueAt?: Date } {
  if (acceptBy === undefined) return {};
  const until = new Date(acceptBy);
  return { dueAt: dueAt && dueAt < until ? dueAt : until };
}

function followUpOf({ cause, escalationCause, followUpAt }: Carried, event: RecordedEvent) {
  const what: 'ticket' | 'escalation' = event.type === 'ticket.follow_up_due' ? 'ticket' : 'escalation';
  const at = followUpAt ? new Date(followUpAt) : event.occurredAt;
  return { for: what, cause: cause ?? escalationCause ?? '', followUpAt: at };
}

function sending(n: number | undefined, reader: Reader, briefing: Briefing) {
  const escalation = escalationOf(n, briefing);
  const to: 'provider' | 'spoc' = reader.part === 'provider' ? 'provider' : 'spoc';
  return { for: to, holder: calledBy(escalation, briefing), function: escalation.function };
}

/** Somebody outside by their name, with the institution that follows them up. */
function calledBy({ holderId, externalName }: Briefing['escalations'][number], briefing: Briefing): InstitutionName {
  const holder = institutionNamed(holderId, briefing);
  return externalName ? { ...holder, name: `${externalName} (${holder.name})` } : holder;
}

function timerOf({ data, occurredAt }: RecordedEvent) {
  const { side = 'provider', metric = 'resolution', dueAt } = data as Carried;
  return { side, metric, dueAt: dueAt ? new Date(dueAt) : occurredAt };
}

function textOf(id: string | undefined, { part, reason }: Reader, { institution, texts }: Briefing): string {
  const text = id === undefined ? undefined : texts.get(id);
  if (!text) throw new Error('a text that an event names is not there');
  const key = readerKey(institution.id, part === 'home' ? 'user' : 'provider');
  const isForReader = reason === 'requester' ? text.audience === 'requester' : text.readers.includes(key);
  if (!isForReader) throw new Error('a text that an event names is not for its reader');
  return text.body;
}

/** What was told when a problem was fixed may be taken back later: the letter goes without it then. */
function shippedText(id: string | undefined, { locale }: Reader, { texts }: Briefing): { body?: string } {
  const body = texts.get(`${id ?? ''}/${locale}`)?.body;
  return body === undefined ? {} : { body };
}
