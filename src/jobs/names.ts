/**
 * Every job there is. Each must have exactly one handler when the worker starts. A job carries ids only: what is due
 * stands in rows and is decided with our clock; the queue wakes, spreads over processes and repeats.
 */
export interface Jobs {
  /** Hand the outbox over to the consumers. */
  'drain-outbox': Record<string, never>;
  /** One consumer reads on in one stream, for one institution. */
  'wake-consumer': { consumer: string; streamId: string; institutionId: string };
  /** Wake the consumers that failed and may try again. */
  'retry-consumers': Record<string, never>;
  'sweep-timers': Record<string, never>;
  /** Do on other tickets what follows from what happened on one: merged ones, children, those of a major incident. */
  'do-consequences': Record<string, never>;
  'send-mail': Record<string, never>;
  /** Send the codes that somebody asked for on the page of a decision, and forget old ones. */
  'send-decision-codes': Record<string, never>;
  /** Send the links by which people set a password, and forget old ones. */
  'send-password-links': Record<string, never>;
  /** Write one mail to each reader of what a bulk of moves did. */
  'tell-of-bulks': Record<string, never>;
  /** Open the recurring tickets that are due. */
  'open-recurring': Record<string, never>;
  /** Say which improvements are overdue, to be reviewed, or of no avail. */
  'tell-of-improvements': Record<string, never>;
  /** Open what plans of controls and preventive actions have due, and say what is overdue. */
  'open-planned': Record<string, never>;
  /** Close or extend the rounds of votes whose deadline has come. */
  'close-rounds': Record<string, never>;
  /** Say that a change takes too long, at its point of no return and at its planned end. */
  'tell-late-changes': Record<string, never>;
  /** Go on erasing those whose erasure was asked for. */
  'erase-people': Record<string, never>;
  /** Forget answers under an Idempotency-Key that nobody can ask for again. */
  'clear-answers': Record<string, never>;
  /** Keep the heads of the record outside the database, if today's are not kept yet. */
  'keep-heads': Record<string, never>;
  /** Remind managers of a decision that is due, and say when it is overdue. */
  'tell-of-decisions': Record<string, never>;
  /** Publish the months that nobody published in time, and warn of budgets that run out. */
  'publish-months': Record<string, never>;
  /** Begin the simulations that somebody asked for; ends at once, they go on by themselves. */
  simulate: Record<string, never>;
  /** Show the files that are in quarantine to the scanner. */
  'scan-attachments': Record<string, never>;
  /** Remove what uploads left behind that never ended. */
  'clear-uploads': Record<string, never>;
  /** Reopen resolved tickets on which an answer was left unread. */
  'reopen-unread': Record<string, never>;
  /** Take up mail that came in and that nobody has finished. */
  'read-mail': Record<string, never>;
  /** Forget what mails said that came in long ago. */
  'clear-mail-in': Record<string, never>;
  /** Forget what was recorded longer ago than anybody can ask for again. */
  'clear-live-events': Record<string, never>;
}
export type JobName = keyof Jobs;

/** How often the safety nets are cast, in milliseconds. What happens in this process is nudged at once. */
export const rhythm: Partial<Record<JobName, number>> = {
  'drain-outbox': 1000,
  'sweep-timers': 1000,
  'do-consequences': 1000,
  'send-mail': 2000,
  'send-decision-codes': 2000,
  'send-password-links': 2000,
  'tell-of-bulks': 2000,
  'open-recurring': 2000,
  'tell-of-improvements': 2000,
  'open-planned': 2000,
  'close-rounds': 2000,
  'tell-late-changes': 2000,
  'erase-people': 2000,
  'clear-answers': 3_600_000,
  'retry-consumers': 5000,
  'keep-heads': 3_600_000,
  'tell-of-decisions': 2000,
  simulate: 2000,
  'publish-months': 600_000,
  'scan-attachments': 2000,
  'clear-uploads': 3_600_000,
  'clear-live-events': 3_600_000,
  'reopen-unread': 2000,
  'read-mail': 5000,
  'clear-mail-in': 3_600_000,
};

export const QUEUE = 'guichet';
