import type { Locale } from '../../../kernel/index.js';

/**
 * What a mail is written from: everything was read behind the wall of its reader, so nothing here is more than the
 * reader may know. Texts and names are as people typed them; the rendering makes them harmless.
 */
export type { Locale };

export interface InstitutionName {
  code: string;
  name: string;
}

/** Somebody who acted. Whether the name is shown depends on the reader, see `who`. */
export interface Author {
  name: string;
  institution: InstitutionName;
}

/** Why this reader gets the mail; said in its last line. */
export type Reason =
  | 'requester'
  | 'opened_by'
  | 'level_1'
  | 'assignee'
  | 'spoc'
  | 'engineer'
  | 'manager'
  | 'mentioned'
  | 'uploader'
  | 'approver'
  | 'watcher'
  | 'team'
  | 'task'
  | 'deputy';

export type TimerMetric = 'response' | 'resolution';
export type TimerSide = 'user' | 'provider';

export interface NextActor {
  who: 'user_institution' | 'provider' | 'requester' | 'third_party' | 'nobody';
  institution?: InstitutionName;
}

interface Common {
  reference: string;
  title: string;
  ticketKind: 'incident' | 'request';
  service: InstitutionName;
  /** The owner of the ticket. */
  institution: InstitutionName;
  priority: string;
  readerName: string;
  readerInstitution: InstitutionName;
  reason: Reason;
  /** Of a deputy: who is away, and why they would be told. */
  insteadOf?: { name: string; reason: Reason };
  /** Where the reader is; every instant is told in it (IANA name). */
  timeZone: string;
  at: Date;
  /** http or https; anything else is shown and not linked. */
  url: string;
  dueAt?: Date;
  nextActor?: NextActor;
}

interface Kinds {
  /** The acknowledgement to the person who asked, or the news to level 1. `openedBy`: staff who typed it for them. */
  opened: { for: 'requester' | 'staff'; requesterName: string; openedBy?: string; description: string };
  message: { author: Author; body: string };
  /** To whom a message names. */
  mention: { author: Author; body: string };
  /** Texts of before that the SPOC lets cross now. */
  shared: { author: Author; bodies: string[] };
  /** Files that come to a message of before. */
  files_added: { author: Author; fileNames: string[]; body: string };
  /** To who has it now, on either side. */
  assigned: { author: Author };
  /** To the team in whose queue it lies now. */
  queued: { author: Author };
  /** To who has the task now. */
  task_given: { author: Author; task: string; taskDueAt?: Date };
  task_due: { task: string; taskDueAt?: Date; isOver: boolean };
  /** To whoever added it. */
  file_rejected: { fileName: string };
  /** To whoever added it, and to whom its message was for. */
  file_not_scanned: { for: 'uploader' | 'reader'; fileName: string };
  waiting: { author: Author; body: string; followUpAt?: Date };
  question: { author: Author; body: string; followUpAt?: Date };
  answer: { author: Author; body: string };
  /** To who shall work on it; to the SPOCs when somebody else than they sent it. */
  escalated: { for: 'provider' | 'spoc'; author: Author; holder: InstitutionName; function: string; summary: string };
  forwarded: {
    for: 'provider' | 'spoc';
    author: Author;
    holder: InstitutionName;
    function: string;
    explanation: string;
    summary?: string;
  };
  returned: { author: Author; code: string; explanation: string };
  recalled: { author: Author; explanation?: string };
  delivered: { author: Author; code: string; textForRequester: string };
  refused: { what: 'delivery' | 'return'; author: Author; explanation: string };
  /** `settleUrl`: where the person who asked says whether it is settled. */
  resolved: { text: string; closesAt?: Date; settleUrl?: string };
  reopened: { author: Author; explanation: string };
  closed: object;
  cancelled: { author: Author; explanation: string };
  /** To whoever decides, who need not see the ticket. */
  approval_asked: { requesterName: string };
  approval_reminded: { requesterName: string };
  /** To level 1: another decides than was meant to, or nobody can. */
  approval_left: { nobody: boolean };
  approved: { author: Author; explanation?: string };
  /** To the person who asked; the last one says when the ticket is resolved without them. */
  reminded: { body: string; resolvesAt?: Date };
  unanswered: { text: string; closesAt?: Date; settleUrl?: string };
  question_reminded: { asker: InstitutionName; body: string; returnsAt?: Date };
  delivery_reminded: { deliverer: InstitutionName; textForRequester: string; transmitsAt?: Date };
  transmitted: { deliverer: InstitutionName; textForRequester: string };
  returned_by_time: { for: 'provider' | 'spoc'; asker: InstitutionName; explanation: string };
  follow_up_due: { for: 'ticket' | 'escalation'; cause: string; followUpAt: Date };
  /** To a holder that did not accept in time. */
  passed_on: { function: string; explanation: string };
  nobody_left: { function: string; holder: InstitutionName };
  /** To managers: the ticket goes to and fro. */
  repeated: { what: 'return' | 'sending'; count: number; author: Author; explanation: string };
  /** To the person who asked. `other`: the reference under which it goes on. */
  merged: { other: string };
  /** To who works on the survivor. `other`: the merged ticket on which its requester has written. */
  merged_answered: { other: string };
  /** To the person who asked for a merged ticket: that the survivor has ended, and not what was written there. */
  survivor_ended: { outcome: 'resolved' | 'cancelled' };
  /** To who works on a parent that was resolved with its children. */
  children_left: { resolved: number; left: number };
  /** News of a major incident on which the ticket hangs. */
  major_update: { body: string };
  /** To the person who asked for a ticket that is a case of a problem. Without a text if it was taken back meanwhile. */
  problem_fixed: { body?: string };
  /** To the institution that follows up somebody outside the consortium, who was called. */
  called_outside: { author: Author; external: string; function: string; summary: string; followUpAt?: Date };
  external_answered: { external: string; body: string };
  /** To the SPOCs: an escalation was prepared for them to send. */
  drafted: { author: Author; function: string };
  dispute_reminded: { disputer: InstitutionName };
  /** To the managers of both sides. */
  dispute_unanswered: { disputer: InstitutionName };
  warned: { side: TimerSide; metric: TimerMetric; percent: number; dueAt: Date };
  missed: { side: TimerSide; metric: TimerMetric; dueAt: Date };
}

export type LetterKind = keyof Kinds;
export type LetterOf<K extends LetterKind> = { kind: K } & Common & Kinds[K];
export type Letter = { [K in LetterKind]: LetterOf<K> }[LetterKind];

/** One line of the block of facts. */
export interface Fact {
  label: string;
  value: string;
}

/** What one kind of letter says, before it is laid out as text and HTML. Sentences are single lines. */
export interface Passage {
  /** What happened, in a few words, for the subject. */
  happened: string;
  /** What happened and what is expected of the reader. */
  lead: string;
  /** Things with a page each; of `tag`, what leads there. Above what people wrote. */
  list?: { title: string; items: { tag: string; text: string; url: string }[]; isCut: boolean };
  /** What people wrote about it. */
  texts?: { title: string; body: string }[];
  /** What is good to know after that. */
  after?: string[];
  facts?: Fact[];
}

export type Wording<K extends LetterKind> = Record<Locale, (letter: LetterOf<K>) => Passage>;
