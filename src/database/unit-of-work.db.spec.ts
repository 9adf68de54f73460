import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { DataSource } from 'typeorm';
import type { Actor } from './actor.js';
import { UnitOfWork, type Crossing, type Transaction } from './unit-of-work.js';
import { addTickets } from './wall-tickets.spec-support.js';
import { openWorld, type World } from './wall.spec-support.js';

let world: World;
/** Four connections shared by everybody, and one alone, where what one transaction leaves behind meets the next. */
let many: DataSource, single: DataSource | undefined;
let work: UnitOfWork, alone: UnitOfWork;
let ulco: Actor, uphf: Actor;

beforeAll(async () => {
  world = await openWorld();
  await addTickets(world);
  many = await new DataSource({ type: 'postgres', url: world.urls.api, poolSize: 4 }).initialize();
  ulco = agentOf('ULCO');
  uphf = agentOf('UPHF');
});
beforeEach(async () => {
  await single?.destroy();
  single = await new DataSource({ type: 'postgres', url: world.urls.api, poolSize: 1 }).initialize();
  work = new UnitOfWork(many, () => new Date());
  alone = new UnitOfWork(single, () => new Date());
});
afterAll(async () => {
  await single?.destroy();
  await many.destroy();
  await world.close();
});

function agentOf(code: string): Actor {
  return {
    personId: world.id[`agent ${code}`]!,
    name: 'Somebody',
    institution: { id: world.id[code]!, code, name: code },
    scope: 'staff',
    userServices: 'all',
    providerServices: [world.id['service']!],
    roles: new Map(),
  };
}

const references = async (tx: Crossing) =>
  (await tx.query<{ reference: string }>('select reference from ticket order by reference')).map(
    (row) => row.reference,
  );

const settings = async (tx: Crossing) =>
  (
    await tx.query<Record<string, string | null>>(
      `select nullif(current_setting('app.institution', true), '') as institution,
              nullif(current_setting('app.person', true), '') as person,
              nullif(current_setting('app.scope', true), '') as scope,
              nullif(current_setting('app.user_services', true), '') as "userServices",
              nullif(current_setting('app.provider_services', true), '') as "providerServices"`,
    )
  )[0];

const none = { institution: null, person: null, scope: null, userServices: null, providerServices: null };
const settingsOf = (actor: Actor) => ({
  institution: actor.institution.id,
  person: actor.personId,
  scope: 'staff',
  userServices: '*',
  providerServices: world.id['service'],
});

describe('a unit of work', () => {
  it('carries the settings of its actor', async () => {
    expect(await alone.run(ulco, settings)).toEqual(settingsOf(ulco));
  });

  it('leaves no setting to the next on its connection', async () => {
    await alone.run(ulco, references);
    expect(await alone.cross(settings)).toEqual(none);
    expect(await alone.cross(references)).toEqual([]);
    expect(await alone.outside('select reference from ticket')).toEqual([]);
    expect(await alone.run(uphf, references)).toEqual(['UPHF-2026-00001']);
  });

  it.each<[string, (tx: Transaction) => Promise<unknown>, RegExp]>([
    ['its work throws', () => Promise.reject(new Error('changed its mind')), /changed its mind/],
    ['a statement is wrong', (tx) => tx.query('select nonsense'), /nonsense/],
    ['the wall refuses', (tx) => tx.query('insert into event_stream values (null)'), /permission denied/],
    [
      'it throws as the owner of a ticket',
      (tx) => tx.asOwner(uphf.institution.id, () => Promise.reject(new Error('as the owner'))),
      /as the owner/,
    ],
  ])('leaves no setting behind when %s, and takes back what it did', async (_how, fail, message) => {
    const failing = alone.run(ulco, async (tx) => {
      await tx.run('update ticket set version = 99');
      await fail(tx);
    });
    await expect(failing).rejects.toThrow(message);
    expect(await alone.cross(settings)).toEqual(none);
    expect(await alone.outside('select reference from ticket')).toEqual([]);
    const [row] = await alone.run(ulco, (tx) => tx.query<{ version: number }>('select version from ticket'));
    expect(row?.version).toBe(1);
  });

  it('never begins for an actor whose ids are not ids', async () => {
    const hostile = "x'; set local app.scope = 'staff";
    const actors: Actor[] = [
      { ...ulco, personId: hostile },
      { ...ulco, personId: '' },
      { ...ulco, institution: { ...ulco.institution, id: hostile } },
      { ...ulco, userServices: [hostile] },
      { ...ulco, providerServices: ['*'] },
    ];
    for (const actor of actors) await expect((async () => alone.run(actor, references))()).rejects.toThrow();
    expect(await alone.cross(settings)).toEqual(none);
  });

  it('runs what follows it after the commit only', async () => {
    const said: string[] = [];
    await alone.run(ulco, async (tx) => {
      tx.afterCommit(() => said.push('after'));
      await Promise.resolve();
      said.push('in');
    });
    const failing = alone.run(ulco, (tx) => {
      tx.afterCommit(() => said.push('never'));
      return Promise.reject(new Error('no'));
    });
    await expect(failing).rejects.toThrow('no');
    expect(said).toEqual(['in', 'after']);
  });

  it('stays apart from 200 others that are interleaved with it', async () => {
    const seen = await Promise.all(
      Array.from({ length: 200 }, (_, index) =>
        work
          .run(index % 2 === 0 ? ulco : uphf, async (tx) => {
            const first = await references(tx);
            // lets the others in between
            await new Promise((resolve) => setImmediate(resolve));
            const inside = index % 5 === 0 ? await tx.asOwner(uphf.institution.id, () => references(tx)) : first;
            if (index % 7 === 0) await tx.query('select nonsense').catch(() => undefined);
            return index % 7 === 0 ? [first, inside] : [first, inside, await references(tx)];
          })
          .catch((error: unknown) => [[String(error)]]),
      ),
    );
    seen.forEach((lists, index) => {
      const own = [index % 2 === 0 ? 'ULCO-2026-00001' : 'UPHF-2026-00001'];
      const inside = index % 5 === 0 ? ['UPHF-2026-00001'] : own;
      expect([index, lists]).toEqual([index, index % 7 === 0 ? [own, inside] : [own, inside, own]]);
    });
    expect(await work.cross(references)).toEqual([]);
  });
});

describe('to go on as the owner', () => {
  const system = '00000000-0000-0000-0000-000000000000';

  it('is to be its system, at level 1, until the work ends', async () => {
    const told = await alone.run(ulco, async (tx) => [
      await settings(tx),
      await tx.asOwner(uphf.institution.id, () => settings(tx)),
      await settings(tx),
    ]);
    expect(told).toEqual([
      settingsOf(ulco),
      { institution: uphf.institution.id, person: system, scope: 'staff', userServices: '*', providerServices: null },
      settingsOf(ulco),
    ]);
  });

  it('ends also when the work throws and the transaction goes on', async () => {
    const seen = await alone.run(ulco, async (tx) => {
      await tx.asOwner(uphf.institution.id, () => Promise.reject(new Error('no'))).catch(() => undefined);
      return references(tx);
    });
    expect(seen).toEqual(['ULCO-2026-00001']);
  });

  it('refuses an owner that is no id', async () => {
    const failing = alone.run(ulco, (tx) => tx.asOwner("x' or true", () => references(tx)));
    await expect(failing).rejects.toThrow('an actor needs');
  });
});

it('does not give a connection that was cut to whoever asks next', async () => {
  for (let round = 0; round < 20; round += 1) {
    await expect(alone.outside('select pg_terminate_backend(pg_backend_pid())')).rejects.toThrow();
    expect(await alone.outside('select 1 as n')).toEqual([{ n: 1 }]);
  }
});
