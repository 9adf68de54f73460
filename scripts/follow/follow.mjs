/**
 * Follows an action on a server in trouble: the commands come out of its file, in the order of a walk through its steps.
 *
 * A walk names the steps that somebody in this trouble would take. Each one after the first must be the next in the file
 * or one that the step before branches to; each must say what it looks for in what the commands answer. Undo commands
 * are followed at the end, after the verification.
 *
 * @typedef {{ rows: object[], command: string, notices: string[] }} Answer of one statement
 * @typedef {{ step: string, as?: string, expect: (answers: Answer[], parameters: object) => void }} Stop `expect` throws
 *   where the step's "Attendu" does not hold, and may learn parameters that the step shows; `as`: whoever the
 *   prerequisites name for this step, where it is not the walk's
 * @typedef {{ database: string, parameters: object, as?: string, trouble: (connect: Function) => Promise<object>,
 *   isThere: (trouble: object) => Promise<void>, stops: Stop[], isGone: (trouble: object) => Promise<void>,
 *   verify: (answers: Answer[]) => void, isUndone: (trouble: object) => Promise<void> }} Walk `as`: nobody is a superuser
 */
import assert from 'node:assert/strict';
import { filledIn } from './action.mjs';
import { withDatabase } from './server.mjs';

/** @returns {Promise<{ what: string, error?: Error }[]>} what was followed, up to the first failure */
export async function followWalk(server, action, walk) {
  const told = [];
  const run = async (what, work) => {
    if (told.at(-1)?.error) return;
    try {
      await work();
      told.push({ what });
    } catch (error) {
      told.push({ what, error });
    }
  };
  await withDatabase(server, walk.database, async (connect) => {
    const parameters = { database: walk.database, ...walk.parameters };
    const sessions = new Map();
    const sessionOf = async (user) => {
      if (!sessions.has(user)) sessions.set(user, await connect(user));
      return sessions.get(user);
    };
    const answers = async (statements, user = walk.as) => answersOf(await sessionOf(user), statements, parameters);
    let trouble;
    await run('the trouble is there', async () => {
      trouble = await walk.trouble(connect);
      await walk.isThere(trouble);
    });
    for (const [n, { step, as, expect }] of walk.stops.entries()) {
      await run(step, async () => {
        assert.ok(isReached(action, walk.stops[n - 1]?.step, step), 'the step before does not lead here');
        const { sql } = action.steps.get(step);
        assert.ok(sql.length > 0, 'no command in this step');
        expect(await answers(sql, as), parameters);
      });
    }
    await run('verification', async () => {
      await walk.isGone(trouble);
      await eventually(async () => walk.verify(await answers(action.verification)));
    });
    await run('undo', async () => {
      for (const { step, as } of walk.stops.toReversed()) await answers(action.steps.get(step).undo, as);
      await walk.isUndone(trouble);
    });
  });
  return told;
}

/** The first step, the next in the file, or one that the step before branches to. */
function isReached(action, before, step) {
  if (!action.steps.has(step)) return false;
  const ids = [...action.steps.keys()];
  if (before === undefined) return ids[0] === step;
  return ids[ids.indexOf(before) + 1] === step || action.steps.get(before).leadsTo.includes(step);
}

async function answersOf(session, statements, parameters) {
  const answers = [];
  for (const sql of statements) {
    const notices = [];
    const note = ({ message }) => notices.push(message);
    session.on('notice', note);
    const { rows, command } = await session.query(filledIn(sql, parameters));
    session.off('notice', note);
    answers.push({ rows, command, notices });
  }
  return answers;
}

/** Asks again until it holds: the server takes a moment to end a session or to count rows. */
export async function eventually(holds, seconds = 10) {
  for (const since = performance.now(); ;) {
    try {
      return await holds();
    } catch (error) {
      if (performance.now() - since > seconds * 1000) throw error;
      await new Promise((done) => setTimeout(done, 100));
    }
  }
}
