import { appendFileSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { sampled } from '../kernel/effort.spec-support.js';
import { Trials } from './mutation.spec-support.js';
import { mutantsOf, policiesOf, type Policy } from './policies.spec-support.js';
import { addWhatIsMissed } from './wall-missed.spec-support.js';
import type { World } from './wall.spec-support.js';
import { openWholeWorld } from './whole-world.spec-support.js';

// A policy that nobody would miss protects nobody: either it is one too many, or a test is one too few.

/** Where `npm run mutate` wants the list of what was tried and who missed it. */
const list = process.env['GUICHET_POLICY_LIST'];

/** As the committed schema says, which the check compares with the migrations: a test has to have its name beforehand. */
const written = [...readFileSync('schema.sql', 'utf8').matchAll(/^create policy (\w+) on (\w+)/gm)].map(
  ([, name, table]) => `${table ?? ''}: ${name ?? ''}`,
);

let world: World;
let trials: Trials;
let policies: Map<string, Policy>;
beforeAll(async () => {
  world = await openWholeWorld();
  await addWhatIsMissed(world);
  trials = await Trials.begin(world);
  policies = new Map((await policiesOf(world.admin)).map((policy) => [`${policy.table}: ${policy.name}`, policy]));
});
afterAll(() => world.close());

it('are the policies of the schema', () => {
  expect([...policies.keys()].sort()).toEqual([...written].sort());
});

describe('dropped, then loosened to true, is missed by somebody', () => {
  it.each([...sampled(written, 40)])('%s', async (name) => {
    const unmissed: string[] = [];
    for (const mutant of mutantsOf(policies.get(name)!)) {
      const missed = await trials.missedBy(mutant);
      if (missed === undefined) unmissed.push(mutant.title);
      if (list)
        appendFileSync(list, `${missed ? 'red  ' : 'GREEN'} ${mutant.title}: ${missed ?? 'nobody misses it'}\n`);
    }
    expect(unmissed).toEqual([]);
  });
});
