import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import pg from 'pg';
import { cloneDatabase, type TestServer } from '../database/index.js';
import { patientPool } from './patient-pool.js';

const server = JSON.parse(process.env.GUICHET_TEST_DATABASE ?? '{}') as TestServer;
let database: Awaited<ReturnType<typeof cloneDatabase>>;

beforeAll(async () => {
  database = await cloneDatabase(server, `patient_${randomUUID().replaceAll('-', '')}`);
  const admin = new pg.Client({ connectionString: database.admin });
  await admin.connect();
  await admin.query(`
    create table pair (id integer primary key, touched integer not null default 0);
    insert into pair values (1), (2);
    create function touch(first integer, second integer) returns void language plpgsql as $$
    begin
      update pair set touched = touched + 1 where id = first;
      perform pg_sleep(0.3);
      update pair set touched = touched + 1 where id = second;
    end $$`);
  await admin.end();
});
afterAll(() => database.drop());

const both = (pool: pg.Pool) =>
  Promise.allSettled([pool.query('select touch(1, 2)'), pool.query('select touch(2, 1)')]);

it('a statement that was ended to untie a deadlock is sent again, and done once', async () => {
  const config = { connectionString: database.admin, max: 2 };
  const usual = new pg.Pool(config);
  expect((await both(usual)).map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  await usual.end();
  const pool = patientPool(config);
  expect((await both(pool)).map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled']);
  const { rows } = await pool.query<{ touched: number }>('select touched from pair order by id');
  expect(rows).toEqual([{ touched: 3 }, { touched: 3 }]);
  await expect(pool.query('select no_such_column')).rejects.toMatchObject({ code: '42703' });
  await pool.end();
});
