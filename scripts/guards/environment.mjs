import { appendFileSync, readFileSync } from 'node:fs';
import { TestEnvironment } from 'jest-environment-node';

/**
 * Where tests run whose program has switches (switch.mjs): breaks the guard that the file says (`@broken`), stops at the
 * first test that misses it, and tells what was reached, what refused and which test failed. Where every test stands by
 * itself, each may have its own guard broken (`@plan`: a file of guards by the title of the test).
 */
export default class Watched extends TestEnvironment {
  constructor(config, context) {
    super(config, context);
    const said = context.docblockPragmas;
    this.begun = performance.now();
    this.file = said.spec ?? context.testPath;
    this.plan = said.plan === undefined ? undefined : JSON.parse(readFileSync(said.plan, 'utf8'));
    this.isOnly = said.only !== undefined;
    this.tests = said.plan !== undefined || said.each !== undefined ? [] : undefined;
    this.guards = { broken: said.broken, reached: new Set(), refused: new Set() };
  }

  async setup() {
    await super.setup();
    // the program runs inside Jest's world, or compiled outside it
    this.global.__guards = this.guards;
    globalThis.__guards = this.guards;
  }

  async teardown() {
    const { broken, reached, refused } = this.guards; // of a plan, nothing is broken any more
    const ms = Math.round(performance.now() - this.begun);
    const told = { file: this.file, broken, ms, missedBy: this.missedBy, passed: this.passed ?? 0 };
    const seen = broken === undefined ? { reached: [...reached], refused: [...refused] } : {};
    if (this.tests !== undefined) Object.assign(told, { tests: this.tests });
    appendFileSync(process.env.GUICHET_GUARDS_TOLD, `${JSON.stringify({ ...told, ...seen })}\n`);
    await super.teardown();
  }

  async handleTestEvent(event, state) {
    await super.handleTestEvent?.(event, state);
    if (event.name === 'test_start') this.begin(event.test);
    if (event.name === 'test_done') this.end(event.test);
  }

  begin(test) {
    if (this.tests !== undefined) {
      // what one reaches, or has broken, is its own
      this.guards.broken = this.plan?.[titleOf(test)];
      if (this.isOnly && this.guards.broken === undefined) test.mode = 'skip';
      this.before = new Set(this.guards.refused);
      this.guards.refused.clear();
    } else if (this.missedBy !== undefined && this.guards.broken !== undefined) test.mode = 'skip';
  }

  end(test) {
    const isRed = test.errors.length > 0;
    const title = titleOf(test);
    if (isRed) this.missedBy ??= title;
    else this.passed = (this.passed ?? 0) + 1;
    if (this.tests === undefined) return;
    this.tests.push({ title, isRed, broken: this.guards.broken, refused: [...this.guards.refused] });
    for (const id of this.before) this.guards.refused.add(id);
    this.guards.broken = undefined;
  }
}

function titleOf(test) {
  const names = [];
  for (let at = test; at && at.name !== 'ROOT_DESCRIBE_BLOCK'; at = at.parent) names.unshift(at.name);
  return names.join(' ');
}
