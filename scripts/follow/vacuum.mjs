/** A table is rewritten again and again with autovacuum off, while an old transaction still looks at what it was. */
import assert from 'node:assert/strict';
import { eventually } from './follow.mjs';
import { application, engineer } from './server.mjs';

const rowCount = 20_000;

async function trouble(connect) {
  const administrator = await connect();
  await administrator.query(`grant create on schema public to ${engineer}`);
  const owner = await connect(engineer);
  await owner.query('create table carte (id int primary key, etat text) with (autovacuum_enabled = false)');
  await owner.query(`insert into carte select n, 'demandée' from generate_series(1, ${rowCount}) n`);
  const old = await connect(application);
  await old.query('begin isolation level repeatable read');
  await old.query('select 1'); // takes the snapshot
  await owner.query("update carte set etat = 'imprimée'");
  await owner.query("update carte set etat = 'activée'");
  await owner.end(); // what a session counted is told when it ends
  return { administrator };
}

const deadRows = "select n_dead_tup from pg_stat_user_tables where relname = 'carte'";

const walk = {
  database: 'follow_vacuum',
  parameters: { schema: 'public', table: 'carte', minDead: rowCount },
  as: engineer,
  trouble,
  isThere: ({ administrator }) =>
    eventually(async () => {
      const { rows } = await administrator.query(deadRows);
      assert.equal(Number(rows[0].n_dead_tup), 2 * rowCount);
    }),
  stops: [
    {
      step: 'voir',
      expect([{ rows }]) {
        assert.deepEqual(
          rows.map(({ relname, n_dead_tup, last_autovacuum }) => [relname, Number(n_dead_tup), last_autovacuum]),
          [['carte', 2 * rowCount, null]],
        );
        assert.ok(Number(rows[0].pourcent_mortes) > 60);
      },
    },
    {
      step: 'freins',
      expect([{ rows }], parameters) {
        const held = rows.filter(({ role }) => role === application);
        assert.deepEqual(
          held.map(({ quoi, state }) => [quoi, state]),
          [['session', 'idle in transaction']],
        );
        parameters.holderPid = Number(held[0].qui);
      },
    },
    { step: 'liberer', expect: ([{ rows }]) => assert.deepEqual(Object.values(rows[0]), [true]) },
    {
      step: 'autovacuum',
      expect([{ rows }]) {
        assert.deepEqual(rows, [{ autovacuum: 'on', reloptions: ['autovacuum_enabled=false'] }]);
      },
    },
    { step: 'rallumer', expect: ([{ command }]) => assert.equal(command, 'ALTER') },
    {
      step: 'nettoyer',
      expect([{ command, notices }]) {
        assert.equal(command, 'VACUUM');
        assert.match(notices.join('\n'), / 0 are dead but not yet removable/);
        assert.doesNotMatch(notices.join('\n'), / [1-9]\d* are dead but not yet removable/);
      },
    },
    { step: 'seuils', expect: ([{ command }]) => assert.equal(command, 'ALTER') },
    {
      step: 'age',
      expect: ([{ rows }]) => assert.ok(rows.every(({ pourcent_du_seuil: share }) => Number(share) < 100)),
    },
  ],
  isGone: ({ administrator }) =>
    eventually(async () => {
      const { rows } = await administrator.query(deadRows);
      assert.equal(Number(rows[0].n_dead_tup), 0);
    }),
  verify([counted, options]) {
    const { n_live_tup: live, n_dead_tup: dead, last_vacuum: at } = counted.rows[0];
    assert.deepEqual([Number(live), Number(dead)], [rowCount, 0]);
    assert.notEqual(at, null);
    assert.equal(options.rows[0].reglages, 'autovacuum_vacuum_scale_factor=0.02,autovacuum_analyze_scale_factor=0.02');
  },
  async isUndone({ administrator }) {
    const { rows } = await administrator.query("select reloptions from pg_class where relname = 'carte'");
    assert.deepEqual(rows, [{ reloptions: ['autovacuum_enabled=false'] }]);
  },
};

export const key = 'postgresql-vacuum-late';
export const walks = { 'autovacuum off and a transaction from before': walk };
