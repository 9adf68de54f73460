import { randomUUID } from 'node:crypto';
import type { INestApplicationContext } from '@nestjs/common';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type pg from 'pg';
import type { Cast } from '../../../demo/cast.js';
import type { Desks } from '../../../demo/desks.js';
import type { MovableClock } from '../../../kernel/index.js';
import { openOffice, type Office } from '../../tickets/office.spec-support.js';
import { ProblemMovesService } from '../../tickets/problems/problem-moves.service.js';
import { ProblemsService } from '../../tickets/problems/problems.service.js';
import { TicketProblemsService } from '../../tickets/problems/ticket-problems.service.js';
import { ImprovementMovesService } from './improvement-moves.service.js';
import { ImprovementRounds } from './improvement-rounds.js';
import { ImprovementsModule } from './improvements.module.js';
import { ImprovementsService } from './improvements.service.js';

let office: Office;
let admin: pg.Client;
let clock: MovableClock;
let cast: Cast;
let desks: Desks;
let app: INestApplicationContext;

// each begins on the same Tuesday: a clock never goes back
beforeEach(async () => {
  office = await openOffice(ImprovementsModule);
  ({ app, admin, clock, cast, desks } = office);
});
afterEach(() => office.close());

const engineer = () => cast.actor('engineer.fun');
const manager = () => cast.actor('manager.fun');
const service = () => app.get(ImprovementsService);
const moves = () => app.get(ImprovementMovesService);
const rounds = () => app.get(ImprovementRounds);
/** Two processes at once. */
const both = async () => {
  const other = await office.another();
  await Promise.all([rounds().run(), other.get(ImprovementRounds).run()]);
};
const problems = () => app.get(ProblemsService);
const problemMoves = () => app.get(ProblemMovesService);

async function cause(): Promise<string> {
  const { reference } = await problems().open(await engineer(), 'FUNCAMPUS', {
    title: 'La file des tâches se remplit',
    publicTitle: { fr: 'Les notes arrivent tard', en: null },
    workaround: { fr: 'Attendre une heure.', en: null },
  });
  await problemMoves().publish(await engineer(), reference, undefined);
  return reference;
}

async function promise(problem: string, dueOn = '2026-03-20'): Promise<string> {
  const { improvement } = await service().commit(await engineer(), {
    problem,
    kind: 'corrective',
    title: 'Une file à part pour les notes',
    criterion: 'Aucune demande de plus en trois mois.',
    owner: (await engineer()).personId,
    dueOn,
    tasks: ['Essayer', 'Mettre en production'],
  });
  return improvement.reference;
}

/** Of an institution that uses the service: opened now, and said to be this problem. */
async function another(problem: string): Promise<string> {
  const actor = await cast.actor('spoc.ujm');
  const { ticket } = await desks.opening.open(actor, {
    kind: 'incident',
    service: 'FUNCAMPUS',
    title: 'Les notes ne viennent pas',
    description: 'Depuis hier.',
  });
  await app.get(TicketProblemsService).link({ actor, reference: ticket.reference }, problem);
  return ticket.reference;
}

const at = (instant: string) => {
  clock.moveTo(new Date(instant));
};
const told = async (reference: string): Promise<string[]> => {
  const { items } = await service().timeline(await manager(), reference, 50);
  return items.map(({ type }) => type);
};
const one = async (reference: string) => (await service().one(await manager(), reference)).improvement;

describe('an improvement', () => {
  it('is reviewed by somebody else after 30 and 90 days, and then it held', async () => {
    const reference = await promise(await cause());
    at('2026-03-18T10:00:00Z');
    const { improvement, reviews } = await moves().implement(await engineer(), reference, undefined, 'En service.');
    expect(improvement).toMatchObject({ state: 'implemented', nextOn: '2026-04-17' });
    expect(reviews.map(({ dueOn }) => dueOn)).toEqual(['2026-04-17', '2026-06-16']);
    const verdict = { verdict: 'effective' as const, note: 'Aucune demande.' };

    at('2026-04-17T08:00:00Z');
    await expect(moves().review(await engineer(), reference, undefined, verdict)).rejects.toMatchObject({
      refusal: { code: 'own_work' },
    });
    await moves().review(await manager(), reference, undefined, verdict);
    await expect(moves().review(await manager(), reference, undefined, verdict)).rejects.toMatchObject({
      refusal: { code: 'too_early' },
    });
    at('2026-06-16T08:00:00Z');
    await moves().review(await manager(), reference, undefined, verdict);
    expect(await one(reference)).toMatchObject({ state: 'effective', nextOn: null });
  });

  it('is told to be overdue once, when its day is over in its zone', async () => {
    const reference = await promise(await cause());
    at('2026-03-20T22:59:59Z');
    await rounds().run();
    expect(await told(reference)).toEqual(['improvement.committed']);
    at('2026-03-20T23:00:00Z');
    await both();
    at('2026-04-20T23:00:00Z');
    await rounds().run();
    expect(await told(reference)).toEqual(['improvement.committed', 'improvement.overdue']);
  });

  it('is told to be reviewed once, from the beginning of the day', async () => {
    const reference = await promise(await cause());
    at('2026-03-10T10:00:00Z');
    await moves().implement(await engineer(), reference, undefined, 'Fait.');
    at('2026-04-08T21:59:59Z');
    await rounds().run();
    expect(await told(reference)).not.toContain('improvement.review_due');
    at('2026-04-08T22:00:00Z');
    await both();
    at('2026-05-01T00:00:00Z');
    await rounds().run();
    expect((await told(reference)).filter((type) => type === 'improvement.review_due')).toHaveLength(1);
  });
});

describe('a cause that comes back', () => {
  it('is found by a ticket that was opened later, recorded once, and told without the ticket of another institution', async () => {
    const problem = await cause();
    const before = await another(problem);
    const reference = await promise(problem);
    at('2026-03-12T10:00:00Z');
    await moves().implement(await engineer(), reference, undefined, 'Fait.');
    expect(await one(reference)).toMatchObject({ recurrences: 0 });

    at('2026-03-15T10:00:00Z');
    const after = await another(problem);
    await both();
    await rounds().run();
    const { improvement, recurrences } = await service().one(await manager(), reference);
    expect(improvement).toMatchObject({ recurrences: 1, state: 'implemented' });
    expect(recurrences).toMatchObject([{ kind: 'ticket', ticket: null }]);
    expect(after).not.toBe(before);
    const { items } = await service().timeline(await manager(), reference, 50);
    const said = items
      .filter(({ type }) => type === 'improvement.recurred')
      .map(({ data }) => Object.keys(data).sort());
    expect(said).toEqual([['kind', 'problemId', 'recurrenceId']]);
    const listed = await service().list(await manager(), { ...nobody, recurred: true });
    expect(listed.items.map((item) => item.reference)).toContain(reference);
  });

  it('did not, once the ticket is taken off again', async () => {
    const problem = await cause();
    const reference = await promise(problem);
    at('2026-03-12T10:00:00Z');
    await moves().implement(await engineer(), reference, undefined, 'Fait.');
    at('2026-03-13T10:00:00Z');
    const ticket = await another(problem);
    expect(await one(reference)).toMatchObject({ recurrences: 1 });
    const actor = await cast.actor('spoc.ujm');
    await app.get(TicketProblemsService).unlink({ actor, reference: ticket }, problem);
    expect(await one(reference)).toMatchObject({ recurrences: 0 });
    await rounds().run();
    expect(await told(reference)).not.toContain('improvement.recurred');
  });

  it('is found when the problem is opened again', async () => {
    const problem = await cause();
    const reference = await promise(problem);
    await problemMoves().ship(await engineer(), problem, undefined, { fr: 'Corrigé.', en: 'Fixed.' });
    at('2026-03-12T10:00:00Z');
    await moves().implement(await engineer(), reference, undefined, 'Fait.');
    await problemMoves().reopen(await engineer(), problem, undefined, 'Cela recommence.');
    expect(await one(reference)).toMatchObject({ recurrences: 1 });
    const { improvement } = await moves().resume(await manager(), reference, undefined, {
      dueOn: '2026-04-30',
      note: 'La cause est ailleurs.',
    });
    expect(improvement).toMatchObject({ state: 'open', nextOn: '2026-04-30', implementedAt: null });
    // what was done since is not blamed for what came before it
    at('2026-03-14T10:00:00Z');
    await moves().implement(await manager(), reference, undefined, 'Fait autrement.');
    expect(await one(reference)).toMatchObject({ state: 'implemented', recurrences: 0 });
  });
});

const nobody = {
  states: undefined,
  service: undefined,
  problem: undefined,
  change: undefined,
  owner: undefined,
  recurred: undefined,
  limit: 50,
};

describe('the list for the steering meeting', () => {
  it('has what is due first, and leaves nothing out between two pages', async () => {
    const problem = await cause();
    const [late, soon] = [await promise(problem, '2026-05-02'), await promise(problem, '2026-03-11')];
    const asked = { ...nobody, problem, limit: 1 };
    const first = await service().list(await manager(), asked);
    expect(first.items.map((item) => item.reference)).toEqual([soon]);
    const second = await service().list(await manager(), { ...asked, cursor: first.nextCursor ?? '' });
    expect(second.items.map((item) => item.reference)).toEqual([late]);
    at('2026-03-11T10:00:00Z');
    const due = await service().list(await manager(), { ...nobody, problem, due: true });
    expect(due.items.map((item) => item.reference)).toEqual([soon]);
  });

  it('has no place for a cursor that somebody made up', async () => {
    for (const on of ['2026-02-30', '9999-99-99', 'tomorrow']) {
      const cursor = Buffer.from(JSON.stringify({ on, id: randomUUID() })).toString('base64url');
      const reader = await manager();
      await expect((async () => service().list(reader, { ...nobody, cursor }))()).rejects.toMatchObject({
        refusal: { code: 'bad_cursor' },
      });
    }
  });

  it('tells nothing to another institution, not even one that uses the service', async () => {
    const reference = await promise(await cause());
    for (const who of ['manager.ujm', 'engineer.unistra']) {
      await expect(service().one(await cast.actor(who), reference)).rejects.toMatchObject({
        refusal: { kind: 'not_found' },
      });
      expect((await service().list(await cast.actor(who), nobody)).items).toEqual([]);
    }
  });

  it('is for problems of the own institution, of which the owner may work on the service', async () => {
    const problem = await cause();
    const said = { problem, kind: 'preventive' as const, title: 'T', criterion: 'C', dueOn: '2026-04-01' };
    const stranger = (await cast.actor('engineer.unistra')).personId;
    await expect(service().commit(await engineer(), { ...said, owner: stranger })).rejects.toMatchObject({
      refusal: { code: 'not_possible' },
    });
    const owner = (await engineer()).personId;
    for (const [more, code] of [
      [{ problem: 'PRB-FUN-2026-99999' }, 'unknown_problem'],
      [{ dueOn: '2026-03-09' }, 'past'],
    ] as const)
      await expect(service().commit(await engineer(), { ...said, owner, ...more })).rejects.toMatchObject({
        refusal: { code },
      });
    const foreign = await cast.actor('engineer.unistra');
    await expect(service().commit(foreign, { ...said, owner: stranger })).rejects.toMatchObject({
      refusal: { code: 'unknown_problem' },
    });
  });

  it('has no verdict that is given twice, nor by whoever answers for it, whatever the program says', async () => {
    const reference = await promise(await cause());
    at('2026-03-12T10:00:00Z');
    await moves().implement(await engineer(), reference, undefined, 'Fait.');
    const verdict = `update improvement_review set verdict = 'effective', note = 'x', by_id = $2, at = now()
                      where after_days = 30 and improvement_id = (select id from improvement where reference = $1)`;
    await admin.query(verdict, [reference, (await manager()).personId]);
    await expect(admin.query(verdict, [reference, (await manager()).personId])).rejects.toThrow('a verdict stays');
  });
});
