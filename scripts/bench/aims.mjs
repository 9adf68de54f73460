/**
 * The figures that were aimed at, over HTTP as the program ships, one request at a time: a page of 50 of my turn and of a
 * list with each filter, first and far in (the thousandth page, or the last); a ticket with fifty messages; searching two
 * words; counting; opening, eight at once. With several sizes, the last against the first.
 */
import { busiest } from './filling/consortium.mjs';
import { percentile, table } from './figures.mjs';
import { serve, timed } from './asking.mjs';

const FAR = 50_000;
const people = {
  spoc: `spoc.${busiest.toLowerCase()}`,
  agent: `agent.${busiest.toLowerCase()}`,
  engineer: 'engineer.fun',
};
const terms = (from, count, step = 3) => Array.from({ length: count }, (_, k) => `terme${String(from + k * step)}`);

const filters = {
  'newest first': '',
  'one state': 'state=in_progress',
  'what is open': 'state=new,in_progress,waiting',
  kind: 'kind=request',
  priority: 'priority=P1,P2',
  service: 'service=POD',
  institution: `institution=${busiest}`,
  holder: 'holder=FUN',
  'next actor': 'nextActor=provider',
  'next actor FUN': 'nextActor=FUN',
  late: 'late=true',
  'late and open': 'late=true&state=in_progress',
  mine: 'assignee=me',
  'mine and open': 'assignee=me&state=new,in_progress,waiting',
  'nobody’s': 'assignee=none&state=new',
  'waits for the requester': 'waitingCause=requester',
  unread: 'unread=true',
  watched: 'watched=true',
  'followed up before': `followUpBefore=${new Date(Date.now() + 30 * 86_400_000).toISOString()}`,
  'opened since': `openedFrom=${new Date(Date.now() - 60 * 86_400_000).toISOString()}`,
  'opened before': `openedTo=${new Date(Date.now() - 400 * 86_400_000).toISOString()}`,
  'updated since': `updatedFrom=${new Date(Date.now() - 30 * 86_400_000).toISOString()}`,
  'by due': 'sort=dueAt',
  'by priority': 'sort=priority&state=in_progress',
  'by update': 'sort=-updatedAt',
};

const searches = {
  'two rare words': (terms1) => terms1(2000, 40).map((one, k) => `${one}+terme${String(k)}+`),
  'a frequent and a rare word': (terms1) => terms1(2500, 40).map((one) => `blanche+${one}+`),
  'two frequent words': () => ['page+blanche+', 'cours+matin+', 'navigateur+cache+'],
  'one word of many tickets': (terms1) => terms1(0, 20, 1).map((one) => `cours+${one}+`),
  'a phrase': () => ['"page+blanche"+', '"message+d’erreur"+'].map(encodeURI),
  'while it is typed': (terms1) => terms1(200, 20).map((one) => `page+${one.slice(0, -1)}`),
};

export const aims = ['my-turn', 'lists', 'ticket', 'search', 'counts', 'opening'];

/** @param parts some of `aims` */
export async function measureAims(databases, { sizes, repeats, parts }) {
  const sides = [];
  try {
    for (const size of sizes) sides.push({ size, ...(await serve(await databases.of(size))) });
    if (parts.includes('my-turn')) await report('My turn, a page of 50', 25, sides, repeats, myTurn);
    if (parts.includes('lists')) await report('Lists, a page of 50', 25, sides, repeats, lists);
    if (parts.includes('ticket')) await report('A ticket with fifty messages', 15, sides, repeats, longTicket);
    if (parts.includes('search')) await report('Search, a page of 50', 80, sides, repeats, searching);
    if (parts.includes('counts')) await report('Counts', 30, sides, repeats, counting);
    if (parts.includes('opening')) await report('Opening, eight at once', 25, sides, repeats, opening, eightAtOnce);
  } finally {
    for (const { program } of sides) await program.stop();
  }
}

async function report(title, aim, sides, repeats, questionsOf, measure = timed) {
  const asked = [];
  for (const side of sides) asked.push(await questionsOf(side));
  const heading = sides.flatMap(({ size }) => [`p50 at ${String(size)}`, 'p95', 'found']);
  const rows = [['', ...heading, ...(sides.length > 1 ? ['growth'] : []), `over ${String(aim)} ms`]];
  for (const name of Object.keys(asked[0])) {
    const figures = [];
    for (const of of asked) figures.push(await measure(of[name], { repeats }));
    const isOver = figures.some(({ p95 }) => p95 > aim);
    rows.push([
      name,
      ...figures.flatMap(({ p50, p95, found }) => [p50.toFixed(1), p95.toFixed(1), found]),
      ...(sides.length > 1 ? [`x ${(figures.at(-1).p50 / figures[0].p50).toFixed(2)}`] : []),
      isOver ? 'over' : '',
    ]);
  }
  table(`${title} (${String(repeats)} each, milliseconds; aim at p95: ${String(aim)})`, rows);
}

async function myTurn(side) {
  const questions = {};
  for (const [role, who] of Object.entries(people)) {
    const token = await side.token(who);
    const get = (path) => () => side.ask('GET', path, token);
    questions[`${role}: all`] = [get('/my-turn')];
    const { counts } = await side.ask('GET', '/my-turn', token);
    for (const kind of Object.keys(counts).filter((one) => one !== 'total' && counts[one] > 0))
      questions[`${role}: ${kind}`] = [get(`/my-turn?kind=${kind}`)];
    const cursor = await lastPage(side, token);
    if (cursor) questions[`${role}: the last page`] = [get(`/my-turn?cursor=${cursor}`)];
  }
  return questions;
}

async function lastPage(side, token) {
  let cursor;
  for (let page = 0; page < 500; page += 1) {
    const { nextCursor } = await side.ask('GET', `/my-turn?limit=100${cursor ? `&cursor=${cursor}` : ''}`, token);
    if (nextCursor === null) break;
    cursor = nextCursor;
  }
  return cursor;
}

async function lists(side) {
  const questions = {};
  for (const [role, part] of Object.entries({ spoc: 'user', engineer: 'provider' })) {
    const token = await side.token(people[role]);
    for (const [name, query] of Object.entries(filters)) {
      questions[`${role}: ${name}`] = [() => side.ask('GET', `/tickets?${query}`, token)];
      const cursor = await farIn(side, part, role === 'spoc' ? busiest : 'FUN', query);
      if (cursor)
        questions[`${role}: ${name}, far in`] = [() => side.ask('GET', `/tickets?${query}&cursor=${cursor}`, token)];
    }
  }
  return questions;
}

/** Where the thousandth page of the whole list begins, or nine tenths of it; a filter goes on from there. */
async function farIn({ database }, side, code, query) {
  const sort = /sort=(-?)(\w+)/.exec(query);
  if (sort?.[2] === 'priority') return undefined;
  const column = { dueAt: 'due_at', updatedAt: 'updated_at' }[sort?.[2]] ?? 'opened_at';
  const direction = sort && sort[1] === '' ? 'asc' : 'desc';
  const { rows } = await database.admin.query(
    `with mine as (select p.${column} as key, p.ticket_id as id
                     from ticket_party p join institution i on i.id = p.institution_id
                    where i.code = $2 and p.side = $1 and p.${column} is not null)
     select * from mine order by key ${direction}, id ${direction}
     offset (select least(${String(FAR)}, count(*) * 9 / 10) from mine) limit 1`,
    [side, code],
  );
  return (
    rows[0] && Buffer.from(JSON.stringify({ key: rows[0].key.toISOString(), id: rows[0].id })).toString('base64url')
  );
}

async function longTicket(side) {
  const { rows } = await side.database.admin.query(
    `select t.reference from ticket t join message m on m.ticket_id = t.id join institution i on i.id = t.institution_id
      where i.code <> 'U56' group by t.id having count(*) >= 50 limit 1`,
  );
  const token = await side.token(`spoc.${rows[0].reference.split('-')[0].toLowerCase()}`);
  const of = `/tickets/${rows[0].reference}`;
  const get = (path) => [() => side.ask('GET', path, token)];
  return {
    ticket: get(of),
    messages: get(`${of}/messages`),
    timeline: get(`${of}/timeline`),
    timers: get(`${of}/timers`),
  };
}

async function searching(side) {
  const questions = {};
  for (const role of ['spoc', 'engineer']) {
    const token = await side.token(people[role]);
    for (const [name, words] of Object.entries(searches))
      questions[`${role}: ${name}`] = words(terms).map((q) => () => side.ask('GET', `/tickets?q=${q}`, token));
    questions[`${role}: with a filter`] = terms(0, 20).map(
      (one) => () => side.ask('GET', `/tickets?q=blanche+${one}+&state=in_progress`, token),
    );
    questions[`${role}: a frequent word where it is rare`] = [
      () => side.ask('GET', '/tickets?q=blanche+&state=cancelled', token),
    ];
  }
  return questions;
}

const views = [
  { state: 'new', assignee: 'none' },
  { assignee: 'me', state: 'new,in_progress,waiting' },
  { unread: 'true' },
  { late: 'true', state: 'in_progress' },
  { priority: 'P1,P2', nextActor: 'user_institution' },
];

async function counting(side) {
  const token = await side.token(people.spoc);
  const of = (query) => [() => side.ask('GET', `/tickets/count?${query}`, token)];
  const { items } = await side.ask('GET', '/views', token);
  if (items.length === 0)
    for (const [k, filter] of views.entries())
      await side.ask('POST', '/views', token, { name: `View ${String(k)}`, filter });
  return {
    'all there are': of(''),
    'one state': of('state=in_progress'),
    'what is closed': of('state=closed'),
    service: of('service=POD'),
    'late and open': of('late=true&state=in_progress'),
    'mine and open': of('assignee=me&state=new,in_progress,waiting'),
    unread: of('unread=true'),
    'two rare words': of('q=terme2000+terme3+'),
    'two frequent words': of('q=page+blanche+'),
    'a word of many tickets': of('q=cours+terme3+'),
    'two frequent words, with a filter': of('q=page+blanche+&state=in_progress'),
    'five views': [() => side.ask('GET', '/views/counts', token)],
  };
}

/** By sixteen institutions: those of one wait for one another at its counter of references. */
async function opening(side) {
  const codes = Array.from({ length: 16 }, (_, k) => `u${String(k + 1).padStart(2, '0')}`);
  const tokens = [];
  for (const code of codes) tokens.push(await side.token(`requester.${code}`));
  const payload = { kind: 'incident', service: 'POD', title: 'Page blanche', description: 'Rien ne s’ouvre ce matin.' };
  return { opening: tokens.map((token) => () => side.ask('POST', '/tickets', token, payload)) };
}

async function eightAtOnce(asks, { repeats }) {
  const times = [];
  const lane = async (k) => {
    for (let turn = 0; turn < 5 + repeats; turn += 1) {
      const startedAt = performance.now();
      await asks[(k + turn * 8) % asks.length]();
      if (turn >= 5) times.push(performance.now() - startedAt);
    }
  };
  await Promise.all(Array.from({ length: 8 }, (_, k) => lane(k)));
  return { p50: percentile(times, 0.5), p95: percentile(times, 0.95), found: times.length };
}
