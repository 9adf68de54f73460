import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  acting,
  engineersOf,
  levelOneOf,
  openWorld,
  outcomeOf,
  requesterOf,
  staffOf,
  visible,
  type Settings,
  type World,
} from './wall.spec-support.js';
import { ask } from './wall-simulation.spec-support.js';

let world: World;
let lead: string;
let ulcos: string;

beforeAll(async () => {
  world = await openWorld();
  const { rows } = await world.admin.query<{ code: string }>(
    'select i.code from agreement a join institution i on i.id = a.lead_provider_id where a.id = $1',
    [world.id['agreement']],
  );
  lead = rows[0]?.code ?? '';
  const put = (code: string) =>
    acting(world.connections.api, staffOf(world, code), (client) => ask(world, client, code), { keep: true });
  ulcos = await put('ULCO');
  await put(lead);
});
afterAll(() => world.close());

const refusal = async (work: Promise<unknown>) => {
  try {
    await work;
    return 'done';
  } catch (error) {
    return (error as { code?: string }).code;
  }
};

describe.each(['api', 'worker'] as const)('as the %s', (role) => {
  const count = (settings: Settings) =>
    acting(world.connections[role], settings, (client) => visible(client, 'simulation'));

  it('each side of the agreement sees its own, and nobody else any', async () => {
    for (const code of ['ULCO', lead]) {
      expect([code, await count(staffOf(world, code))]).toEqual([code, 1]);
      const own = await acting(world.connections[role], staffOf(world, code), async (client) => {
        const { rows } = await client.query<{ institution: string }>(
          'select institution_id as institution from simulation',
        );
        return rows.map(({ institution }) => institution);
      });
      expect(own).toEqual([world.id[code]]);
    }
    for (const code of ['UPHF', 'UJM']) expect([code, await count(staffOf(world, code))]).toEqual([code, 0]);
  });

  it('only on the side on which it is a side of it', async () => {
    expect(await count(levelOneOf(world, 'ULCO'))).toBe(1);
    expect(await count(engineersOf(world, 'ULCO'))).toBe(0);
    expect(await count(engineersOf(world, lead))).toBe(1);
    expect(await count(levelOneOf(world, lead))).toBe(0);
    expect(await count(requesterOf(world, 'ULCO'))).toBe(0);
  });
});

describe('the api', () => {
  const api = () => world.connections.api;

  it('puts one down for its own institution only, on an agreement of which it is a side', async () => {
    const put = (code: string, as: string) =>
      refusal(acting(api(), staffOf(world, code), (client) => ask(world, client, code, as)));
    expect(await put('ULCO', 'ULCO')).toBe('done');
    expect(await put('ULCO', lead)).toBe('42501');
    expect(await put('UPHF', 'UPHF')).toBe('42501');
  });

  it('cancels its own, and writes nothing else of it', async () => {
    const change = (code: string, set: string) =>
      acting(api(), staffOf(world, code), (client) =>
        outcomeOf(client, `update simulation set ${set} where id = $1`, [ulcos]),
      );
    const cancelled = `state = 'cancelled', finished_at = now()`;
    expect(await change('ULCO', cancelled)).toEqual({ touched: 1 });
    expect(await change(lead, cancelled)).toEqual({ touched: 0 });
    expect(await change('ULCO', `state = 'failed', finished_at = now()`)).toEqual({ refused: '42501' });
    expect(await change('ULCO', `result = '{}'`)).toEqual({ refused: '42501' });
    expect(await change('ULCO', `terms = '{}'`)).toEqual({ refused: '42501' });
  });

  it('neither reads when one is due nor removes any', async () => {
    const asked = (text: string) => acting(api(), staffOf(world, 'ULCO'), (client) => outcomeOf(client, text));
    expect(await asked('select * from simulation_due')).toEqual({ refused: '42501' });
    expect(await asked('delete from simulation')).toEqual({ refused: '42501' });
  });
});

describe('the worker', () => {
  it('finds what is due of everybody, and reads and moves only what is of the institution that it acts for', async () => {
    const { worker } = world.connections;
    expect(await acting(worker, {}, (client) => visible(client, 'simulation_due'))).toBe(2);
    expect(await acting(worker, {}, (client) => visible(client, 'simulation'))).toBe(0);
    const finish = (code: string) =>
      acting(worker, staffOf(world, code), (client) =>
        outcomeOf(client, `update simulation set state = 'failed', finished_at = now() where id = $1`, [ulcos]),
      );
    expect(await finish('ULCO')).toEqual({ touched: 1 });
    expect(await finish(lead)).toEqual({ touched: 0 });
  });
});
