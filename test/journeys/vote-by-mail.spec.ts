import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { PASSWORD } from '../support/app.js';
import { compiled } from '../support/compiled.js';
import { DAY, memberOf, MINUTE, openAssembly, type Assembly } from '../support/votes.js';

// A vote, or an objection, from the link in a mail: recorded is what the person said, and nothing that anybody else did.

let hall: Assembly;
/** Writes the links as letters do: in the name of the institution of whoever is written to. */
let linkTo: (account: string, kind: string, subjectId: string) => Promise<string>;

beforeAll(async () => {
  hall = await openAssembly();
  const { DecisionLinks } = await compiled<typeof import('../../src/modules/notifications/deciding/links.js')>(
    'modules/notifications/deciding/links.js',
  );
  const { UnitOfWork, systemActor } = await compiled<typeof import('../../src/database/index.js')>('database/index.js');
  linkTo = async (account, kind, subjectId) => {
    const code = account.slice(account.lastIndexOf('.') + 1).toUpperCase();
    const [institution] = await hall.sql<{ id: string }>('select id from institution where code = $1', [code]);
    const personId = await hall.idOf(account);
    const links = hall.guichet.app.get(DecisionLinks, { strict: false });
    const url = await hall.guichet.app
      .get(UnitOfWork)
      .run(systemActor(institution?.id ?? ''), (tx) => links.to(tx, kind, subjectId, { personId, locale: 'fr' }));
    if (url === undefined) throw new Error('nothing to decide');
    return new URL(url).pathname;
  };
});
afterAll(() => hall.close());
// the limits of an hour begin anew
beforeEach(() => {
  hall.guichet.clock.advance(61 * MINUTE);
});

interface Page {
  status: number;
  html: string;
}
async function ask(path: string, init: RequestInit = {}): Promise<Page> {
  const answer = await fetch(`${hall.guichet.anybody.url}${path}`, { redirect: 'manual', ...init });
  return { status: answer.status, html: await answer.text() };
}
const post = (path: string, fields: Record<string, string> = {}) =>
  ask(path, { method: 'POST', body: new URLSearchParams(fields) });
const proofIn = ({ html }: Page) => /name="proof" value="([^"]+)"/.exec(html)?.[1] ?? '';
const codesOf = (account: string) =>
  hall.guichet.mailbox.received
    .filter(({ to, mail }) => to[0]?.startsWith(`${account}@`) === true && mail.subject === 'Votre code pour décider')
    .map(({ mail }) => /\b(\d{8})\b/.exec(mail.text ?? '')?.[1] ?? '');
async function codeFor(account: string, path: string): Promise<string> {
  const before = codesOf(account).length;
  expect((await post(`${path}/code`)).status).toBe(200);
  await hall.guichet.mailbox.expect(account, () => codesOf(account).length > before);
  return codesOf(account).at(-1) ?? '';
}
async function shown(account: string, path: string): Promise<Page> {
  const page = await post(`${path}/identify`, { code: await codeFor(account, path) });
  expect([page.status, proofIn(page)]).toEqual([200, expect.stringMatching(/./)]);
  return page;
}

const VOTER = memberOf('UJM');
const OBJECTOR = 'spoc.ulco';

/** What there is to say, to whom, and everything that could have been recorded of it. */
interface Asked {
  change: string;
  path: string;
}
interface Kind {
  who: string;
  /** Somebody else of the same institution, who might be passed the mail. */
  other: string;
  choice: string;
  asked: () => Promise<Asked>;
  /** An edit after which it is another thing that is decided on. */
  edit: object;
}

const voterRow = async (change: string, account: string) =>
  (
    await hall.sql<{ id: string }>(
      `select v.id from change_voter v join change c on c.id = v.change_id join change_round r on r.id = v.round_id
        where c.reference = $1 and v.person_id = $2 order by r.number desc limit 1`,
      [change.slice('/changes/'.length), await hall.idOf(account)],
    )
  )[0]?.id ?? '';

const kinds: Record<string, Kind> = {
  change_vote: {
    who: VOTER,
    other: 'manager.ujm',
    choice: 'approve',
    edit: { plan: 'Autrement.' },
    asked: async () => {
      const change = await hall.voting();
      return { change, path: await linkTo(VOTER, 'change_vote', await voterRow(change, VOTER)) };
    },
  },
  change_objection: {
    who: OBJECTOR,
    other: 'manager.ulco',
    choice: 'object',
    edit: { window: { from: '2026-09-01T08:00:00Z', to: '2026-09-01T09:00:00Z' } },
    asked: async () => {
      const change = await hall.draft({ isMajorVersion: false });
      expect((await (await hall.as('engineer.fun')).post(`${change}/submit`)).status).toBe(200);
      const read = await (await hall.as('change-manager.fun')).post(`${change}/decide`, { decision: 'approve' });
      expect(read.body).toMatchObject({ state: 'deciding', class: 'normal' });
      const [row] = await hall.sql<{ id: string }>('select id from change where reference = $1', [
        change.slice('/changes/'.length),
      ]);
      return { change, path: await linkTo(OBJECTOR, 'change_objection', row?.id ?? '') };
    },
  },
};

const recorded = async (change: string) => {
  const reference = change.slice('/changes/'.length);
  const rows = (table: string) =>
    hall.sql(`select t.* from ${table} t join change c on c.id = t.change_id where c.reference = $1 order by t.id`, [
      reference,
    ]);
  // what time does with a round is none of a link's
  const said = (await hall.events(change)).filter(({ type }) => /voted|objected|classed/.test(type));
  return [said, await rows('change_vote'), await rows('change_objection')];
};

describe.each(Object.entries(kinds))('a link to %s', (name, { who, other, choice, asked, edit }) => {
  const REASON = { reason: 'Pour une raison.' };
  const decide = (path: string, proof: string) => post(`${path}/decision`, { proof, choice, ...REASON });
  /** Nothing was recorded by what `work` does. */
  const leavesNothing = async (work: (one: Asked) => Promise<void>) => {
    const one = await asked();
    const before = await recorded(one.change);
    await work(one);
    expect(await recorded(one.change)).toEqual(before);
  };

  it('records nothing when it is opened, and tells nothing', () =>
    leavesNothing(async ({ change, path }) => {
      const { status, html } = await ask(path);
      expect(status).toBe(200);
      for (const word of [change.slice('/changes/'.length), 'Version 5', 'Basculer']) expect(html).not.toContain(word);
    }));

  it('records nothing when it is asked for its head', () =>
    leavesNothing(async ({ path }) => {
      expect((await ask(path, { method: 'HEAD' })).status).toBe(200);
    }));

  it('records nothing when it is looked ahead at', () =>
    leavesNothing(async ({ path }) => {
      const headers = { purpose: 'prefetch', 'sec-purpose': 'prefetch', 'x-moz': 'prefetch' };
      expect((await ask(path, { headers })).status).toBe(200);
    }));

  it('records nothing when a program sends its forms without a code', () =>
    leavesNothing(async ({ path }) => {
      await post(`${path}/code`);
      for (const fill of [{}, { code: '00000000' }, { email: 'x@example.org', password: 'x' }])
        expect((await post(`${path}/identify`, fill as Record<string, string>)).status).toBe(401);
      for (const proof of ['', 'x', `${'f'.repeat(8)}${'A'.repeat(43)}`])
        expect((await decide(path, proof)).status).toBe(403);
    }));

  it('records nothing for whoever was passed the mail, signed in or not', () =>
    leavesNothing(async ({ path }) => {
      const { authorization } = await hall.as(other);
      expect((await ask(path, { headers: authorization })).status).toBe(200);
      for (const account of [other, 'spoc.uphf', 'nobody.ulco']) {
        const page = await post(`${path}/identify`, { email: `${account}@guichet.example`, password: PASSWORD });
        expect([page.status, proofIn(page), page.html.includes('Version 5')]).toEqual([401, '', false]);
      }
      expect(
        (
          await ask(`${path}/decision`, {
            method: 'POST',
            body: new URLSearchParams({ proof: '', choice }),
            headers: (await hall.as(other)).authorization,
          })
        ).status,
      ).toBe(403);
    }));

  it('records what the person said, once: again it answers with that', async () => {
    const { change, path } = await asked();
    const page = await shown(who, path);
    expect(page.html).toContain('Version 5');
    expect(page.html.includes('Basculer')).toBe(name === 'change_vote');
    const before = await recorded(change);
    const silent = await post(`${path}/decision`, { proof: proofIn(page) });
    expect(silent.status).toBe(422);
    expect(await recorded(change)).toEqual(before);
    const both = await Promise.all([decide(path, proofIn(page)), decide(path, proofIn(page))]);
    for (const { status } of both) expect([200, 409]).toContain(status);
    expect(both.map(({ status }) => status)).toContain(200);
    const after = await recorded(change);
    expect((after[1]?.length ?? 0) + (after[2]?.length ?? 0)).toBe(1);
    const replay = await decide(path, proofIn(page));
    expect([
      replay.status,
      replay.html.includes(name === 'change_vote' ? 'Vous avez approuvé' : 'a fait objection'),
    ]).toEqual([200, true]);
    expect(await recorded(change)).toEqual(after);
  });

  it('records nothing once what is decided on was edited', async () => {
    const { change, path } = await asked();
    const page = await shown(who, path);
    const engineer = await hall.as('engineer.fun');
    const etag = (await engineer.get(change)).headers.get('etag') ?? '';
    expect((await engineer.send('PATCH', change, edit, { 'if-match': etag })).status).toBe(200);
    const before = await recorded(change);
    const late = await decide(path, proofIn(page));
    expect([late.status, late.html.includes('n’ouvre plus rien')]).toEqual([404, true]);
    expect((await post(`${path}/identify`, { code: await codeFor(who, path) })).status).toBe(404);
    expect(await recorded(change)).toEqual(before);
  });

  it('records nothing once it has expired', () =>
    leavesNothing(async ({ path }) => {
      const page = await shown(who, path);
      hall.guichet.clock.advance(14 * DAY);
      expect((await ask(path)).status).toBe(404);
      expect((await decide(path, proofIn(page))).status).toBe(404);
    }));

  it('records nothing with the code for another change, nor with what its page gave', async () => {
    const one = await asked();
    await leavesNothing(async ({ path }) => {
      const code = await codeFor(who, one.path);
      expect((await post(`${path}/identify`, { code })).status).toBe(401);
      const proof = proofIn(await post(`${one.path}/identify`, { code }));
      expect(proof).not.toBe('');
      expect((await decide(path, proof)).status).toBe(403);
    });
  });

  it('is written for nobody else’s place', async () => {
    const { change } = await asked();
    const [row] = await hall.sql<{ id: string }>('select id from change where reference = $1', [
      change.slice('/changes/'.length),
    ]);
    if (name === 'change_vote')
      await expect(linkTo('spoc.uphf', name, await voterRow(change, who))).rejects.toThrow('nothing to decide');
    else await expect(linkTo('spoc.esup', name, row?.id ?? '')).rejects.toThrow('nothing to decide');
    // a link to the place of a colleague opens nothing for whoever it is written to
    const path = await linkTo(
      name === 'change_vote' ? other : 'agent.ulco',
      name,
      name === 'change_vote' ? await voterRow(change, who) : (row?.id ?? ''),
    );
    const account = name === 'change_vote' ? other : 'agent.ulco';
    const page = await post(`${path}/identify`, { email: `${account}@guichet.example`, password: PASSWORD });
    expect([page.status, page.html.includes('Version 5')]).toEqual([404, false]);
  });
});
