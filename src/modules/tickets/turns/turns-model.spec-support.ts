import type { Actor } from '../../../database/index.js';
import { ReadingService } from '../reading.service.js';
import { Sweep } from '../sweep.js';
import { ReadingMarks } from './reading-marks.service.js';
import type { Office } from './turns.spec-support.js';

// Whose turn it is, read by the book: from the rows of tickets, escalations, assignments, drafts, timers and messages, with
// what was read kept here. It shares no function and no statement with what it judges.

/** A row of any of those tables, by the columns that are looked at. */
interface Row extends Record<
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
}

interface Log {
  /** Who of which side could read a message when it was written. */
  readers: Map<string, string[]>;
  seen: { person: string; ticket: string; ids: Set<string> }[];
}

interface Random {
  below: (n: number) => number;
  one: <T>(of: readonly T[]) => T;
}

export async function turnsByTheBook(
  office: Office,
  people: readonly string[],
  options: { moves: number; seed: number; listed: (actor: Actor) => Promise<string[]> },
): Promise<string[]> {
  const random = generator(options.seed);
  const log: Log = { readers: new Map(), seen: [] };
  // what was written and read before is not ours to judge: everybody has read it
  await office.admin.query('delete from ticket_read');
  await office.admin.query('update ticket_party set answered_at = null');
  await office.admin.query('select ticket_index(id) from ticket');
  const { rows } = await office.admin.query<{ id: string }>('select id from message');
  for (const { id } of rows) log.readers.set(id, []);
  const failures: string[] = [];
  for (let move = 0; move < options.moves; move += 1) {
    const did = await act(office, people, random, log);
    for (const { id, readers } of (await office.admin.query<Row>('select id, readers from message')).rows)
      if (!log.readers.has(id)) log.readers.set(id, readers);
    if (move % 8 !== 7) continue;
    const book = await read(office);
    for (const who of people) {
      const actor = await office.cast.actor(who);
      const [expected, found] = [byTheBook(book, actor, log, office.clock.now()), (await options.listed(actor)).sort()];
      if (JSON.stringify(expected) !== JSON.stringify(found))
        failures.push(
          `${String(move)} (${did}) ${who}: only by the book ${JSON.stringify(expected.filter((one) => !found.includes(one)))}, ` +
            `only listed ${JSON.stringify(found.filter((one) => !expected.includes(one)))}`,
        );
    }
    if (failures.length > 0) break;
  }
  return failures;
}

const FAR = new Date('9999-01-01');
const levels = ['high', 'medium', 'low'] as const;

async function act({ app, admin, cast, desks, clock }: Office, people: readonly string[], random: Random, log: Log) {
  const { one, below } = random;
  clock.advance(below(4) === 0 ? below(12) * 3_600_000 : below(30) * 60_000);
  if (below(6) === 0) await app.get(Sweep).run();
  const references = (
    await admin.query(`select reference from ticket where state <> 'closed' order by opened_at desc limit 14`)
  ).rows.map(({ reference }) => reference as string);
  if (references.length < 8 || below(9) === 0) {
    const actor = await cast.actor(one(['requester.uphf', 'agent.uphf', 'spoc.ulco', 'requester.ulco']));
    const more = below(2) === 0 ? { impact: one(levels), urgency: one(levels) } : {};
    await desks.opening.open(actor, {
      kind: 'incident',
      service: one(['OAE', 'POD']),
      title: 'T',
      description: 'D',
      ...more,
    });
    return 'open';
  }
  const who = one([...people, 'requester.uphf', 'requester.ulco']);
  const actor = await cast.actor(who);
  const reference = one(references);
  const asked = { actor, reference };
  try {
    const offered = await app.get(ReadingService).moves(actor, reference);
    const ways = [
      ...offered.map(({ move, n }) => ({ move: move, n })),
      ...['message', 'seen', 'draft'].map((move) => ({ move, n: null })),
    ];
    const { move, n } = one(ways);
    if (['cancel', 'close'].includes(move) && below(4) > 0) return 'nothing';
    const e = { ...asked, n: n ?? 0 };
    const followUpAt = new Date(clock.now().getTime() + (1 + below(40)) * 3_600_000);
    const sent = { function: one(['support', 'hosting'] as const), summary: 'S' };
    const colleague =
      below(3) === 0
        ? null
        : (await cast.actor(one(people.filter((p) => p.endsWith(who.slice(who.lastIndexOf('.'))))))).personId;
    const dispute = { impact: one(levels), urgency: one(levels), reason: 'R' };
    const inThread: Partial<Record<string, 'requester' | 'shared'>> = { requester: 'requester', engineer: 'shared' };
    const ways2: Record<string, () => Promise<unknown>> = {
      take: () => desks.moves.take(asked),
      assign: () =>
        n === null
          ? desks.moves.assign(asked, { assignee: colleague })
          : desks.escalations.assign(e, { assignee: colleague }),
      wait: () =>
        desks.moves.wait(asked, {
          cause: one(['requester', 'third_party', 'scheduled', 'change'] as const),
          followUpAt,
          message: 'M',
        }),
      resume: () => (n === null ? desks.moves.resume(asked) : desks.escalations.resume(e)),
      resolve: () => desks.moves.resolve(asked, { code: 'fixed', text: 'T' }),
      close: () => desks.moves.close(asked),
      reopen: () => desks.moves.reopen(asked, 'R'),
      cancel: () => desks.moves.cancel(asked, 'R'),
      qualify: () => desks.moves.qualify(asked, dispute),
      escalate: () => desks.escalating.escalate(asked, sent),
      draft: () => desks.escalating.draft(asked, sent),
      accept: () => desks.escalations.accept(e),
      ask: () => desks.escalations.ask(e, 'Q'),
      answer: () => desks.escalations.answer(e, 'A'),
      plan: () => desks.escalations.plan(e, { cause: one(['planned', 'third_party'] as const), followUpAt }),
      return: () => desks.escalations.return(e, 'other', 'R'),
      recall: () => desks.escalations.recall(e, 'R'),
      deliver: () => desks.escalations.deliver(e, 'fixed', 'T'),
      confirm: () => desks.escalations.confirm(e, false),
      refuse: () => desks.escalations.refuse(e, 'R'),
      dispute: () => desks.escalations.dispute(e, dispute),
      forward: () => desks.forwarding.forward(e, { function: 'hosting', reason: 'R' }),
      message: () =>
        desks.messages.post(
          asked,
          'M',
          inThread[who.split('.')[0] ?? ''] ?? one(['requester', 'shared', 'internal'] as const),
        ),
      seen: async () => {
        const { rows } = await admin.query(
          'select m.id from message m join ticket t on t.id = m.ticket_id where t.reference = $1',
          [reference],
        );
        const found = await admin.query<{ id: string }>('select id from ticket where reference = $1', [reference]);
        const ticket = found.rows[0]?.id ?? '';
        await app.get(ReadingMarks).seen(actor, reference);
        log.seen.push({ person: actor.personId, ticket, ids: new Set(rows.map(({ id }) => id as string)) });
      },
    };
    await ways2[move]?.();
    return `${who} ${move} ${reference}`;
  } catch (error) {
    if ((error as { refusal?: unknown }).refusal) return `${who} refused on ${reference}`;
    throw error;
  }
}

async function read({ admin }: Office) {
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
  };
}

function byTheBook(book: Awaited<ReturnType<typeof read>>, actor: Actor, log: Log, now: Date): string[] {
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
  return lines.sort();

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
  'question transmit return accept refused answered dispute draft answer follow_up at_risk qualify take'.split(' ');

function generator(seed: number): Random {
  let state = seed;
  const next = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 4_294_967_296;
  };
  const below = (n: number) => Math.floor(next() * n);
  return { below, one: (of) => of[below(of.length)] as never };
}
