/** Stops the PostgreSQL of the run and removes its folder; see global-setup.mjs. */
const running = Symbol.for('guichet.test.database');

export default async function teardown() {
  const cluster = globalThis[running];
  delete globalThis[running];
  await cluster?.stop();
}
