import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Actor } from '../../../database/index.js';
import { ApprovalsModule } from '../approvals/approvals.module.js';
import { ModelsModule } from '../models/models.module.js';
import { Sweep } from '../sweep.js';
import { TasksModule } from '../tasks/tasks.module.js';
import { TeamsModule } from '../teams/teams.module.js';
import { ThreadModule } from '../thread/thread.module.js';
import { ThreadService } from '../thread/thread.service.js';
import { ReadingMarks } from './reading-marks.service.js';
import { turnsByTheBook } from './turns-model.spec-support.js';
import { TurnsModule } from './turns.module.js';
import { TurnsService, type Turn } from './turns.service.js';
import { openOffice, type Office } from '../office.spec-support.js';
import { tries } from '../../../kernel/effort.spec-support.js';

let office: Office;
beforeAll(async () => {
  office = await openOffice(TurnsModule, ThreadModule, ApprovalsModule, ModelsModule, TasksModule, TeamsModule);
});
afterAll(() => office.close());

const people = ['agent.uphf', 'spoc.uphf', 'agent.ulco', 'spoc.ulco', 'engineer.ulco', 'engineer.ulorraine'];

/** The whole list, page by page. */
async function listed(actor: Actor, limit = 3): Promise<{ turns: Turn[]; counts: Record<string, number> }> {
  const turns: Turn[] = [];
  let cursor: string | undefined;
  let counts: Record<string, number>;
  do {
    const page = await office.app.get(TurnsService).mine(actor, { limit, cursor });
    turns.push(...page.items);
    counts = Object.fromEntries(page.counts);
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
  return { turns, counts };
}

const told = (turns: readonly Turn[]) =>
  turns.map((turn) => `${referenceOf(turn)} ${[turn.why, ...turn.also].join(' ')}`);

const referenceOf = (turn: Turn) => (turn.approval ? turn.approval.reference : turn.reference);

async function open(who: string, more: object = {}): Promise<string> {
  const { ticket } = await office.desks.opening.open(await office.cast.actor(who), {
    kind: 'incident',
    service: 'OAE',
    title: 'Documents absents',
    description: 'Le dossier est vide.',
    ...more,
  });
  return ticket.reference;
}

const asked = async (who: string, reference: string) => ({ actor: await office.cast.actor(who), reference });
const turnsOf = async (who: string) => (await listed(await office.cast.actor(who))).turns;
const whyOf = async (who: string, reference: string) =>
  (await turnsOf(who))
    .filter((turn) => referenceOf(turn) === reference)
    .map(({ why, also }) => [why, ...also].join(' '))[0];

describe('a ticket on its way', () => {
  it('is everybody’s to qualify, then whose it was taken by, then the provider’s, then the SPOC’s', async () => {
    const reference = await open('requester.uphf', { service: 'OAE' });
    for (const who of ['agent.uphf', 'spoc.uphf']) expect(await whyOf(who, reference)).toBe('qualify');
    expect(await whyOf('engineer.ulco', reference)).toBeUndefined();
    await office.desks.moves.qualify(await asked('agent.uphf', reference), { impact: 'low', urgency: 'low' });
    for (const who of ['agent.uphf', 'spoc.uphf']) expect(await whyOf(who, reference)).toBe('take');
    await office.desks.moves.take(await asked('agent.uphf', reference));
    for (const who of ['agent.uphf', 'spoc.uphf']) expect(await whyOf(who, reference)).toBeUndefined();
    const draft = { function: 'support', summary: 'Vide.' } as const;
    await office.desks.escalating.draft(await asked('agent.uphf', reference), draft);
    // assigned to an agent, who cannot send it: every SPOC's
    expect(await whyOf('spoc.uphf', reference)).toBe('draft');
    expect(await whyOf('agent.uphf', reference)).toBeUndefined();
    await office.desks.escalating.escalate(await asked('spoc.uphf', reference), draft);
    expect(await whyOf('spoc.uphf', reference)).toBeUndefined();
    expect(await whyOf('engineer.ulco', reference)).toBe('accept');
    const escalated = { ...(await asked('engineer.ulco', reference)), n: 1 };
    const byHome = { ...(await asked('spoc.uphf', reference)), n: 1 };
    await office.desks.escalations.accept(escalated);
    expect(await whyOf('engineer.ulco', reference)).toBeUndefined();
    await office.desks.escalations.ask(escalated, 'Quel dossier ?');
    expect(await whyOf('spoc.uphf', reference)).toBe('question');
    await office.desks.escalations.answer(byHome, 'Celui-ci.');
    expect(await whyOf('spoc.uphf', reference)).toBeUndefined();
    expect(await whyOf('engineer.ulco', reference)).toBe('answered');
    await office.app.get(ReadingMarks).seen(escalated.actor, reference);
    expect(await whyOf('engineer.ulco', reference)).toBeUndefined();
    await office.desks.escalations.dispute(escalated, { impact: 'low', urgency: 'low', reason: 'Moins grave.' });
    expect(await whyOf('agent.uphf', reference)).toBe('dispute');
    await office.desks.moves.qualify(await asked('spoc.uphf', reference), { impact: 'low', urgency: 'low' });
    expect(await whyOf('agent.uphf', reference)).toBeUndefined();
    await office.desks.escalations.deliver(escalated, 'fixed', 'Revenu.');
    expect(await whyOf('spoc.uphf', reference)).toBe('transmit');
    await office.desks.escalations.refuse(byHome, 'Toujours vide.');
    expect(await whyOf('engineer.ulco', reference)).toBe('refused');
    await office.desks.escalations.return(escalated, 'other', 'Pas nous.');
    expect(await whyOf('spoc.uphf', reference)).toBe('return');
    expect(await whyOf('engineer.ulco', reference)).toBeUndefined();
    await office.desks.escalations.confirm(byHome, false);
    expect(await whyOf('spoc.uphf', reference)).toBeUndefined();
  });

  it('comes back on the day that was said, and when a target is warned of or missed', async () => {
    const reference = await open('agent.uphf', {
      impact: 'medium',
      urgency: 'high',
      requester: 'requester.uphf@guichet.example',
    });
    await office.desks.moves.take(await asked('agent.uphf', reference));
    const followUpAt = new Date('2026-03-11T09:00:00Z');
    await office.desks.moves.wait(await asked('agent.uphf', reference), { cause: 'third_party', followUpAt });
    office.clock.moveTo(new Date(followUpAt.getTime() - 1));
    expect((await whyOf('agent.uphf', reference)) ?? '').not.toContain('follow_up');
    office.clock.moveTo(followUpAt);
    expect(await whyOf('agent.uphf', reference)).toContain('follow_up');
    office.clock.advance(20 * 86_400_000);
    await office.app.get(Sweep).run();
    const [turn] = (await turnsOf('agent.uphf')).filter((one) => referenceOf(one) === reference);
    expect(turn).toMatchObject({ why: 'follow_up', also: ['at_risk'], timer: { state: 'missed' }, urgency: 2 });
  });

  it('leaves the other side’s version, instants and lists alone, whoever reads and takes what', async () => {
    const reference = await open('spoc.uphf', { impact: 'low', urgency: 'low' });
    await office.desks.escalating.escalate(await asked('spoc.uphf', reference), {
      function: 'support',
      summary: 'Vide.',
    });
    await office.desks.escalations.accept({ ...(await asked('engineer.ulco', reference)), n: 1 });
    await office.desks.messages.post(await asked('spoc.uphf', reference), 'Alors ?', 'shared');
    const sideOf = async (code: string) =>
      (
        await office.admin.query(
          `select to_jsonb(p) as party, to_jsonb(t) as ticket from ticket_party p join ticket t on t.id = p.ticket_id
             join institution i on i.id = p.institution_id where t.reference = $1 and i.code = $2`,
          [reference, code],
        )
      ).rows as object[];
    const before = await sideOf('UPHF');
    await office.app.get(ReadingMarks).seen(await office.cast.actor('engineer.ulco'), reference);
    const engineer = await asked('engineer.ulco', reference);
    await office.desks.escalations.assign({ ...engineer, n: 1 }, { assignee: null });
    expect(await sideOf('UPHF')).toEqual(before);
  });
});

describe('what was read', () => {
  it('is up to the text that was named; what comes after it is unread', async () => {
    const reference = await open('agent.uphf', {
      impact: 'low',
      urgency: 'low',
      requester: 'requester.uphf@guichet.example',
    });
    await office.desks.moves.take(await asked('agent.uphf', reference));
    const requester = await asked('requester.uphf', reference);
    const first = await office.desks.messages.post(requester, 'Une chose.', 'requester');
    await office.desks.messages.post(requester, 'Une autre, au même instant.', 'requester');
    const marks = office.app.get(ReadingMarks);
    const agent = await office.cast.actor('agent.uphf');
    await marks.seen(agent, reference, first.id);
    expect(await whyOf('agent.uphf', reference)).toBe('answer');
    // somebody else's reading is not that of whoever has it
    await marks.seen(await office.cast.actor('spoc.uphf'), reference);
    expect(await whyOf('agent.uphf', reference)).toBe('answer');
    await marks.seen(agent, reference);
    expect(await whyOf('agent.uphf', reference)).toBeUndefined();
    await expect(marks.seen(await office.cast.actor('engineer.ulorraine'), reference)).rejects.toMatchObject({
      refusal: { kind: 'not_found' },
    });
    await expect(marks.seen(await office.cast.actor('manager.uphf'), reference)).rejects.toMatchObject({
      refusal: { kind: 'forbidden' },
    });
  });

  it('is not what crosses later, from then on, for those who did not read it before', async () => {
    const reference = await open('requester.uphf');
    const spoc = await asked('spoc.uphf', reference);
    const message = await office.desks.messages.post(spoc, 'Quel navigateur ?', 'requester');
    await office.desks.escalating.escalate(spoc, { function: 'support', summary: 'Vide.' });
    const engineer = { ...(await asked('engineer.ulco', reference)), n: 1 };
    await office.desks.escalations.accept(engineer);
    expect(await whyOf('engineer.ulco', reference)).toBeUndefined();
    const [thread, marks] = [office.app.get(ThreadService), office.app.get(ReadingMarks)];
    const before = await whyOf('spoc.uphf', reference);
    for (const what of ['description', message.id]) {
      office.clock.advance(3_600_000);
      expect(await thread.share(spoc, [what])).toHaveLength(1);
      const [turn] = (await turnsOf('engineer.ulco')).filter((one) => referenceOf(one) === reference);
      expect(turn).toMatchObject({ why: 'answered', since: office.clock.now() });
      await marks.seen(engineer.actor, reference);
      expect(await whyOf('engineer.ulco', reference)).toBeUndefined();
    }
    expect(await thread.share(spoc, ['description', message.id])).toEqual([]);
    expect(await whyOf('engineer.ulco', reference)).toBeUndefined();
    expect(await whyOf('spoc.uphf', reference)).toBe(before);
  });

  it('is read by anybody of the side while nobody has it', async () => {
    const reference = await open('requester.uphf');
    await office.desks.moves.qualify(await asked('agent.uphf', reference), { impact: 'low', urgency: 'low' });
    await office.desks.messages.post(await asked('requester.uphf', reference), 'Encore moi.', 'requester');
    expect(await whyOf('spoc.uphf', reference)).toBe('answer take');
    await office.app.get(ReadingMarks).seen(await office.cast.actor('agent.uphf'), reference);
    expect(await whyOf('spoc.uphf', reference)).toBe('take');
  });
});

describe('after random moves', () => {
  it('the list paged to its end, the counts and the rules read by the book are the same, for everybody', async () => {
    const failures = await turnsByTheBook(office, [...people, 'manager.uphf'], {
      moves: Number(process.env.TURNS_MOVES ?? tries(260, 80)),
      seed: 7,
      listed: async (actor) => {
        const { turns, counts } = await listed(actor);
        const byKind: Record<string, number> = {};
        for (const { why } of turns) byKind[why] = (byKind[why] ?? 0) + 1;
        expect(counts).toEqual(byKind);
        expect(new Set(turns.map(({ id }) => id)).size).toBe(turns.length);
        const keys = turns.map(({ urgency, since, id }) => `${String(urgency)} ${since.toISOString()} ${id}`);
        expect(keys).toEqual([...keys].sort());
        return told(turns);
      },
    });
    expect(failures).toEqual([]);
  });
});
