import { formatInstant } from '../../../http/index.js';
import type { StoredTimer } from '../../timers/index.js';
import type { Escalation } from '../domain/ticket.js';
import type { TimelineEntry } from '../reading.service.js';
import type { EscalationDraft } from '../stores/drafts.store.js';
import type { ReadMessage } from '../stores/messages.store.js';
import type { TicketLine } from '../stores/ticket-list.store.js';
import type { TicketView } from '../ticket-views.js';
import type { SavedDraftDto } from './escalation-moves.dto.js';
import type { MessageDto, PostedMessageDto, TimelineEntryDto } from './thread.dto.js';
import type { EscalationDto, TicketDto, TicketLineDto, TimerDto } from './ticket.dto.js';

const instant = (date: Date | null) => (date ? formatInstant(date) : null);

export function toTicketDto(view: TicketView): TicketDto {
  const { ticket, names, isHome } = view;
  return {
    id: ticket.id,
    reference: ticket.reference,
    kind: ticket.kind,
    title: ticket.title,
    description: view.description,
    form: view.form ? { model: view.form.modelId, version: view.form.version, fields: view.form.fields } : null,
    state: ticket.state,
    waitingCause: ticket.waitingCause,
    followUpAt: instant(ticket.followUpAt),
    priority: ticket.priority,
    impact: ticket.impact,
    urgency: ticket.urgency,
    proposedImpact: isHome ? ticket.proposedImpact : null,
    proposedUrgency: isHome ? ticket.proposedUrgency : null,
    institution: names.institution,
    service: names.service,
    site: names.site,
    requester: requesterOf(view),
    channel: ticket.channel,
    ...assigneeOf(view, 'user', 0),
    nextActor: {
      kind: ticket.nextActor,
      institution: names.nextActorInstitution,
      since: formatInstant(ticket.nextActorSince),
      followUpAt: followUpOf(view),
    },
    escalations: view.escalations.map((escalation) => toEscalationDto(view, escalation)),
    timers: view.timers.map(toTimerDto),
    isLate: view.timers.some(({ state }) => state === 'missed'),
    mergedInto: isHome ? names.mergedInto : null,
    openedAt: formatInstant(ticket.openedAt),
    resolvedAt: instant(ticket.resolvedAt),
    resolutionCode: ticket.resolutionCode,
    closedAt: instant(ticket.closedAt),
    updatedAt: formatInstant(ticket.updatedAt),
    version: ticket.version,
  };
}

/** Named at home; elsewhere only when the SPOC ticked the name for an escalation that the reader sees. */
function requesterOf({ ticket, names, escalations, isHome }: TicketView): TicketDto['requester'] {
  const shared = escalations.find(({ requesterName }) => requesterName !== null)?.requesterName;
  if (names.requesterName !== null) return { id: isHome ? ticket.requesterId : null, name: names.requesterName };
  return { id: null, name: shared ?? `a user of ${names.institution.code}` };
}

function followUpOf({ ticket, escalations }: TicketView): string | null {
  return instant(ticket.followUpAt ?? escalations.find(({ state }) => state === 'waiting')?.followUpAt ?? null);
}

function assigneeOf({ assignments }: TicketView, side: 'user' | 'provider', n: number) {
  const assignment = assignments.find((one) => one.side === side && one.escalationN === n);
  return {
    assignee: assignment?.personId ? { id: assignment.personId, name: assignment.name ?? '' } : null,
    team: assignment?.teamId ? { id: assignment.teamId, name: assignment.teamName ?? '' } : null,
  };
}

function toEscalationDto(view: TicketView, escalation: Escalation): EscalationDto {
  const { disputedImpact, disputedUrgency, disputedAt } = escalation;
  return {
    n: escalation.n,
    function: escalation.function,
    institution: view.names.holders[escalation.holderId] ?? { code: '', name: '' },
    state: escalation.state,
    waitingCause: escalation.waitingCause,
    followUpAt: instant(escalation.followUpAt),
    external: externalOf(view, escalation),
    ...assigneeOf(view, 'provider', escalation.n),
    summary: view.texts.get(escalation.summaryId) ?? '',
    own: escalation.isOwn,
    offeredAt: formatInstant(escalation.offeredAt),
    acceptedAt: instant(escalation.acceptedAt),
    deliveredAt: instant(escalation.deliveredAt),
    endedAt: instant(escalation.endedAt),
    returnCode: escalation.returnCode,
    returnConfirmed: escalation.returnCode === null ? null : escalation.returnConfirmedAt !== null,
    deliveryCode: escalation.deliveryCode,
    textForRequester: escalation.deliveryId ? (view.texts.get(escalation.deliveryId) ?? null) : null,
    dispute:
      disputedImpact && disputedUrgency && disputedAt
        ? { impact: disputedImpact, urgency: disputedUrgency, at: formatInstant(disputedAt) }
        : null,
  };
}

/** The address is read by the institution that follows them up, and by nobody else. */
function externalOf({ contacts }: TicketView, { n, externalName, externalReference }: Escalation) {
  if (externalName === null) return null;
  return { name: externalName, address: contacts.get(n) ?? null, theirReference: externalReference };
}

export function toTimerDto(timer: StoredTimer): TimerDto {
  return {
    id: timer.id,
    side: timer.side,
    metric: timer.metric,
    run: timer.run,
    state: timer.state,
    verdict: timer.verdict,
    missCause: timer.missCause,
    targetMinutes: timer.targetMinutes,
    priority: timer.priority,
    startedAt: formatInstant(timer.startedAt),
    dueAt: instant(timer.dueAt),
    pausedSince: instant(timer.pausedSince),
    endedAt: instant(timer.endedAt),
  };
}

export function toTicketLineDto(line: TicketLine): TicketLineDto {
  return {
    id: line.id,
    reference: line.reference,
    kind: line.kind,
    title: line.title,
    state: line.state,
    priority: line.priority,
    institution: { code: line.institutionCode, name: line.institutionName },
    service: { code: line.serviceCode, name: line.serviceName },
    nextActor: {
      kind: line.nextActor,
      institution: line.nextActorCode === null ? null : { code: line.nextActorCode, name: line.nextActorName ?? '' },
    },
    followUpAt: instant(line.followUpAt),
    dueAt: instant(line.dueAt),
    isLate: line.isLate,
    assignee: line.assigneeId === null ? null : { id: line.assigneeId, name: line.assigneeName ?? '' },
    team: line.teamId === null ? null : { id: line.teamId, name: line.teamName ?? '' },
    isUnread: line.isUnread,
    openedAt: formatInstant(line.openedAt),
    updatedAt: formatInstant(line.updatedAt),
    version: line.version,
  };
}

/** With the ticket on which it stands. */
export function toPostedMessageDto(
  message: ReadMessage & { reference: string },
  readerInstitutionId: string,
): PostedMessageDto {
  return Object.assign(toMessageDto(message, readerInstitutionId), { ticket: message.reference });
}

/** `readerInstitutionId`: people of one's own institution are shown with their id. */
export function toMessageDto(message: ReadMessage, readerInstitutionId: string): MessageDto {
  // the words of somebody outside are noted by a colleague, who is not their author
  const isColleague = message.kind !== 'external' && message.authorInstitutionId === readerInstitutionId;
  return {
    id: message.id,
    kind: message.kind,
    audience: message.audience,
    author: {
      id: isColleague ? message.authorId : null,
      name: message.authorName ?? message.requesterName ?? `a user of ${message.institutionCode}`,
      institution: { code: message.institutionCode, name: message.institutionName },
      side: message.authorSide,
    },
    body: message.body,
    escalation: message.escalationN,
    attachments: message.files,
    mentions: message.mentions,
    postedAt: formatInstant(message.postedAt),
    editedAt: message.editedAt && formatInstant(message.editedAt),
    version: message.version,
    channel: message.channel ?? null,
    calledAt: instant(message.calledAt ?? null),
  };
}

/** What of an event's data is shown: no ids of people or institutions, no digests. */
const shownData = [
  'kind',
  'state',
  'cause',
  'followUpAt',
  'priority',
  'from',
  'impact',
  'urgency',
  'rule',
  'channel',
  'code',
  'n',
  'escalationState',
  'escalationCause',
  'function',
  'own',
  'sentBy',
  'returnAccepted',
  'messageId',
  'side',
  'metric',
  'run',
  'percent',
  'dueAt',
  'about',
  'workingDays',
  'resolvesAt',
  'returnsAt',
  'transmitsAt',
  'closesAt',
  'acceptBy',
  'reference',
  'outcome',
  'link',
  'resolved',
  'left',
  'isExternal',
  'receivedAt',
  'isChange',
  'isChanged',
  'author',
  'heldImpact',
  'heldUrgency',
  'to',
  'decision',
  'decisionDueAt',
] as const;

export function toTimelineEntryDto(entry: TimelineEntry, systemPerson: string): TimelineEntryDto {
  const isSystem = entry.actorId === systemPerson;
  return {
    id: entry.id,
    type: entry.type,
    at: formatInstant(entry.occurredAt),
    audience: entry.audience,
    actor: {
      name: isSystem ? null : entry.actorName,
      institution: { code: entry.institutionCode, name: entry.institutionName },
      isSystem,
    },
    data: Object.fromEntries(shownData.flatMap((key) => (key in entry.data ? [[key, entry.data[key]]] : []))),
  };
}

export function toSavedDraftDto(draft: EscalationDraft): SavedDraftDto {
  return {
    function: draft.function,
    summary: draft.summary,
    messages: draft.messageIds,
    authorId: draft.authorId,
    author: draft.author,
    savedAt: formatInstant(draft.savedAt),
  };
}
