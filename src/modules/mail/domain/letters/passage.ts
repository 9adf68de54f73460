import type { Letter, LetterKind, Locale, Passage, Wording } from '../letter-kinds.js';
import { approvalAsked, approvalLeft, approvalReminded, approved } from './approvals.js';
import { cancelled, closed, reopened, resolved } from './ending.js';
import { answer, question } from './exchange.js';
import { delivered, refused, returned } from './handing-back.js';
import {
  deliveryReminded,
  followUpDue,
  nobodyLeft,
  passedOn,
  questionReminded,
  reminded,
  repeated,
  returnedByTime,
  transmitted,
  unanswered,
} from './left-alone.js';
import { childrenLeft, majorUpdate, merged, mergedAnswered, problemFixed, survivorEnded } from './together.js';
import { calledOutside, disputeReminded, disputeUnanswered, drafted, externalAnswered } from './escalating.js';
import { message, opened, waiting } from './opening.js';
import { escalated, forwarded, recalled } from './sending.js';
import { assigned, fileNotScanned, fileRejected, filesAdded, mention, shared } from './thread.js';
import { queued, taskDue, taskGiven } from './tasks.js';
import { missed, warned } from './targets.js';

const wordings: { [K in LetterKind]: Wording<K> } = {
  opened,
  message,
  mention,
  shared,
  files_added: filesAdded,
  assigned,
  queued,
  task_given: taskGiven,
  task_due: taskDue,
  file_rejected: fileRejected,
  file_not_scanned: fileNotScanned,
  waiting,
  question,
  answer,
  escalated,
  forwarded,
  recalled,
  returned,
  delivered,
  refused,
  resolved,
  reopened,
  closed,
  cancelled,
  approval_asked: approvalAsked,
  approval_reminded: approvalReminded,
  approval_left: approvalLeft,
  approved,
  reminded,
  unanswered,
  question_reminded: questionReminded,
  delivery_reminded: deliveryReminded,
  transmitted,
  returned_by_time: returnedByTime,
  follow_up_due: followUpDue,
  passed_on: passedOn,
  nobody_left: nobodyLeft,
  repeated,
  merged,
  merged_answered: mergedAnswered,
  survivor_ended: survivorEnded,
  children_left: childrenLeft,
  major_update: majorUpdate,
  problem_fixed: problemFixed,
  called_outside: calledOutside,
  external_answered: externalAnswered,
  drafted,
  dispute_reminded: disputeReminded,
  dispute_unanswered: disputeUnanswered,
  warned,
  missed,
};

/** What this letter says, in the words of its kind. */
export function passageOf(letter: Letter, locale: Locale): Passage {
  // the table pairs each kind with its own wording, which the compiler cannot follow through an index
  const wording = wordings[letter.kind] as Record<Locale, (letter: Letter) => Passage>;
  return wording[locale](letter);
}
