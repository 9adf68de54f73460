import type { INestApplicationContext } from '@nestjs/common';
import pg from 'pg';
import type { Clock } from '../kernel/index.js';

/* What `test/support/random-people.mjs` offers, for the specs that are written in TypeScript. */

export interface Draw {
  random(): number;
  below(n: number): number;
  one<T>(of: readonly T[]): T;
  some<T>(of: readonly T[]): T[];
}

export interface RandomTicket {
  reference: string;
  holder?: string;
}

interface Done {
  by: string;
  did: string;
  reference: string;
  refused?: string;
}

export interface People {
  open(draw: Draw): Promise<Done>;
  act(ticket: RandomTicket, draw: Draw): Promise<Done | undefined>;
  promise(draw: Draw): Promise<{ did: string; refused?: string }>;
}

export interface Agreement {
  id: string;
  user: string;
  lead: string;
}

interface RandomPeople {
  generator: (...seeds: number[]) => Draw;
  owners: readonly string[];
  RandomPeople: new (
    app: INestApplicationContext,
    parts: Record<string, unknown>,
    clock: Clock,
    agreements: readonly Agreement[],
  ) => People;
}

export const { generator, owners, RandomPeople } = (await import(
  new URL('../../test/support/random-people.mjs', import.meta.url).href
)) as RandomPeople;

/** The agreements that random people may change. `url`: of somebody who sees all. */
export async function agreementsIn(url: string): Promise<Agreement[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query<Agreement>(
      `select a.id, lower(u.code) as user, lower(l.code) as lead
         from agreement a
         join institution u on u.id = a.institution_id
         join institution l on l.id = a.lead_provider_id
         join service s on s.id = a.service_id
        where lower(u.code) = any ($1) and s.code in ('OAE', 'FUNCAMPUS', 'POD')
        order by u.code, s.code`,
      [owners],
    );
    return rows;
  } finally {
    await client.end();
  }
}
