import { appendFileSync, readFileSync } from 'node:fs';
import { TestEnvironment } from 'jest-environment-node';

/**
 * Where tests run whose program has switches (switch.mjs). Without a plan it tells of each test which guards it reached and
 * which refused in it. A plan (`@plan`, a file) says which guards are to be broken in which test:
 *
 * - `replay`: the test runs as it is, then once for each guard with that one broken. Where it turned red it runs once more
 *   as it is: only if that is green was it the guard. So one start of the program tries many.
 * - `first`: the guard is broken the first time that the test runs, for tests that cannot run twice.
 * - `throughout`: the guard is broken from the beginning of the file on, and the first red test is told.
 *
 * `alone`: other tests are not run; else those before it are, as they are.
 */
export default class Watched extends TestEnvironment {
  constructor(config, context) {
    super(config, context);
    const said = context.docblockPragmas;
    this.begun = performance.now();
    this.file = said.spec ?? context.testPath;
    this.plan = said.plan === undefined ? undefined : JSON.parse(readFileSync(said.plan, 'utf8'));
    this.guards = { broken: this.plan?.throughout, reached: new Set(), refused: new Set() };
    this.told = { file: this.file, tests: [], tried: [] };
    /** Of each test, what became of its last run as it is: 'green', 'red', or not yet known. */
    this.asItIs = new Map();
    this.took = new Map();
  }

  async setup() {
    await super.setup();
    // the program runs inside Jest's world, or compiled outside it
    this.global.__guards = this.guards;
    globalThis.__guards = this.guards;
  }

  async teardown() {
    Object.assign(this.told, { ms: Math.round(performance.now() - this.begun), plan: this.plan });
    // what hooks reach, which are no part of a test
    this.told.around = [...this.guards.reached];
    appendFileSync(process.env.GUICHET_GUARDS_TOLD, `${JSON.stringify(this.told)}\n`);
    await super.teardown();
  }

  async handleTestEvent(event, state) {
    await super.handleTestEvent?.(event, state);
    if (event.name === 'run_start' && this.plan?.tests !== undefined) this.prepare(state.rootDescribeBlock, new Set());
    if (event.name === 'test_start') this.begin(event.test);
    if (event.name === 'test_done') this.end(event.test);
  }

  /** Puts the runs with something broken after each test that the plan names, and leaves out what it does not need. */
  prepare(block, done) {
    const { tests, alone, how } = this.plan;
    const all = Object.keys(tests).length;
    block.children = block.children.flatMap((child) => {
      if (child.type === 'describeBlock') {
        this.prepare(child, done);
        return [child];
      }
      const ids = tests[titleOf(child)];
      if (ids === undefined) {
        if (alone || done.size === all) child.mode = 'skip';
        return [child];
      }
      if (done.has(titleOf(child))) return [child];
      done.add(titleOf(child));
      if (how === 'first') {
        child.guard = ids[0];
        return [child];
      }
      return [child, ...ids.flatMap((id) => [again(child, id), again(child)])];
    });
  }

  begin(test) {
    const title = titleOf(test);
    if (this.plan?.throughout !== undefined) {
      if (this.told.missedBy !== undefined) test.mode = 'skip';
      return;
    }
    if (test.isAgain && this.skips(test, title)) {
      test.mode = 'skip';
      return;
    }
    this.guards.broken = test.guard;
    this.around = { reached: new Set(this.guards.reached), refused: new Set(this.guards.refused) };
    this.guards.reached.clear();
    this.guards.refused.clear();
    this.from = performance.now();
    if (test.isAgain) test.timeout = Math.min(60_000, 5_000 + 10 * (this.took.get(title) ?? 0));
  }

  /** Once it does not come out twice alike, nothing is learnt of it any more. */
  skips(test, title) {
    if (this.asItIs.get(title) !== 'green') return test.guard !== undefined || this.asItIs.get(title) !== undefined;
    return test.guard === undefined;
  }

  end(test) {
    const isRed = test.errors.length > 0;
    const title = titleOf(test);
    if (this.plan?.throughout !== undefined) {
      if (isRed) this.told.missedBy ??= title;
      return;
    }
    const ms = Math.round(performance.now() - this.from);
    const last = this.told.tried.at(-1);
    if (test.guard !== undefined) {
      this.told.tried.push({ title, broken: test.guard, ms, outcome: isRed ? 'red' : 'green' });
      // not known before it has run as it is once more
      if (isRed) this.asItIs.delete(title);
    } else {
      this.asItIs.set(title, isRed ? 'red' : 'green');
      if (!test.isAgain) {
        this.took.set(title, ms);
        const { reached, refused } = this.guards;
        const seen = this.plan === undefined ? { reached: [...reached], refused: [...refused] } : {};
        this.told.tests.push({ title, ms, isRed, ...seen });
      } else if (isRed && last?.title === title) last.outcome = 'unsure';
    }
    this.guards.broken = undefined;
    for (const set of ['reached', 'refused']) {
      this.guards[set].clear();
      for (const id of this.around[set]) this.guards[set].add(id);
    }
  }
}

/** The same test once more, with `guard` broken in it. */
function again(test, guard) {
  const [errors, retryReasons, unhandledRejectionErrorByPromise] = [[], [], new Map()];
  return { ...test, errors, retryReasons, unhandledRejectionErrorByPromise, guard, isAgain: true };
}

function titleOf(test) {
  const names = [];
  for (let at = test; at && at.name !== 'ROOT_DESCRIBE_BLOCK'; at = at.parent) names.unshift(at.name);
  return names.join(' ');
}
