/**
 * Follows actions of the starter set for real: makes the trouble on a PostgreSQL, takes the commands out of the action's
 * file step by step, and looks whether each step shows what it says and the trouble is gone at the verification.
 *
 *   npm run follow                                              on the PostgreSQL that comes with the packages
 *   FOLLOW_DATABASE_URL=postgres://superuser@host:5432/postgres npm run follow
 *                                                               on a server of yours that may be thrown away
 *
 * Ends with a line `N followed, N failed`; the exit status is 1 when something failed.
 */
import { fileURLToPath } from 'node:url';
import { readAction } from './action.mjs';
import * as blocking from './blocking.mjs';
import * as connections from './connections.mjs';
import { followWalk } from './follow.mjs';
import { startServer } from './server.mjs';
import * as vacuum from './vacuum.mjs';

const totals = { followed: 0, failed: 0 };
const server = await startServer();
try {
  console.log(`PostgreSQL ${server.version}`);
  for (const { key, walks } of [blocking, connections, vacuum]) await followAction(key, walks);
} finally {
  await server.stop();
}
console.log(`${totals.followed} followed, ${totals.failed} failed`);
process.exitCode = totals.failed === 0 ? 0 : 1;

async function followAction(key, walks) {
  const path = fileURLToPath(new URL(`../../catalogue/actions/${key}.md`, import.meta.url));
  const action = readAction(path);
  let followed = 0;
  let failed = 0;
  for (const step of notFollowed(action, walks)) {
    failed += 1;
    console.log(`  ${step}: no walk leads through this step`);
  }
  for (const [name, walk] of Object.entries(walks)) {
    for (const { what, error } of await followWalk(server, action, walk)) {
      if (error) {
        failed += 1;
        console.log(`  ${name}, ${what}: ${error.message}`);
      } else followed += 1;
    }
  }
  console.log(`${key}: ${followed} followed, ${failed} failed`);
  totals.followed += followed;
  totals.failed += failed;
}

/** The steps with commands that nobody takes: what is in the file is followed, or it is not said to be. */
function notFollowed({ steps }, walks) {
  const taken = new Set(Object.values(walks).flatMap(({ stops }) => stops.map(({ step }) => step)));
  return [...steps].filter(([id, { sql }]) => sql.length > 0 && !taken.has(id)).map(([id]) => id);
}
