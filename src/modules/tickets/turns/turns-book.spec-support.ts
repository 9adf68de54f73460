import type { Actor } from '../../../database/index.js';
import type { Office } from '../office.spec-support.js';

// Whose turn it is, read by the book: from the rows of tickets, escalations, assignments, drafts, timers, messages, tasks and
// approvals, with what was read kept by the test. It shares no function and no statement with what it judges.

/** A row of any of those tables, by the columns that are looked at. */
export interface Row extends Record<
  | 'id'
  | 'ticket_id'
  | 'institution_id'
  | 'holder_id'
  | 'person_id'
  | 'role'
  | 'service_id'
  | 'reference'
  | 'state'
  | 'side'
  | 'metric'
  | 'kind'
  | 'author_side'
  | 'audience'
  | 'stream_id',
  string
> {
  waiting_cause: string | null;
  delivery_id: string | null;
  escalation_n: number;
  run: number;
  n: number;
  service_ids: string[] | null;
  readers: string[];
  follow_up_at: Date | null;
  return_settled_at: Date | null;
  return_confirmed_at: Date | null;
  disputed_at: Date | null;
  delivered_at: Date | null;
  ended_at: Date | null;
  paused_since: Date | null;
  qualified_at: Date | null;
  data: { side: string; metric: string; run: number };
  assignee_id: string | null;
  team_id: string | null;
  approver_id: string | null;
  requester_id: string;
  due_at: Date | null;
  done_at: Date | null;
}

export interface Log {
  /** Who of which side could read a message when it was written. */
  readers: Map<string, string[]>;
  seen: { person: string; ticket: string; ids: Set<string> }[];
}

const FAR = new Date('9999-01-01');

export async function read({ admin }: Office) {
  const all = async (text: string) => (await admin.query(text)).rows as Row[];
  return {
    tickets: await all('select * from ticket'),
    escalations: await all('select * from escalation order by n'),
    assignments: await all('select * from assignment'),
    drafts: await all('select ticket_id from escalation_draft'),
    timers: await all('select * from timer'),
    told: await all(`select stream_id, data from event where type in ('timer.warned', 'timer.missed')`),
    messages: await all('select * from message order by posted_at, id'),
    grants: await all('select * from role_grant'),
    tasks: await all('select * from task'),
    members: await all('select * from team_member'),
    approvals: await all(`select * from approval where state = 'open'`),
  };
}

export function byTheBook(book: Awaited<ReturnType<typeof read>>, actor: Actor, log: Log, now: Date): string[] {
  const lines: string[] = [];
  const holds = (person: string, role: string, service: string) =>
    book.grants.some(
      (g) =>
        g.institution_id === actor.institution.id &&
        g.person_id === person &&
        g.role === role &&
        (!g.service_ids || g.service_ids.includes(service)),
    );
  for (const ticket of book.tickets) {
    const calls = book.escalations.filter((e) => e.ticket_id === ticket.id);
    const last = calls.at(-1);
    const isOpen = ['new', 'in_progress', 'waiting'].includes(ticket.state);
    const isCalled = ['offered', 'accepted', 'waiting', 'delivered'].includes(last?.state ?? '');
    const reasons = new Set<string>();
    for (const side of ['user', 'provider']) {
      const held =
        side === 'provider' &&
        last?.holder_id === actor.institution.id &&
        (isCalled || (last.state === 'returned' && !last.return_settled_at));
      if (side === 'user' ? ticket.institution_id !== actor.institution.id : !held) continue;
      const n = side === 'user' ? 0 : (last?.n ?? 0);
      const assignee = book.assignments.find(
        (a) =>
          a.ticket_id === ticket.id &&
          a.institution_id === actor.institution.id &&
          a.side === side &&
          a.escalation_n === n,
      )?.person_id;
      const mine = assignee === actor.personId;
      const all: [string, string[], boolean][] = [];
      const unread = book.messages.some(
        (m) =>
          m.ticket_id === ticket.id &&
          log.readers.get(m.id)?.includes(`${actor.institution.id}/${side}`) &&
          m.audience !== 'internal' &&
          (side === 'user'
            ? (m.author_side === 'requester' && ['message', 'reason'].includes(m.kind)) ||
              (m.author_side === 'provider' && m.kind === 'message')
            : m.author_side === 'user' && m.audience === 'shared' && ['message', 'answer'].includes(m.kind)) &&
          !log.seen.some(
            (s) =>
              s.ticket === ticket.id &&
              s.ids.has(m.id) &&
              (assignee ? s.person === assignee : isOfSide(s.person, side)),
          ),
      );
      const level1 = ['agent', 'spoc'];
      if (isOpen && side === 'user') {
        all.push(['question', ['spoc'], last?.state === 'waiting' && last.waiting_cause === 'spoc']);
        all.push(['transmit', ['spoc'], last?.state === 'delivered']);
        all.push([
          'return',
          ['spoc'],
          last?.state === 'returned' && !last.return_settled_at && !last.return_confirmed_at,
        ]);
        all.push(['dispute', level1, isCalled && last?.disputed_at !== null]);
        all.push(['draft', ['spoc'], book.drafts.some((d) => d.ticket_id === ticket.id)]);
        all.push([
          'follow_up',
          level1,
          ticket.state === 'waiting' && ticket.follow_up_at !== null && ticket.follow_up_at <= now,
        ]);
        all.push(['qualify', level1, ticket.state === 'new' && !ticket.qualified_at]);
        all.push(['take', level1, ticket.state === 'new' && ticket.qualified_at !== null && !isCalled]);
        if (level1.some((role) => holds(actor.personId, role, ticket.service_id)) && isDue(ticket.id))
          reasons.add('task');
      }
      if (isOpen && side === 'provider') {
        all.push(['accept', ['engineer'], last?.state === 'offered']);
        all.push([
          'refused',
          ['engineer'],
          last?.state === 'accepted' && last.delivery_id !== null && !last.delivered_at,
        ]);
        all.push(['follow_up', ['engineer'], last?.state === 'waiting' && (last.follow_up_at ?? FAR) <= now]);
      }
      const running = book.timers.some(
        (m) =>
          m.ticket_id === ticket.id &&
          ['running', 'missed'].includes(m.state) &&
          !m.ended_at &&
          !m.paused_since &&
          (side === 'user' || m.side === 'provider') &&
          book.told.some(
            (e) =>
              e.stream_id === ticket.id && e.data.side === m.side && e.data.metric === m.metric && e.data.run === m.run,
          ),
      );
      if (isOpen) all.push(['at_risk', side === 'user' ? level1 : ['engineer'], running]);
      if (ticket.state !== 'closed' && ticket.state !== 'cancelled')
        all.push([side === 'user' ? 'answer' : 'answered', side === 'user' ? level1 : ['engineer'], unread]);
      for (const [reason, roles, stands] of all) {
        const may = roles.some((role) => holds(actor.personId, role, ticket.service_id));
        const isTheirs = assignee !== undefined && roles.some((role) => holds(assignee, role, ticket.service_id));
        if (stands && may && (mine || !isTheirs)) reasons.add(reason);
      }
    }
    if (reasons.size > 0) lines.push([ticket.reference, ...order.filter((one) => reasons.has(one))].join(' '));
  }
  for (const asked of book.approvals) {
    if (asked.institution_id !== actor.institution.id || asked.requester_id === actor.personId) continue;
    const mayAny = asked.approver_id === null && holds(actor.personId, 'manager', asked.service_id);
    if (asked.approver_id === actor.personId || mayAny) lines.push(`${asked.reference} approval`);
  }
  return lines.sort();

  /** A task of the ticket that is the actor's, or their team's and nobody's, within a day. */
  function isDue(ticket: string): boolean {
    const until = now.getTime() + 86_400_000;
    return book.tasks.some(
      (t) =>
        t.ticket_id === ticket &&
        !t.done_at &&
        t.due_at !== null &&
        t.due_at.getTime() <= until &&
        (t.assignee_id === actor.personId ||
          (t.assignee_id === null &&
            book.members.some((m) => m.team_id === t.team_id && m.person_id === actor.personId))),
    );
  }

  function isOfSide(person: string, side: string): boolean {
    return book.grants.some(
      (g) =>
        g.institution_id === actor.institution.id &&
        g.person_id === person &&
        (side === 'user' ? ['agent', 'spoc'] : ['engineer']).includes(g.role),
    );
  }
}

const order =
  'question transmit return accept refused answered dispute draft answer follow_up at_risk qualify take task'.split(
    ' ',
  );
