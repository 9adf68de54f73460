import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openWholeWorld } from '../../../database/whole-world.spec-support.js';
import { acting, levelOneOf, NOW, type World } from '../../../database/wall.spec-support.js';
import { adminOf, ADDRESS, erase, NAME, plant, traces } from './erasure.spec-support.js';

// A name and an address are put into every text of every table that the catalogue rules; after the erasure none of them stands
// anywhere, and every figure is what it was.

let world: World;
let person: string;
let planted: string[];
let before: Record<string, string>;

/** What nothing of an erasure may move: the record, and what is counted. */
const figures = [
  'select * from event order by stream_id, number',
  'select * from event_chain order by 1, 2',
  'select * from event_stream order by 1',
  'select * from timer order by id',
  'select * from handled_part order by 1, 2',
  `select to_jsonb(u) - 'reason' from handled_unit u order by ticket_id`,
  'select * from published_month order by 1, 2',
  `select to_jsonb(t) - 'title' from ticket t order by id`,
  'select * from ticket_party order by 1, 2, 3',
  `select to_jsonb(m) - 'body' - 'author_name' from message m order by id`,
  `select to_jsonb(v) - 'reason' from change_vote v order by id`,
  'select count(*) from change_round',
  'select count(*), sum(minutes) from time_spent',
  `select to_jsonb(a) - 'name' - 'media_type' - 'sha256' - 'state' from attachment a order by id`,
  'select sum(worked), sum(failed) from action_learned where term = $1',
];
async function counted(): Promise<Record<string, string>> {
  const told: Record<string, string> = {};
  for (const text of figures) {
    const { rows } = await world.admin.query<object>(text, text.includes('$1') ? [''] : []);
    told[text] = JSON.stringify(rows);
  }
  return told;
}
const find = async (word: string) => {
  const clauses = JSON.stringify([{ words: word, exact: true, prefix: false, without: false }]);
  const { rows } = await acting(world.connections.api, levelOneOf(world, 'ULCO'), (client) =>
    client.query<object>(`select * from ticket_found_anywhere(ticket_query($1), 'user', 10)`, [clauses]),
  );
  return rows.length;
};

beforeAll(async () => {
  world = await openWholeWorld();
  person = world.id['requester ULCO']!;
  planted = await plant(world, person);
  before = await counted();
  // another one runs in this world, and finds nothing
  await world.admin.query('delete from erasure_file; delete from erasure');
});
afterAll(() => world.close());

describe('the erasure of a person', () => {
  it('has much to do', async () => {
    expect(planted.length).toBeGreaterThan(120);
    const found = await traces(world);
    expect(found).toEqual(
      expect.arrayContaining(['ticket_document.words', 'action_learned.term', 'mail_in_content.raw']),
    );
    expect(found.length).toBeGreaterThan(90);
    expect(await find('quokkadot')).toBeGreaterThan(0);
  });

  it('takes the account at once, and asked again does nothing', async () => {
    const chief = await adminOf(world, 'ULCO');
    const ask = () =>
      acting(
        world.connections.api,
        chief,
        (client) => client.query('select erasure_begin($1, $2) as is', [person, NOW]),
        {
          keep: true,
        },
      );
    expect((await ask()).rows).toEqual([{ is: true }]);
    const { rows } = await world.admin.query<object>(
      `select email, display_name as name,
              (select count(*)::int from session s where s.person_id = p.id) as sessions,
              (select count(*)::int from api_token t where t.person_id = p.id) as tokens,
              (select count(*)::int from calendar_feed f where f.person_id = p.id) as feeds,
              (select count(*)::int from watcher w where w.person_id = p.id) as watched,
              (select count(*)::int from credential c where c.person_id = p.id) as passwords
         from person p where id = $1`,
      [person],
    );
    const gone = { sessions: 0, tokens: 0, feeds: 0, watched: 0, passwords: 0 };
    expect(rows).toEqual([{ email: `${person}@erased.invalid`, name: 'Personne effacée', ...gone }]);
    expect((await ask()).rows).toEqual([{ is: false }]);
  });

  it('goes on in small parts from wherever it stopped, and ends when nothing is found', async () => {
    expect(await erase(world, person, 40)).toBe('more');
    expect(await erase(world, person)).toBe('done');
    expect(await erase(world, person, 1)).toBe('done');
  });

  it('leaves no trace in any column of any table, nor in what searches look through', async () => {
    expect(await traces(world)).toEqual([]);
    expect(await find('quokkadot')).toBe(0);
    expect(await find('zephyrine')).toBe(0);
  });

  it('moves no figure, no event and no chain', async () => {
    const after = await counted();
    for (const text of figures) expect([text, after[text]]).toEqual([text, before[text]]);
  });

  it('takes the texts of what they asked for whole, and of others only the name', async () => {
    const { rows: asked } = await world.admin.query<{ title: string; bodies: string[] }>(
      `select t.title, array(select distinct m.body from message m where m.ticket_id = t.id and m.audience = 'requester') as bodies
         from ticket t where t.requester_id = $1`,
      [person],
    );
    expect(asked.length).toBeGreaterThan(0);
    for (const { title, bodies } of asked) {
      expect(title).toBe('[effacé]');
      expect(bodies.filter((body) => body !== '[effacé]')).toEqual([]);
    }
    const { rows: others } = await world.admin.query<{ body: string }>('select body from problem_note');
    expect(others.map(({ body }) => body)).toContainEqual(
      expect.stringMatching(/^.+ De \[effacé\] ; \[effacé\] ; .*\[effacé\]$/),
    );
    const { rows: files } = await world.admin.query<{ state: string; name: string }>(
      `select a.state, a.name from attachment a join message m on m.id = a.message_id
        where m.audience = 'requester' and a.ticket_id in (select id from ticket where requester_id = $1)`,
      [person],
    );
    for (const file of files) expect(file).toEqual({ state: 'erased', name: '[effacé]' });
  });

  it('gives the address to somebody new', async () => {
    const { rows } = await world.admin.query<{ id: string }>(
      `insert into person (id, email, display_name, locale) values (gen_random_uuid(), $1, $2, 'fr') returning id`,
      [ADDRESS, NAME],
    );
    expect(rows[0]!.id).not.toBe(person);
  });
});

describe('what is looked for', () => {
  const found = async (name: string | null, text: string) => {
    const { rows } = await world.admin.query<{ said: string }>(
      `select erased_text($2, erasure_pattern($1, 'jo.li@ulco.example', false), '*') as said`,
      [name, text],
    );
    return rows[0]!.said;
  };

  it.each([
    ['Jo Li', 'Vu avec Jo Li, puis LI Jo.', 'Vu avec *, puis *.'],
    ['Jo Li', 'Jo  Lin et Anjo Li', 'Jo  Lin et Anjo Li'],
    ['Jo Li', 'Jo, et Li', 'Jo, et Li'],
    ['Jo Li', '> Vu avec Jo\n> Li', '> Vu avec *'],
    ["Zoé O'Brien-Roß", 'zoe O’Brien‑Roß &amp; Zoé O&#39;Brien-Roß', '* &amp; *'],
    ['A "B" (C) [d]', 'A "B" (C) [d] et a &quot;b&quot; (c) [D]', '* et *'],
    ['Service', 'Le Service de Jo.Li@ULCO.example.', 'Le Service de *.'],
    [null, 'Jo Li, jo.li@ulco.example.fr, xjo.li@ulco.example', 'Jo Li, jo.li@ulco.example.fr, xjo.li@ulco.example'],
  ])('%s in "%s"', async (name, text, said) => {
    expect(await found(name, text)).toBe(said);
  });
});
