import { jest } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import { Global, Logger, Module, type INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import pg from 'pg';
import { agreementsIn, generator, RandomPeople } from '../../../admin/random-people.spec-support.js';
import { ConfigModule, parseConfig, type Config } from '../../../config/index.js';
import { cloneDatabase, DatabaseModule, UnitOfWork, type Actor, type TestServer } from '../../../database/index.js';
import { Cast } from '../../../demo/cast.js';
import { desksOf, type Desks } from '../../../demo/desks.js';
import { installConsortium } from '../../../demo/install-consortium.js';
import { EventsModule } from '../../../events/index.js';
import { JobsModule } from '../../../jobs/index.js';
import { tries } from '../../../kernel/effort.spec-support.js';
import { Clock, DomainError, MovableClock } from '../../../kernel/index.js';
import { DecisionsService } from '../../catalogue/decisions.service.js';
import { ProposalsService } from '../../catalogue/proposals.service.js';
import { TargetsService } from '../../catalogue/targets.service.js';
import { sidesOf } from '../../identity/index.js';
import { ServiceHoursModule } from '../../service-hours/index.js';
import { OwnHoursService } from '../../service-hours/own-hours.service.js';
import { ReadingService } from '../reading.service.js';
import { MessagesStore } from '../stores/messages.store.js';
import { TicketsModule } from '../tickets.module.js';
import { FindingModule } from './finding.module.js';
import { SearchingService } from './searching.service.js';
import { SearchStore } from './search.store.js';

const SEED = Number(process.env['GUICHET_SEED'] ?? 20260310);
const TICKETS = 8;
const clock = new MovableClock(new Date('2026-03-10T08:00:00Z'));

@Global()
@Module({ providers: [{ provide: Clock, useValue: clock }], exports: [Clock] })
class ClockModule {}

let database: Awaited<ReturnType<typeof cloneDatabase>>;
let admin: pg.Client;
let app: INestApplicationContext;
let cast: Cast;
let desks: Desks;
let searching: SearchingService;
/** A word for each text: nobody else's. */
const words: string[] = [];
const references: string[] = [];

beforeAll(async () => {
  Logger.overrideLogger(false);
  const server = JSON.parse(process.env['GUICHET_TEST_DATABASE'] ?? '{}') as TestServer;
  database = await cloneDatabase(server, `finding_${randomBytes(6).toString('hex')}`);
  await installConsortium(database.owner, { passwordHash: 'none', now: clock.now() });
  admin = new pg.Client({ connectionString: database.admin });
  await admin.connect();
  @Module({
    imports: [
      ConfigModule.with(parseConfig({}) as Config),
      ClockModule,
      DatabaseModule.with({ apiUrl: database.api, workerUrl: database.worker }),
      JobsModule.with({ place: { kind: 'postgres', url: database.jobs }, works: false }),
      EventsModule,
      ServiceHoursModule,
      TicketsModule,
      FindingModule,
    ],
  })
  class TestModule {}
  app = await NestFactory.createApplicationContext(TestModule, { logger: false, abortOnError: false });
  cast = new Cast(app);
  desks = desksOf(app);
  searching = app.get(SearchingService);
  await write();
}, 240_000);
afterAll(async () => {
  await app.close();
  await admin.end();
  await database.drop();
});

/** Random histories, in which every text has a word of its own, and escalations tick some of what was said. */
async function write(): Promise<void> {
  const store = app.get(MessagesStore);
  const add = store.add.bind(store);
  jest.spyOn(store, 'add').mockImplementation((tx, message) => {
    const word = `zz${words.length.toString(36).padStart(3, 'q')}k`;
    words.push(word);
    return add(tx, { ...message, body: `${message.body} ${word}` });
  });
  const draw = generator(SEED);
  const { escalating } = desks;
  const escalate = escalating.escalate.bind(escalating);
  jest.spyOn(escalating, 'escalate').mockImplementation(async (asked, sending) => {
    const { items } = await desks.messages.list(asked.actor, asked.reference, 50);
    const ticked = draw.some(items.filter(({ audience }) => audience !== 'internal').map(({ id }) => id));
    return escalate(asked, { ...sending, messages: [...ticked, ...draw.some(['description'])] });
  });
  const parts = {
    Cast,
    desksOf: () => desks,
    ReadingService,
    ProposalsService,
    DecisionsService,
    TargetsService,
    OwnHoursService,
  };
  const people = new RandomPeople(app, parts, clock, await agreementsIn(database.admin));
  for (let n = 0; n < TICKETS; n += 1) {
    const own = generator(SEED, n);
    const ticket = n % 4 === 0 ? await ownTicket(n) : await people.open(own);
    references.push(ticket.reference);
    for (let move = 0; move < 10; move += 1) {
      clock.moveTo(new Date(clock.now().getTime() + 60_000));
      await people.act(ticket, own);
    }
  }
  await admin.query('analyze');
}

/** Of FUN, about what FUN itself runs; every other one asked by an engineer of it. */
async function ownTicket(n: number): Promise<{ reference: string; holder: string }> {
  const { ticket } = await desks.opening.open(n % 8 === 0 ? await askingEngineer() : await cast.actor('agent.fun'), {
    kind: 'incident',
    service: 'FUNCAMPUS',
    title: 'Une demande',
    description: 'Chez nous.',
  });
  const asked = { actor: await cast.actor('spoc.fun'), reference: ticket.reference };
  await desks.escalating.escalate(asked, { function: 'support', summary: 'Résumé.' });
  const engineer = { actor: await cast.actor('engineer.fun'), reference: ticket.reference };
  await desks.messages.post(engineer, 'Entre nous.', 'internal');
  await desks.messages.post(asked, 'À vous.', 'requester');
  return { reference: ticket.reference, holder: 'fun' };
}

async function askingEngineer(): Promise<Actor> {
  const engineer = await cast.actor('engineer.fun');
  const roles = new Map([...engineer.roles, ['requester', 'all' as const]]) as Actor['roles'];
  return { ...engineer, roles, ...sidesOf(roles) };
}

/** Limited to one service. */
async function limited(who: string, code: string): Promise<Actor> {
  const actor = await cast.actor(who);
  const { rows } = await admin.query<{ id: string }>('select id from service where code = $1', [code]);
  const roles = new Map([...actor.roles].map(([role]) => [role, [rows[0]!.id]]));
  return { ...actor, roles, ...sidesOf(roles) };
}

async function everybody(): Promise<[string, Actor][]> {
  const { rows } = await admin.query<{ code: string }>(
    `select distinct lower(i.code) as code from ticket_party p join institution i on i.id = p.institution_id order by 1`,
  );
  const roles = ['requester', 'agent', 'engineer', 'manager'];
  const names = rows.flatMap(({ code }) => roles.map((role) => `${role}.${code}`));
  const actors: [string, Actor][] = [];
  for (const name of names) actors.push([name, await cast.actor(name)]);
  actors.push(['an engineer who asks', await askingEngineer()]);
  for (const name of ['agent.fun', 'manager.fun', 'engineer.fun', 'spoc.ulco'])
    actors.push([`${name}, for one service`, await limited(name, 'FUNCAMPUS')]);
  actors.push(['requester.uphf, who asked for nothing of it', await cast.actor('requester.unistra')]);
  return actors;
}

/** What somebody reads when they open a ticket and its thread; nothing when it is not there for them. */
async function readOf(actor: Actor, reference: string): Promise<string> {
  try {
    const view = await app.get(ReadingService).view(actor, reference);
    const thread = await desks.messages.list(actor, reference, 100);
    return [view.description ?? '', ...view.texts.values(), ...thread.items.map(({ body }) => body)].join(' ');
  } catch (error) {
    if (error instanceof DomainError && error.refusal.kind === 'not_found') return '';
    throw error;
  }
}

const listing = { sort: 'openedAt', descending: true, limit: 100 } as const;
const found = async (actor: Actor, q: string) =>
  (await searching.list(actor, listing, q)).items.map(({ line }) => line.reference).sort();

describe(`${String(TICKETS)} random tickets (GUICHET_SEED=${String(SEED)})`, () => {
  const reaches = { 'among the first rows': [600, 20_000], 'by the index': [0, 20_000], 'row by row': [0, 1] } as const;

  it.each(Object.keys(reaches) as (keyof typeof reaches)[])(
    'are found by each word by exactly those who can read it: %s',
    async (how) => {
      [searching.reach.near, searching.reach.most] = reaches[how];
      const readable: Record<string, string[]> = {};
      const answered: Record<string, string[]> = {};
      let wordsRead = 0;
      for (const [name, actor] of (await everybody()).filter((_, place) => place % tries(1, 3) === 0)) {
        const texts = await Promise.all(references.map((reference) => readOf(actor, reference)));
        for (const word of words) {
          const expected = references.filter((_, place) => texts[place]?.includes(word)).sort();
          wordsRead += expected.length;
          if (how !== 'among the first rows' && expected.length === 0 && !word.endsWith('1k')) continue;
          readable[`${name}: ${word}`] = expected;
          answered[`${name}: ${word}`] = await found(actor, `${word} `);
        }
      }
      expect(answered).toEqual(readable);
      expect(words.length).toBeGreaterThan(40);
      expect(wordsRead).toBeGreaterThan(words.length);
    },
    300_000,
  );
});

it('finds files by their names, for those who read the text that they belong to', async () => {
  const { reference, summary, inside } = await escalated();
  await attach(summary, 'Releve_Ténébreux-2026.pdf');
  await attach(inside, 'clefdevoute.txt');
  const [spoc, engineer, other] = [
    await cast.actor('spoc.ujm'),
    await cast.actor('engineer.ulco'),
    await cast.actor('spoc.amu'),
  ];
  expect(await found(spoc, 'tenebreux ')).toEqual([reference]);
  expect(await found(engineer, 'ténébreux ')).toEqual([reference]);
  expect(await found(other, 'ténébreux ')).toEqual([]);
  expect(await found(spoc, 'clefdevoute ')).toEqual([reference]);
  expect(await found(engineer, 'clefdevoute ')).toEqual([]);
  const { items } = await searching.list(spoc, listing, 'tenebreux ');
  expect(items[0]?.highlights).toEqual([
    {
      field: 'attachment',
      messageId: summary,
      parts: [
        { text: 'Releve_', isMatch: false },
        { text: 'Ténébreux', isMatch: true },
        { text: '-2026.pdf', isMatch: false },
      ],
    },
  ]);
});

it('finds a file by its name where its text crosses later', async () => {
  const { reference, early } = await escalated();
  await attach(early, 'palimpseste.pdf');
  const engineer = await cast.actor('engineer.ulco');
  expect(await found(engineer, 'palimpseste ')).toEqual([]);
  await app
    .get(UnitOfWork)
    .run(await cast.actor('spoc.ujm'), (tx) =>
      tx.run(
        `update message set readers = readers || ((select id from institution where code = 'ULCO') || '/provider') where id = $1`,
        [early],
      ),
    );
  expect(await found(engineer, 'palimpseste ')).toEqual([reference]);
});

it('has documents that are what making them anew gives', async () => {
  const select =
    'select reader, ticket_id, is_own, is_personal, strip(words)::text as words from ticket_document order by 1, 2';
  const before = (await admin.query(select)).rows;
  await admin.query('select ticket_document_refresh(id) from ticket');
  expect(before.length).toBeGreaterThan(2 * TICKETS);
  expect((await admin.query(select)).rows).toEqual(before);
});

it('knows how to act for nobody', async () => {
  const actor = await cast.actor('cab-member.fun');
  const ids = await app
    .get(UnitOfWork)
    .run(actor, (tx) => tx.query(`select ticket_found_anywhere('zz:*', 'user', 10)`));
  expect(ids).toEqual([]);
});

it('goes on from where a look ended, when a frequent word is not in what a filter leaves', async () => {
  const before = { ...searching.reach };
  Object.assign(searching.reach, { first: 1, near: 1, most: 0, far: 2 });
  try {
    const spoc = await cast.actor('spoc.ujm');
    const { reference } = await escalated();
    // newer ones, in which the word is not
    for (let other = 0; other < 7; other += 1)
      await desks.opening.open(spoc, { kind: 'incident', service: 'OAE', title: 'Autre chose', description: 'Rien.' });
    const places: string[] = [];
    let cursor: string | undefined;
    const seen: string[] = [];
    do {
      const page = await searching.list(spoc, { ...listing, limit: 1, ...(cursor ? { cursor } : {}) }, 'relevé ');
      seen.push(...page.items.map(({ line }) => line.reference));
      expect(page.items.length).toBeLessThanOrEqual(1);
      cursor = page.nextCursor ?? undefined;
      if (cursor) places.push(cursor);
    } while (cursor !== undefined && places.length < 100);
    Object.assign(searching.reach, before);
    expect(seen.sort()).toEqual(await found(spoc, 'relevé '));
    expect(seen).toContain(reference);
    expect(new Set(places).size).toBe(places.length);
    // more pages than tickets: some looks found nothing, and said where to go on
    expect(places.length).toBeGreaterThan(seen.length);
  } finally {
    Object.assign(searching.reach, before);
  }
});

it('asks the index after all where what was frequent among the first rows is not behind them', async () => {
  const before = { ...searching.reach };
  const spoc = await cast.actor('spoc.ujm');
  const expected: string[] = [];
  for (const title of ['Porphyre', 'Porphyre', ...Array.from({ length: 8 }, () => 'Autre chose'), 'Porphyre']) {
    const opened = await desks.opening.open(spoc, { kind: 'incident', service: 'OAE', title, description: 'Rien.' });
    if (title === 'Porphyre') expected.unshift(opened.ticket.reference);
  }
  const asked = jest.spyOn(app.get(SearchStore), 'anywhere');
  try {
    // the newest matches: that promises a page of two within six rows
    Object.assign(searching.reach, { first: 1, near: 1, dense: 3 });
    const page = await searching.list(spoc, { ...listing, limit: 2 }, 'porphyre ');
    expect(page.items.map(({ line }) => line.reference)).toEqual(expected.slice(0, 2));
    expect(asked).toHaveBeenCalledTimes(1);
    const last = await searching.list(spoc, { ...listing, limit: 2, cursor: page.nextCursor ?? '' }, 'porphyre ');
    expect(last.items.map(({ line }) => line.reference)).toEqual(expected.slice(2));
    expect(last.nextCursor).toBeNull();
  } finally {
    asked.mockRestore();
    Object.assign(searching.reach, before);
  }
});

it('lets write whatever there is already: what a document cannot hold falls out, the later texts first', async () => {
  const { reference, id } = await escalated();
  const spoc = await cast.actor('spoc.ujm');
  // words of letters that take three bytes and that are taken apart: more than a megabyte of them
  const long = (k: number) =>
    Array.from({ length: 2200 }, (_, n) =>
      String.fromCodePoint(0xac00 + n, 0xac00 + ((n * 7 + k * 631) % 11_000), 0xb000 + k),
    ).join(' ');
  for (let k = 0; k < 40; k += 1) await desks.messages.post({ actor: spoc, reference }, long(k), 'requester');
  await desks.messages.post({ actor: spoc, reference }, 'dernierdetous', 'requester');
  await admin.query('select ticket_document_refresh($1)', [id]);
  const { rows } = await admin.query<{ size: number }>(
    'select max(pg_column_size(words))::integer as size from ticket_document where ticket_id = $1',
    [id],
  );
  expect(rows[0]?.size).toBeGreaterThan(100_000);
  expect(await found(spoc, 'résumédelescalade ')).toContain(reference);
  expect(await found(spoc, 'dernierdetous ')).toEqual([]);
});

/** A ticket with a text that stays at home, one from before, and the summary that crossed. */
async function escalated() {
  const actor = await cast.actor('spoc.ujm');
  const { ticket } = await desks.opening.open(actor, {
    kind: 'incident',
    service: 'OAE',
    title: 'Des relevés manquent',
    description: 'Depuis hier.',
  });
  const { reference } = ticket;
  const { id: inside } = await desks.messages.post({ actor, reference }, 'Entre nous.', 'internal');
  const { id: early } = await desks.messages.post({ actor, reference }, 'Un mot.', 'requester');
  await desks.escalating.escalate(
    { actor, reference },
    { function: 'support', summary: 'résumédelescalade', messages: [] },
  );
  const { rows } = await admin.query<{ id: string; summary: string }>(
    `select t.id, e.summary_id as summary from ticket t join escalation e on e.ticket_id = t.id where t.reference = $1`,
    [reference],
  );
  return { reference, inside, early, id: rows[0]?.id ?? '', summary: rows[0]?.summary ?? '' };
}

async function attach(messageId: string, name: string): Promise<void> {
  await admin.query(
    `insert into attachment (id, ticket_id, message_id, institution_id, added_by, name, media_type, size, sha256, storage_key, state, added_at)
     select gen_random_uuid(), ticket_id, id, author_institution_id, author_id, $2, 'application/pdf', 1, '\\x00', 'key-' || gen_random_uuid(), 'clean', posted_at
       from message where id = $1`,
    [messageId, name],
  );
}
