import type { Audience } from '../../../events/index.js';
import type { LetterKind } from '../../mail/index.js';
import type { TicketEventType } from '../../tickets/index.js';

/** In which part an institution reads: as the owner of the ticket, or as the one that was called. It may be both. */
export type Part = 'home' | 'provider';

/**
 * People of one part. `assignee_or_…`: the assignee if there is one, else the others (without agents: the SPOCs).
 * `mentioned` and `uploader` are named by the event, and of the institution that writes; `new_assignee` too, who still has
 * it when the event is read. `queue`: the team in whose queue it lies; `desk`: all of level 1, or that team's. `task_owner`:
 * whoever has the task, or the team that has it.
 */
export type Circle =
  | 'requester'
  | 'approver'
  | 'task_owner'
  | 'task_owner_or_agents'
  | 'queue'
  | 'desk'
  | 'assignee'
  | 'new_assignee'
  | 'assignee_or_agents'
  | 'agents'
  | 'spocs'
  | 'assignee_or_engineers'
  | 'managers'
  | 'mentioned'
  | 'uploader'
  | 'watchers';

/** What the table looks at of an event. */
export interface Said {
  audience: Audience;
  /** Who spoke. Staff who write to the requester on a ticket of their own speak as the requester. */
  by: 'requester' | 'user' | 'provider';
  /** Of a timer: in which part this institution owes the next step; undefined when another one does. */
  turn?: Part | undefined;
  /** Nobody did it: time did. */
  byTime?: boolean | undefined;
  /** Whether this institution is the holder that the event names. */
  isHolder?: boolean | undefined;
  data: Readonly<Record<string, unknown>>;
}

export interface Rule {
  part: Part;
  to: readonly Circle[];
  letter: LetterKind;
  when?: (said: Said) => boolean;
  /** Also to whoever did it; else they are not told what they know. */
  alsoToActor?: true;
  /** Not before the hours of this part open, unless it is a P1. */
  atOpening?: true;
}

const spocsAndAssignee = ['assignee', 'spocs'] as const;
const atWork = 'assignee_or_engineers';

const timerRules = (letter: 'warned' | 'missed'): readonly Rule[] => {
  const ofProvider = (part: Part) => (said: Said) => said.data.side === 'provider' && said.turn === part;
  return [
    { part: 'provider', to: [atWork], letter, when: ofProvider('provider'), atOpening: true },
    { part: 'home', to: spocsAndAssignee, letter, when: ofProvider('home'), atOpening: true },
    {
      part: 'home',
      to: ['assignee_or_agents', 'spocs'],
      letter,
      when: ({ data }) => data.side === 'user',
      atOpening: true,
    },
  ];
};

const nobody: readonly Rule[] = [];

/** By somebody else, a team's turn or a hand-over. */
const assigned = (part: Part): readonly Rule[] => [
  {
    part,
    to: ['new_assignee'],
    letter: 'assigned',
    when: ({ data }) => data.isUnchanged !== true,
  },
  {
    part,
    to: ['queue'],
    letter: 'queued',
    // what comes into a queue by itself its team hears of with the ticket or the escalation
    when: ({ data, byTime }) => typeof data.teamId === 'string' && typeof data.assigneeId !== 'string' && !byTime,
  },
];

const isLater = ({ data }: Said): boolean => data.isLater === true;

/** Whom a message reaches by being written, without those whom it names. */
const written = (letter: LetterKind): readonly Rule[] => [
  {
    part: 'home',
    to: ['requester'],
    letter,
    // of a call that is logged they know
    when: ({ audience, by, data }) => audience === 'requester' && by !== 'requester' && data.channel === undefined,
  },
  {
    part: 'home',
    to: ['assignee_or_agents'],
    letter,
    // on a merged ticket they hear of it who work on the one under which it goes on
    when: ({ by, data }) => by === 'requester' && data.merged !== true,
  },
  {
    part: 'home',
    to: spocsAndAssignee,
    letter,
    when: ({ audience, by }) => audience === 'shared' && by === 'provider',
  },
  { part: 'provider', to: [atWork], letter, when: ({ audience, by }) => audience === 'shared' && by === 'user' },
  { part: 'home', to: ['assignee'], letter, when: ({ audience }) => audience === 'internal' },
  { part: 'provider', to: ['assignee'], letter, when: ({ audience }) => audience === 'internal' },
];

/** The same rules, where a condition holds. */
const only = (rules: readonly Rule[], condition: (said: Said) => boolean): readonly Rule[] =>
  rules.map((rule) => ({ ...rule, when: (said) => condition(said) && (rule.when?.(said) ?? true) }));

const managers = (letter: LetterKind, when?: Rule['when']): readonly Rule[] => [
  { part: 'home', to: ['managers'], letter, ...(when ? { when } : {}) },
  { part: 'provider', to: ['managers'], letter, ...(when ? { when } : {}) },
];

/** The return and the sending of one ticket from which on the managers of both sides hear of it. */
const RETURNS = 2;
const SENDINGS = 3;

/**
 * Who is told of what, and with which letter. An event tells only those whose side may read it; that is checked before
 * the table is asked. The first rule that reaches somebody decides which letter they get; nobody gets two.
 */
const table: Readonly<Record<TicketEventType, readonly Rule[]>> = {
  'ticket.opened': [
    { part: 'home', to: ['requester'], letter: 'opened', alsoToActor: true },
    { part: 'home', to: ['desk'], letter: 'opened' },
  ],
  'ticket.taken': nobody,
  'ticket.assigned': assigned('home'),
  'ticket.qualified': nobody,
  'ticket.waiting': [
    { part: 'home', to: ['requester'], letter: 'waiting', when: ({ data }) => data.cause === 'requester' },
    // a word to the requester while we wait for somebody else: it counts as reaching them, so it must reach them
    {
      part: 'home',
      to: ['requester'],
      letter: 'message',
      when: ({ data }) => data.cause !== 'requester' && data.messageId !== undefined,
    },
  ],
  'ticket.resumed': nobody,
  'ticket.escalated': [
    // who works on it is outside: its holder follows them up
    { part: 'provider', to: [atWork], letter: 'called_outside', when: ({ data }) => data.isExternal === true },
    { part: 'provider', to: [atWork], letter: 'escalated', when: ({ data }) => !isHandedOn(data) },
    { part: 'provider', to: [atWork], letter: 'forwarded', when: ({ data }) => isHandedOn(data) },
    // what is forwarded, the SPOCs hear of by the forwarding itself
    { part: 'home', to: ['spocs'], letter: 'escalated', when: ({ data }) => data.sentBy === 'agent' },
    ...managers('repeated', ({ data }) => data.sendings === SENDINGS),
  ],
  'ticket.reminded': [{ part: 'home', to: ['requester'], letter: 'reminded' }],
  'ticket.follow_up_due': [{ part: 'home', to: ['assignee_or_agents', 'spocs'], letter: 'follow_up_due' }],
  'ticket.resolved': [
    {
      part: 'home',
      to: ['requester'],
      letter: 'unanswered',
      when: ({ byTime, data }) => byTime === true && data.code === 'no_answer',
    },
    { part: 'home', to: ['requester'], letter: 'resolved' },
  ],
  // that it is, the timeline says; it closes at its time
  'ticket.settled': nobody,
  'ticket.reopened': [{ part: 'home', to: ['assignee_or_agents'], letter: 'reopened' }],
  'ticket.approved': [{ part: 'home', to: ['requester', 'assignee_or_agents'], letter: 'approved' }],
  'approval.asked': [
    { part: 'home', to: ['approver'], letter: 'approval_asked', when: ({ data }) => data.nobody !== true },
    {
      part: 'home',
      to: ['assignee_or_agents', 'spocs'],
      letter: 'approval_left',
      when: ({ data }) => data.instead === true || data.nobody === true,
    },
  ],
  'approval.reminded': [{ part: 'home', to: ['approver'], letter: 'approval_reminded' }],
  // the decision itself is told; whose it was, the record says
  'approval.deputised': nobody,
  'task.added': [{ part: 'home', to: ['task_owner'], letter: 'task_given', when: ({ data }) => data.isGiven === true }],
  'task.changed': [
    { part: 'home', to: ['task_owner'], letter: 'task_given', when: ({ data }) => data.isGiven === true },
  ],
  'task.due_soon': [{ part: 'home', to: ['task_owner_or_agents'], letter: 'task_due' }],
  'task.overdue': [{ part: 'home', to: ['task_owner_or_agents'], letter: 'task_due' }],
  'task.done': nobody,
  'task.undone': nobody,
  'ticket.closed': [{ part: 'home', to: ['requester'], letter: 'closed' }],
  'ticket.cancelled': [{ part: 'home', to: ['requester'], letter: 'cancelled' }],
  'ticket.linked': nobody,
  'ticket.unlinked': nobody,
  'ticket.merged': [{ part: 'home', to: ['requester'], letter: 'merged' }],
  'ticket.merged_in': nobody,
  'ticket.merged_answered': [{ part: 'home', to: ['assignee_or_agents'], letter: 'merged_answered' }],
  'ticket.survivor_ended': [
    { part: 'home', to: ['requester'], letter: 'survivor_ended', when: ({ data }) => data.isTold !== true },
  ],
  'ticket.children_ended': [
    {
      part: 'home',
      to: ['assignee_or_agents'],
      letter: 'children_left',
      when: ({ data }) => typeof data.left === 'number' && data.left > 0,
    },
  ],
  'ticket.attached_to_major': nobody,
  'ticket.detached_from_major': nobody,
  'ticket.major_updated': [{ part: 'home', to: ['requester'], letter: 'major_update' }],
  'ticket.problem_linked': nobody,
  'ticket.problem_unlinked': nobody,
  // once of each problem, on however many tickets; who follows it hears of it by a letter of its own
  'ticket.problem_fixed': [
    { part: 'home', to: ['requester'], letter: 'problem_fixed', when: ({ data }) => data.isTold !== true },
  ],
  'message.posted': [
    // whom it names hears it first of all as that; only people of the author's side are named
    { part: 'home', to: ['mentioned'], letter: 'mention', when: ({ by }) => by === 'user' },
    { part: 'provider', to: ['mentioned'], letter: 'mention', when: ({ by }) => by === 'provider' },
    ...written('message'),
  ],
  // an earlier letter stays as it was; one that is written later tells the newest text
  'message.edited': nobody,
  'message.shared': [{ part: 'provider', to: [atWork], letter: 'shared' }],
  // the message that a file comes with is told of; one that is added to it later, by itself
  'attachment.added': only(written('files_added'), isLater),
  'attachment.released': nobody,
  'attachment.rejected': [
    { part: 'home', to: ['uploader'], letter: 'file_rejected' },
    { part: 'provider', to: ['uploader'], letter: 'file_rejected' },
  ],
  // whoever the message was for waits for it too
  'attachment.given_up': [
    { part: 'home', to: ['uploader'], letter: 'file_not_scanned' },
    { part: 'provider', to: ['uploader'], letter: 'file_not_scanned' },
    ...written('file_not_scanned'),
  ],
  'escalation.accepted': nobody,
  'escalation.assigned': assigned('provider'),
  'escalation.asked': [{ part: 'home', to: spocsAndAssignee, letter: 'question' }],
  'escalation.answered': [{ part: 'provider', to: [atWork], letter: 'answer' }],
  'escalation.reminded': [
    { part: 'home', to: spocsAndAssignee, letter: 'question_reminded', when: ({ data }) => data.about === 'question' },
    { part: 'home', to: spocsAndAssignee, letter: 'delivery_reminded', when: ({ data }) => data.about === 'delivery' },
    { part: 'home', to: ['spocs'], letter: 'dispute_reminded', when: ({ data }) => data.about === 'dispute' },
  ],
  'escalation.follow_up_due': [{ part: 'provider', to: [atWork], letter: 'follow_up_due' }],
  'escalation.planned': nobody,
  'escalation.resumed': nobody,
  // the next holder is told by the escalation that follows
  'escalation.forwarded': [
    { part: 'home', to: ['spocs'], letter: 'forwarded' },
    {
      part: 'provider',
      to: [atWork],
      letter: 'passed_on',
      when: ({ byTime, isHolder }) => byTime === true && isHolder === true,
    },
  ],
  'escalation.nobody_left': managers('nobody_left'),
  'escalation.returned': [
    { part: 'home', to: ['spocs'], letter: 'returned', when: ({ byTime }) => !byTime },
    { part: 'home', to: spocsAndAssignee, letter: 'returned_by_time', when: ({ byTime }) => byTime === true },
    { part: 'provider', to: [atWork], letter: 'returned_by_time', when: ({ byTime }) => byTime === true },
    ...managers('repeated', ({ data }) => data.returns === RETURNS),
  ],
  'escalation.return_confirmed': nobody,
  'escalation.return_refused': [{ part: 'provider', to: [atWork], letter: 'refused' }],
  'escalation.recalled': [{ part: 'provider', to: [atWork], letter: 'recalled' }],
  'escalation.delivered': [{ part: 'home', to: spocsAndAssignee, letter: 'delivered' }],
  'escalation.delivery_refused': [{ part: 'provider', to: [atWork], letter: 'refused' }],
  // by a person: they know; left alone, the delivery was transmitted by itself
  'escalation.confirmed': [
    { part: 'home', to: spocsAndAssignee, letter: 'transmitted', when: ({ byTime }) => byTime === true },
  ],
  // in the provider's own words
  'escalation.dispute_unanswered': managers('dispute_unanswered'),
  // once of each draft
  'escalation.drafted': [
    { part: 'home', to: ['spocs'], letter: 'drafted', when: ({ data }) => data.isChange !== true },
  ],
  'escalation.draft_sent': nobody,
  'escalation.draft_withdrawn': nobody,
  'escalation.external_referenced': nobody,
  'escalation.external_answered': [
    { part: 'home', to: spocsAndAssignee, letter: 'external_answered' },
    { part: 'provider', to: [atWork], letter: 'external_answered' },
  ],
  // the managers who are asked, and who asked them, hear of it by a letter of its own: they may not see the ticket
  'ticket.hierarchy_alerted': nobody,
  'ticket.hierarchy_reminded': nobody,
  'ticket.hierarchy_overdue': nobody,
  'ticket.hierarchy_decided': nobody,
  'escalation.disputed': [{ part: 'home', to: spocsAndAssignee, letter: 'message' }],
  'timer.warned': timerRules('warned'),
  'timer.missed': timerRules('missed'),
};

/** What those hear who watch a ticket, in each part in which they may read it; after everybody whose business it is. */
const watched: Readonly<
  Partial<Record<TicketEventType, { letter: LetterKind; parts: readonly Part[]; when?: Rule['when'] }>>
> = {
  'attachment.added': { letter: 'files_added', parts: ['home', 'provider'], when: isLater },
  'attachment.given_up': { letter: 'file_not_scanned', parts: ['home', 'provider'] },
  'message.posted': { letter: 'message', parts: ['home', 'provider'] },
  'ticket.reopened': { letter: 'reopened', parts: ['home', 'provider'] },
  'ticket.resolved': { letter: 'resolved', parts: ['home', 'provider'] },
  'ticket.cancelled': { letter: 'cancelled', parts: ['home', 'provider'] },
  'ticket.closed': { letter: 'closed', parts: ['home'] },
  'escalation.delivered': { letter: 'delivered', parts: ['home'] },
  'escalation.returned': { letter: 'returned', parts: ['home'] },
};

function isHandedOn({ sentBy }: Said['data']): boolean {
  return sentBy === 'provider' || sentBy === 'system';
}

/** Whether anybody is ever told of such an event. False for types that others record. */
export function isTold(type: string): type is TicketEventType {
  return Object.hasOwn(table, type) && table[type as TicketEventType].length > 0;
}

/** All of those types. */
export const typesTold: readonly string[] = Object.keys(table).filter(isTold);

/** The rules that apply to an event for the parts in which an institution may read it, in their order. */
export function rulesFor(type: string, said: Said, parts: readonly Part[]): readonly Rule[] {
  if (!isTold(type)) return [];
  const news = watched[type];
  return [
    ...table[type].filter((rule) => parts.includes(rule.part) && (rule.when?.(said) ?? true)),
    ...((news?.when?.(said) ?? true) ? (news?.parts ?? []) : [])
      .filter((part) => parts.includes(part))
      .map((part): Rule => ({ part, to: ['watchers'], letter: news?.letter ?? 'message' })),
  ];
}
