/** A transaction holds a row that others want: its session forgot it, or is busy with something else, or is gone. */
import assert from 'node:assert/strict';
import { eventually } from './follow.mjs';
import { application, engineer } from './server.mjs';

const preparedId = 'follow prepared';

const waiting = `select pid from pg_stat_activity
                 where datname = 'follow_blocking' and cardinality(pg_blocking_pids(pid)) > 0`;

/** How the row is held, and what ends it. */
const holds = {
  forgotten: { hold: async () => undefined, state: 'idle in transaction', ends: 'terminer' },
  busy: {
    hold: async (session) => void session.query('select pg_sleep(600)').catch(() => undefined),
    state: 'active',
    ends: 'annuler',
  },
  prepared: { hold: (session) => session.query(`prepare transaction '${preparedId}'`), ends: 'defaire' },
};

async function trouble(connect, { hold }) {
  const administrator = await connect();
  await administrator.query('create table video (id int primary key, title text)');
  await administrator.query("insert into video values (1, 'Cours 1')");
  await administrator.query(`grant select, update on video to ${application}`);
  const blocker = await connect(application);
  await blocker.query('begin');
  await blocker.query("update video set title = 'Cours 1, corrigé' where id = 1");
  await hold(blocker);
  const blocked = [];
  for (const title of ['Cours A', 'Cours B']) {
    const session = await connect(application);
    await session.query("set lock_timeout = '20s'"); // who was never freed says so
    // handled here, since it may be refused before anybody waits for it
    blocked.push(session.query(`update video set title = '${title}' where id = 1`).then(() => undefined, String));
  }
  return { administrator, blocked };
}

const firstValue = (rows) => Object.values(rows[0] ?? {})[0];
const saysYes = ([{ rows }]) => assert.equal(firstValue(rows), true);

/** The steps from the head of the queue to the end of the session that is there. */
const endingASession = ({ state, ends }) => [
  {
    step: 'tete',
    expect([{ rows }], parameters) {
      assert.equal(rows.length, 1, 'one session at the head');
      assert.equal(rows[0].state, state);
      parameters.blockerPid = rows[0].pid;
    },
  },
  { step: ends, expect: saysYes },
];

const endingAPrepared = [
  { step: 'tete', expect: ([{ rows }]) => assert.equal(rows.length, 0) },
  {
    step: 'preparees',
    expect([{ rows }], parameters) {
      assert.deepEqual(
        rows.map(({ gid, owner }) => [gid, owner]),
        [[preparedId, application]],
      );
      parameters.preparedId = rows[0].gid;
    },
  },
  { step: 'defaire', as: application, expect: ([{ command }]) => assert.equal(command, 'ROLLBACK') },
];

function walk(held, ending) {
  return {
    database: 'follow_blocking',
    parameters: { role: application },
    as: engineer,
    trouble: (connect) => trouble(connect, held),
    isThere: ({ administrator }) =>
      eventually(async () => assert.equal((await administrator.query(waiting)).rows.length, 2)),
    stops: [
      {
        step: 'voir',
        expect([{ rows }]) {
          assert.equal(rows.length, 2, 'a line for each session that waits');
          assert.ok(rows.every(({ bloquee_par: by }) => by.length > 0));
        },
      },
      ...ending,
      { step: 'proteger', as: application, expect: ([{ command }]) => assert.equal(command, 'ALTER') },
    ],
    async isGone({ blocked }) {
      assert.deepEqual(await Promise.all(blocked), [undefined, undefined], 'who waited got through');
    },
    verify([waits, setting]) {
      assert.equal(Number(firstValue(waits.rows)), 0);
      assert.deepEqual(firstValue(setting.rows), ['idle_in_transaction_session_timeout=10min']);
    },
    async isUndone({ administrator }) {
      const { rows } = await administrator.query(
        "select 1 from pg_db_role_setting s join pg_database d on d.oid = s.setdatabase where d.datname = 'follow_blocking'",
      );
      assert.equal(rows.length, 0, 'the setting is taken back');
    },
  };
}

export const key = 'postgresql-blocking-sessions';
export const walks = {
  'a session forgotten in its transaction': walk(holds.forgotten, endingASession(holds.forgotten)),
  'a session at work': walk(holds.busy, endingASession(holds.busy)),
  'a prepared transaction': walk(holds.prepared, endingAPrepared),
};
