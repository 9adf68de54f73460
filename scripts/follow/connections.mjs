/** The application opens sessions until nobody gets in any more, and does nothing with them. */
import assert from 'node:assert/strict';
import { eventually } from './follow.mjs';
import { application } from './server.mjs';

const limit = 5;

async function trouble(connect) {
  const administrator = await connect();
  for (;;) {
    try {
      await connect(application);
    } catch (refusal) {
      return { administrator, connect, refusal };
    }
  }
}

const firstRow = ({ rows }) => rows[0] ?? {};

const walk = {
  database: 'follow_connections',
  parameters: { role: application, idleMinutes: 0, connectionLimit: limit },
  trouble,
  async isThere({ refusal }) {
    assert.equal(refusal.code, '53300');
  },
  stops: [
    {
      step: 'entrer',
      expect([answer]) {
        const { places, reservees, prises } = firstRow(answer);
        assert.ok(Number(prises) >= places - reservees, `${prises} of ${places} taken`);
      },
    },
    {
      step: 'qui',
      expect([answer]) {
        const { usename, state, sessions } = firstRow(answer);
        assert.deepEqual({ usename, state }, { usename: application, state: 'idle' });
        assert.ok(Number(sessions) > limit);
      },
    },
    { step: 'fermer', expect: ([answer]) => assert.ok(Number(firstRow(answer).fermees) > limit) },
    { step: 'borner', expect: ([{ command }]) => assert.equal(command, 'ALTER') },
    { step: 'inactives', expect: ([{ command }]) => assert.equal(command, 'ALTER') },
  ],
  async isGone({ connect }) {
    const again = await eventually(() => connect(application));
    const { rows } = await again.query("select current_setting('idle_session_timeout') as ended_after");
    assert.equal(rows[0].ended_after, '30min');
    for (let n = 1; n < limit; n += 1) await connect(application);
    await assert.rejects(connect(application), { code: '53300', message: /too many connections for role/ });
  },
  verify([places, role]) {
    assert.ok(Number(firstRow(places).places_libres) > limit);
    assert.equal(firstRow(role).rolconnlimit, limit);
  },
  async isUndone({ administrator }) {
    const { rows } = await administrator.query(
      `select r.rolconnlimit, s.setconfig from pg_roles r left join pg_db_role_setting s on s.setrole = r.oid
       where r.rolname = '${application}'`,
    );
    assert.deepEqual(rows, [{ rolconnlimit: -1, setconfig: null }]);
  },
};

export const key = 'postgresql-connections-exhausted';
export const walks = { 'the application keeps every session': walk };
