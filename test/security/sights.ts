import { formWith, type Operation } from './operations.js';

// Who sees and may do what on a ticket of ULCO that FUN works on: the table of roles, written down once more.

export const reads = [
  '',
  '/moves',
  '/timeline',
  '/timers',
  '/messages',
  '/messages/{messageId}/versions',
  '/attachments',
  '/attachments/{attachmentId}',
  '/draft',
  '/appointments',
  '/similar',
  '/major-incident',
  '/problems',
].map((path) => `GET /tickets/{reference}${path}`);
/** Whoever writes on the ticket also drafts, and adds files. */
export const writing = [
  'POST /tickets/{reference}/messages',
  'POST /tickets/{reference}/attachments',
  'PUT /tickets/{reference}/draft',
  'DELETE /tickets/{reference}/draft',
];
export const edit = 'PATCH /tickets/{reference}/messages/{messageId}';
export const share = 'POST /tickets/{reference}/messages/share';
/** The split of time, for staff; and the verdict, for those who read reports. */
export const times = ['/time-held', '/timers/{id}/explanation'].map((path) => `GET /tickets/{reference}${path}`);
/** What has to do with it, for the staff of its institution; the others' is empty. */
export const links = 'GET /tickets/{reference}/links';
export const contests = 'GET /tickets/{reference}/contests';
/** The inside of a side: of the owner, of whoever works on it. What they name is not there: 404 once the role fits. */
export const inside: Record<string, { who: string[]; then: number }> = {
  'GET /tickets/{reference}/tasks': { who: ['ULCO agent', 'ULCO spoc', 'ULCO manager', 'ULCO auditor'], then: 200 },
  'POST /tickets/{reference}/tasks': { who: ['ULCO agent', 'ULCO spoc'], then: 201 },
  'PATCH /tickets/{reference}/tasks/{id}': { who: ['ULCO agent', 'ULCO spoc'], then: 404 },
  'GET /tickets/{reference}/time-spent': {
    who: ['agent', 'spoc', 'manager', 'auditor', 'engineer', 'change_manager'].flatMap((role) => [
      `ULCO ${role}`,
      `FUN ${role}`,
    ]),
    then: 200,
  },
  'POST /tickets/{reference}/time-spent': { who: ['ULCO agent', 'ULCO spoc', 'FUN engineer'], then: 201 },
  // nothing is prepared on it
  'GET /tickets/{reference}/escalation-draft': { who: ['ULCO agent', 'ULCO spoc'], then: 404 },
  'DELETE /tickets/{reference}/escalation-draft': { who: ['ULCO agent', 'ULCO spoc'], then: 412 },
  'GET /tickets/{reference}/escalation-options': { who: ['ULCO agent', 'ULCO spoc'], then: 200 },
  'GET /tickets/{reference}/disputes': {
    who: ['agent', 'spoc', 'manager', 'auditor', 'engineer', 'change_manager'].flatMap((role) => [
      `ULCO ${role}`,
      `FUN ${role}`,
    ]),
    then: 200,
  },
  // each side its own
  'GET /tickets/{reference}/runs': {
    who: ['agent', 'spoc', 'manager', 'auditor', 'engineer', 'change_manager'].flatMap((role) => [
      `ULCO ${role}`,
      `FUN ${role}`,
    ]),
    then: 200,
  },
  'GET /tickets/{reference}/suggested-actions': {
    who: ['agent', 'spoc', 'manager', 'auditor', 'engineer', 'change_manager'].flatMap((role) => [
      `ULCO ${role}`,
      `FUN ${role}`,
    ]),
    then: 200,
  },
  'POST /tickets/{reference}/alert-hierarchy': {
    who: ['ULCO spoc', 'ULCO manager', 'FUN engineer', 'FUN manager'],
    then: 412,
  },
};
/** The same for everybody who sees the ticket: nothing is to be decided, no such action, no such entry, no such answer. */
export const alike: Record<string, number> = {
  'POST /tickets/{reference}/runs': 404,
  'POST /tickets/{reference}/approval': 409,
  'POST /tickets/{reference}/approval/reassign': 409,
  'DELETE /tickets/{reference}/time-spent/{id}': 404,
  'GET /tickets/{reference}/canned-answers/{id}': 404,
};
/** Open to the managers of both sides; there is no verdict yet, and nothing to settle. */
export const contesting: Record<string, number> = {
  'POST /tickets/{reference}/contests': 409,
  'POST /tickets/{reference}/contests/{n}/settle': 404,
};
/** What one does for oneself on a ticket; it moves nothing, so that no version is asked for. */
export const seen = 'POST /tickets/{reference}/seen';
export const watching: Record<string, number> = {
  'PUT /tickets/{reference}/watch': 200,
  'DELETE /tickets/{reference}/watch': 204,
  'GET /tickets/{reference}/watchers': 200,
};
export const move = (name: string) => `POST /tickets/{reference}/${name}`;
const part = (name: string) => `POST /tickets/{reference}/escalations/{n}/${name}`;
/** By level 1 of its owner, and by an engineer of who holds it. */
export const linking = ['link-problem', 'unlink-problem'].map(move);
export const levelOne = [
  ...['take', 'assign', 'wait', 'resume', 'escalate', 'resolve', 'close', 'reopen', 'cancel', 'qualify'].map(move),
  ...['link', 'merge', 'split', 'attach-to-major', 'detach-from-major'].map(move),
  ...linking,
  'DELETE /tickets/{reference}/links/{to}',
  'PUT /tickets/{reference}/escalation-draft',
  ...writing,
];
export const spocs = ['answer', 'recall', 'confirm', 'refuse'].map(part);
export const engineers = [
  ...['accept', 'assign', 'ask', 'plan', 'resume', 'forward', 'return', 'deliver', 'dispute'],
  ...['external-reference', 'external-answer'],
].map(part);

/** What somebody may do on the ticket; undefined when it does not exist for them. */
export type Sight = { may: string[]; escalation: boolean; mayNotRead?: string[]; contests?: true } | undefined;
export const sights: Record<string, Record<string, Sight>> = {
  ULCO: {
    requester: { may: [move('reopen'), ...writing], escalation: false, mayNotRead: [...times, contests, links] },
    agent: { may: levelOne, escalation: true, mayNotRead: [contests] },
    // who also wrote the message
    spoc: { may: [...levelOne, ...spocs, share, edit], escalation: true },
    manager: { may: [], escalation: true, contests: true },
    auditor: { may: [], escalation: true },
  },
  FUN: {
    engineer: { may: [...engineers, ...linking, ...writing], escalation: true, mayNotRead: [contests, links] },
    change_manager: { may: [], escalation: true, mayNotRead: [links] },
    manager: { may: [], escalation: true, contests: true },
    auditor: { may: [], escalation: true },
  },
  // holds functions of other services, and none of this one
  ULORRAINE: {},
  UPHF: {},
};

/** The same, said to the requester. */
export function toRequester(body: unknown): unknown {
  if (body instanceof FormData) return formWith('du texte', 'note.txt', { audience: 'requester' });
  return body === undefined ? undefined : { ...(body as object), audience: 'requester' };
}

export function expected(sight: Sight, { name, method }: Operation, who: string): number {
  if (!sight) return 404;
  const same = alike[name];
  if (same !== undefined) return same;
  const within = inside[name];
  if (within) return within.who.includes(who) ? within.then : 403;
  const contest = contesting[name];
  if (contest !== undefined) return sight.contests ? contest : 403;
  if (name === seen) return sight.may.includes(move('messages')) && sight.escalation ? 200 : 403;
  if (watching[name] !== undefined) return sight.escalation ? watching[name] : 403;
  if (name.includes('{n}') && !sight.escalation) return 404;
  if (method === 'GET') return sight.mayNotRead?.includes(name) ? 403 : 200;
  // there is no version to be sure of
  if (name === 'DELETE /tickets/{reference}/draft' && sight.may.includes(name)) return 204;
  return sight.may.includes(name) ? 412 : 403;
}
