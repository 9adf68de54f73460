import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { UnitOfWork, type Actor } from '../../../database/index.js';
import { TicketsStore } from '../../tickets/index.js';
import type { Office } from '../../tickets/office.spec-support.js';
import { ActionsService } from '../actions.service.js';
import type { RunOutcome } from '../runs/domain/finishing.js';
import { RunMovesService } from '../runs/run-moves.service.js';
import { codeOf, openRuns, publishAnew, publishedAction } from '../runs/runs.spec-support.js';
import { RunsService } from '../runs/runs.service.js';
import { SuggestionsModule } from './suggestions.module.js';
import { SuggestionsService, type Matter, type Suggestion } from './suggestions.service.js';

let office: Office;
let suggestions: SuggestionsService;
let agent: Actor, spoc: Actor, engineer: Actor, foreign: Actor;

beforeAll(async () => {
  office = await openRuns(SuggestionsModule);
  suggestions = office.app.get(SuggestionsService);
  const { cast } = office;
  agent = await cast.actor('agent.ulco');
  spoc = await cast.actor('spoc.ulco');
  engineer = await cast.actor('engineer.fun');
  foreign = await cast.actor('agent.uphf');
});
afterAll(() => office.close());
/** Each test has actions of its own: those before are retired. */
beforeEach(() =>
  office.admin.query(`update action set state = 'retired', retired_at = now() where state <> 'retired'`),
);

/** About nothing but these words. */
const about = (title: string, words: string[], more: object = {}) => ({
  title: { fr: title, en: null },
  summary: 'À lire.',
  triggers: { words, categories: [], alerts: [] },
  steps: [{ id: 'un', title: 'Un', do: 'Un.' }],
  verification: 'Lire.',
  ...more,
});
const encoding = about('Débloquer un encodage', ['encodage bloqué', 'encoding stuck']);
const mails = about('Faire partir les méls', ['file de méls', 'mail queue']);

async function open(who: Actor, title: string, description = '…', service = 'FUNCAMPUS'): Promise<string> {
  const { ticket } = await office.desks.opening.open(who, { kind: 'incident', service, title, description });
  return ticket.reference;
}

async function run(who: Actor, action: string, ticket: string, outcome: RunOutcome): Promise<void> {
  const { run: begun } = await office.app.get(RunsService).start(who, { action }, ticket);
  const end = { outcome, minutes: null, note: null, results: {} };
  await office.app.get(RunMovesService).finish(who, begun.id, undefined, end);
}

const suggested = (who: Actor, ticket: string, limit = 5) => suggestions.forTicket(who, ticket, limit);
const references = (list: readonly Suggestion[]) => list.map(({ action }) => action.reference);
const kinds = (one: Suggestion | undefined) => one?.reasons.map(({ kind }) => kind);

function suggestFor(who: Actor, matter: Omit<Matter, 'serviceId'>): Promise<Suggestion[]> {
  return office.app.get(UnitOfWork).run(who, async (tx) => {
    const [row] = await tx.query<{ id: string }>(`select id from service where code = 'FUNCAMPUS'`);
    return suggestions.suggest(tx, { serviceId: row?.id ?? '', ...matter }, 5);
  });
}

describe('suggestions for a ticket', () => {
  it('are actions with its words, in other forms and without accents, and say which words', async () => {
    const { reference } = await publishedAction(office, encoding);
    await publishedAction(office, mails);
    const [first, ...others] = await suggested(agent, await open(agent, 'Plusieurs encodages BLOQUES'));
    expect(others).toEqual([]);
    expect(first).toMatchObject({
      action: { reference, title: { fr: 'Débloquer un encodage', en: null }, institution: { code: 'FUN' }, version: 1 },
      isDraft: false,
      success: { runs: 0, worked: 0, low: 0, high: 1 },
      reasons: [{ kind: 'word', words: ['encodages', 'BLOQUES'] }],
    });
  });

  it('find what is said in another word of either language', async () => {
    const { reference } = await publishedAction(office, mails);
    expect(references(await suggested(agent, await open(agent, 'Emails never arrive')))).toEqual([reference]);
  });

  it('are of what may be run: by one’s role, of the service, published and not suspended or retired', async () => {
    const { reference } = await publishedAction(office, { ...encoding, runBy: ['engineer'] });
    const ticket = await open(agent, 'Encodage bloqué');
    expect(await suggested(agent, ticket)).toEqual([]);
    expect(await codeOf(suggested(await office.cast.actor('manager.ulco'), ticket))).toBe('done');
    const own = await open(await office.cast.actor('agent.fun'), 'Encodage bloqué');
    await office.desks.escalating.escalate(
      { actor: await office.cast.actor('spoc.fun'), reference: own },
      { function: 'support', summary: 'Encodage bloqué.', messages: [] },
    );
    expect(references(await suggested(engineer, own))).toEqual([reference]);
    expect(await suggested(agent, await open(agent, 'Encodage bloqué', undefined, 'OAE'))).toEqual([]);
    for (const state of ['suspended', 'retired'] as const) {
      const { reference: other } = await publishedAction(office, encoding);
      expect(references(await suggested(agent, ticket))).toEqual([other]);
      await office.admin.query(
        `update action set state = $2, suspended_at = now(), suspended_because = 'x' where reference = $1`,
        [other, state],
      );
      expect(await suggested(agent, ticket)).toEqual([]);
    }
  });

  it('are none for a requester, and for a ticket that one does not see', async () => {
    await publishedAction(office, encoding);
    const requester = await office.cast.actor('requester.ulco');
    const ticket = await open(requester, 'Encodage bloqué');
    expect(await codeOf(suggested(requester, ticket))).toBe('forbidden');
    expect(await codeOf(suggested(foreign, ticket))).toBe('not_found');
  });

  it('follow the version that is published, and show drafts at home alone, marked, after the rest', async () => {
    const { reference } = await publishedAction(office, mails);
    const draft = await publishedAction(office, { ...encoding, kind: 'corrective' }, { isPublished: false });
    const home = await open(await office.cast.actor('spoc.fun'), 'Encodage bloqué, et la file de méls');
    const atHome = await suggested(await office.cast.actor('spoc.fun'), home);
    expect(atHome.map(({ action, isDraft }) => [action.reference, isDraft])).toEqual([
      [reference, false],
      [draft.reference, true],
    ]);
    const ticket = await open(agent, 'Encodage bloqué');
    expect(await suggested(agent, ticket)).toEqual([]);
    await publishAnew(office, reference, { triggers: { words: ['encodage'], categories: [], alerts: [] } });
    expect((await suggested(agent, ticket)).map(({ action }) => action.version)).toEqual([2]);
  });
});

describe('suggestions for an alert', () => {
  it('begin with what its labels call for, all of them, then a category, then words', async () => {
    const words = await publishedAction(office, encoding);
    const called = await publishedAction(
      office,
      about('Autre', [], { triggers: { words: [], categories: [], alerts: [{ alertname: 'Down', role: 'live' }] } }),
    );
    const category = await publishedAction(
      office,
      about('Encore', [], { triggers: { words: [], categories: ['video'], alerts: [{ alertname: 'Up' }] } }),
    );
    const matter = { title: 'Encodage bloqué', texts: [], labels: { alertname: 'Down', role: 'live', host: 'a' } };
    const all = await suggestFor(agent, { ...matter, category: 'video' });
    expect(references(all)).toEqual([called.reference, category.reference, words.reference]);
    expect(all.map(kinds)).toEqual([['alert'], ['category'], ['word']]);
    expect(all[0]?.reasons).toEqual([{ kind: 'alert', labels: { alertname: 'Down', role: 'live' } }]);
    const some = await suggestFor(agent, { ...matter, labels: { alertname: 'Down', role: 'other' } });
    expect(references(some)).toEqual([words.reference]);
  });
});

describe('what was learned', () => {
  const first = 'Le diaporama saccade en salle Turing';
  const alike = 'Saccade du diaporama, salle Lovelace';

  it('is the words of tickets on which it worked: a ticket that says none of the action’s finds it', async () => {
    const { reference } = await publishedAction(office, encoding);
    const ticket = await open(agent, first);
    expect(await suggested(agent, ticket)).toEqual([]);
    await run(agent, reference, ticket, 'worked');
    const [found] = await suggested(spoc, await open(spoc, alike));
    expect(found?.action.reference).toBe(reference);
    expect(found?.success).toMatchObject({ runs: 1, worked: 1 });
    expect(kinds(found)).toEqual(['learned', 'similar']);
    expect(found?.reasons).toEqual([
      { kind: 'learned', words: expect.arrayContaining(['Saccade', 'diaporama', 'salle']) },
      { kind: 'similar', tickets: 1 },
    ]);
  });

  it('counts against an action that did not help', async () => {
    const [one, other] = [await publishedAction(office, encoding), await publishedAction(office, encoding)];
    const ask = async () => references(await suggested(agent, await open(agent, 'Encodage bloqué en salle Hopper')));
    const [before] = await ask();
    const [best, second] = before === one.reference ? [one, other] : [other, one];
    await run(agent, best.reference, await open(agent, 'Encodage bloqué en salle Hopper'), 'no_effect');
    expect((await ask())[0]).toBe(second.reference);
  });

  it('is of its own side alone: no word of it moves anything elsewhere, on that day or later', async () => {
    const { reference } = await publishedAction(office, encoding);
    const elsewhere = await open(foreign, `Encodage bloqué. ${alike}`);
    const before = await suggested(foreign, elsewhere);
    await run(agent, reference, await open(agent, first), 'worked');
    expect(await suggested(foreign, elsewhere)).toEqual(before);
    // the provider side of the same ticket has learned nothing either
    const home = await open(await office.cast.actor('agent.fun'), alike);
    expect(await suggested(await office.cast.actor('agent.fun'), home)).toEqual([]);
    office.clock.advance(26 * 3_600_000);
    const [later] = await suggested(foreign, elsewhere);
    expect(later?.success).toMatchObject({ runs: 1, worked: 1 });
    expect(later?.reasons).toEqual(before[0]?.reasons);
  });

  it('is forgotten with the ticket’s texts, by whoever learned it; and follows a text that is changed', async () => {
    const { reference } = await publishedAction(office, encoding);
    const ticket = await open(agent, first);
    await run(agent, reference, ticket, 'worked');
    const again = await open(agent, alike);
    const terms = async () => {
      const { rows } = await office.admin.query<{ term: string }>(
        'select l.term from action_learned l join action a on a.id = l.action_id where a.reference = $1',
        [reference],
      );
      return rows.map(({ term }) => term);
    };
    expect(await terms()).toContain('turing');
    const { id } = await office.app
      .get(UnitOfWork)
      .run(agent, (tx) => office.app.get(TicketsStore).byReference(tx, ticket));
    const retitled = `update ticket set title = 'Encodage Hopper' where id = $1`;
    await office.app.get(UnitOfWork).run(agent, (tx) => tx.run(retitled, [id]));
    expect(await terms()).toContain('hopper');
    expect(await terms()).not.toContain('turing');
    expect(await suggested(agent, again)).toEqual([]);
    const forget = (who: Actor) => office.app.get(UnitOfWork).run(who, (tx) => suggestions.forget(tx, id));
    expect(await forget(foreign)).toBe(0);
    expect(await forget(engineer)).toBe(0);
    expect(await forget(agent)).toBe(1);
    expect(await terms()).toEqual([]);
  });

  it('of a text that is taken away nothing is left', async () => {
    const { reference } = await publishedAction(office, encoding);
    const ticket = await open(agent, 'Encodage bloqué', 'Madame Zyzomys, poste 12');
    await run(agent, reference, ticket, 'worked');
    const named = async () =>
      (await office.admin.query(`select 1 from action_learned where term like 'zyzomy%'`)).rowCount;
    expect(await named()).toBeGreaterThan(0);
    // as erasing does: nobody edits what a ticket began with
    await office.admin.query('alter table message disable trigger message_edited');
    await office.admin.query(
      `update message m set body = '[effacé]' from ticket t where t.id = m.ticket_id and t.reference = $1`,
      [ticket],
    );
    await office.admin.query('alter table message enable trigger message_edited');
    expect(await named()).toBe(0);
  });
});

describe('the wall', () => {
  it('keeps internal actions of others, and those for holders, out of suggestions, and their words out of the ranking', async () => {
    await publishedAction(office, encoding);
    const ticket = await open(agent, 'Encodage bloqué');
    const before = await suggested(agent, ticket);
    for (const sharing of ['internal', 'holders'] as const) {
      await publishedAction(office, encoding, { sharing });
      await publishedAction(office, { ...encoding, title: { fr: 'Encodage', en: null } }, { sharing });
    }
    await publishedAction(office, encoding, { isPublished: false });
    expect(await suggested(agent, ticket)).toEqual(before);
  });

  it('follows how an action is shared, at once', async () => {
    const { reference } = await publishedAction(office, encoding);
    const ticket = await open(agent, 'Encodage bloqué');
    const actions = office.app.get(ActionsService);
    const seen: number[] = [];
    for (const sharing of ['internal', 'users', 'holders'] as const) {
      await actions.edit(engineer, reference, undefined, { sharing });
      seen.push((await suggested(agent, ticket)).length);
    }
    expect(seen).toEqual([0, 1, 0]);
  });

  it('shows the texts that one may read: what is not read is neither asked for nor learned', async () => {
    const { reference } = await publishedAction(office, encoding);
    const ticket = await open(agent, 'Une panne', 'Un encodage bloqué, dit Xerxes');
    expect(references(await suggested(agent, ticket))).toEqual([reference]);
    await office.desks.escalating.escalate(
      { actor: spoc, reference: ticket },
      { function: 'support', summary: 'Voir avec nous.', messages: [] },
    );
    expect(await suggested(engineer, ticket)).toEqual([]);
    const learned = async (who: Actor, side: string, term: string) => {
      await run(who, reference, ticket, 'worked');
      const { rows } = await office.admin.query('select 1 from action_learned where reader = $1 and term like $2', [
        `${who.institution.id}/${side}`,
        term,
      ]);
      return rows.length > 0;
    };
    expect([await learned(engineer, 'provider', 'xerx%'), await learned(engineer, 'provider', 'pann%')]).toEqual([
      false,
      true,
    ]);
    expect(await learned(agent, 'user', 'xerx%')).toBe(true);
  });
});
