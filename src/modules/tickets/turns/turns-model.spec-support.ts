import type { Actor } from '../../../database/index.js';
import { DecidingService } from '../approvals/deciding.service.js';
import { ModelsService } from '../models/models.service.js';
import { ReadingService } from '../reading.service.js';
import { TasksService } from '../tasks/tasks.service.js';
import { TeamsService } from '../teams/teams.service.js';
import { Sweep } from '../sweep.js';
import { ReadingMarks } from './reading-marks.service.js';
import { byTheBook, read, type Log, type Row } from './turns-book.spec-support.js';
import type { Office } from '../office.spec-support.js';

// Random moves, after which whose turn it is is read by the book.

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
  const models = await requestModels(office);
  const { rows } = await office.admin.query<{ id: string }>('select id from message');
  for (const { id } of rows) log.readers.set(id, []);
  const failures: string[] = [];
  for (let move = 0; move < options.moves; move += 1) {
    const did = await act(office, people, random, log, models);
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

const levels = ['high', 'medium', 'low'] as const;

/** Two of UPHF that ask for a decision: of one person, and of whoever is a manager. And a team of two. */
async function requestModels({ app, cast }: Office): Promise<{ ids: string[]; team: string }> {
  const spoc = await cast.actor('spoc.uphf');
  const ids: string[] = [];
  const { personId } = await cast.actor('agent.uphf');
  for (const approver of [{ kind: 'person' as const, personId }, { kind: 'manager' as const }]) {
    const content = { name: { fr: 'Un', en: 'One' }, fields: [], tasks: [], approver };
    const { model } = await app.get(ModelsService).create(spoc, 'OAE', content);
    await app.get(ModelsService).publish(spoc, model.id);
    ids.push(model.id);
  }
  const members = [personId, spoc.personId];
  const wish = { name: 'Une équipe', mode: 'manual' as const, members };
  const team = await app.get(TeamsService).make(await cast.actor('manager.uphf'), 'user', wish);
  return { ids, team: team.id };
}

async function act(
  { app, admin, cast, desks, clock }: Office,
  people: readonly string[],
  random: Random,
  log: Log,
  models: { ids: string[]; team: string },
) {
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
  if (below(12) === 0) {
    const actor = await cast.actor(one(['requester.uphf', 'agent.uphf', 'spoc.uphf']));
    await desks.opening.open(actor, { kind: 'request', service: 'OAE', model: one(models.ids), fields: {} });
    return 'ask';
  }
  const who = one([...people, 'requester.uphf', 'requester.ulco']);
  const actor = await cast.actor(who);
  const reference = one(references);
  const asked = { actor, reference };
  try {
    const offered = await app.get(ReadingService).moves(actor, reference);
    const ways = [
      ...offered.map(({ move, n }) => ({ move: move, n })),
      ...['message', 'seen', 'draft', 'task', 'finish', 'decide'].map((move) => ({ move, n: null })),
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
      task: () =>
        app.get(TasksService).add(asked, {
          title: 'T',
          assignee: colleague,
          team: below(2) === 0 && who.endsWith('.uphf') ? models.team : null,
          dueAt: below(5) === 0 ? null : new Date(clock.now().getTime() + (below(72) - 12) * 3_600_000).toISOString(),
        }),
      finish: async () => {
        const { items } = { items: await app.get(TasksService).list(actor, reference) };
        if (items.length > 0) await app.get(TasksService).change(asked, one(items).id, { done: below(4) > 0 });
      },
      decide: () => app.get(DecidingService).decide(asked, below(3) > 0 ? 'approve' : 'reject', 'R'),
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

function generator(seed: number): Random {
  let state = seed;
  const next = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 4_294_967_296;
  };
  const below = (n: number) => Math.floor(next() * n);
  return { below, one: (of) => of[below(of.length)] as never };
}
