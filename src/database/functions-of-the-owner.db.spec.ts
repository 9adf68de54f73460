import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { doorsOfAccounts } from './doors-of-accounts.spec-support.js';
import { doorsOfActions } from './doors-of-actions.spec-support.js';
import { doorsOfConflicts } from './doors-of-conflicts.spec-support.js';
import { doorsOfChanges } from './doors-of-changes.spec-support.js';
import { doorsOfErasures } from './doors-of-erasures.spec-support.js';
import { doorsOfFigures } from './doors-of-figures.spec-support.js';
import { doorsOfFreezes } from './doors-of-freezes.spec-support.js';
import { doorsOfImprovements } from './doors-of-improvements.spec-support.js';
import { doorsOfPlans } from './doors-of-plans.spec-support.js';
import { doorsOfProblems } from './doors-of-problems.spec-support.js';
import { doorsOfRecords } from './doors-of-records.spec-support.js';
import { doorsOfRuns } from './doors-of-runs.spec-support.js';
import { doorsOfSuggestions } from './doors-of-suggestions.spec-support.js';
import { doorsOfStanding } from './doors-of-standing.spec-support.js';
import { doorsOfVotes } from './doors-of-votes.spec-support.js';
import { doorsOfTickets } from './doors-of-tickets.spec-support.js';
import { attempt, openDoors, refused, ticket, world } from './owner-doors.spec-support.js';
import { staffOf } from './wall.spec-support.js';

// Functions that act as the owner of the tables are doors in the wall. Each has a test here; one without fails the first.

const doors = {
  ...doorsOfTickets,
  ...doorsOfRecords,
  ...doorsOfProblems,
  ...doorsOfImprovements,
  ...doorsOfStanding,
  ...doorsOfFreezes,
  ...doorsOfVotes,
  ...doorsOfConflicts,
  ...doorsOfChanges,
  ...doorsOfActions,
  ...doorsOfRuns,
  ...doorsOfPlans,
  ...doorsOfSuggestions,
  ...doorsOfAccounts,
  ...doorsOfErasures,
  ...doorsOfFigures,
};

beforeAll(openDoors);
afterAll(() => world.close());

describe('the functions that act as the owner', () => {
  it('are these', async () => {
    const { rows } = await world.admin.query<{ name: string }>(
      `select p.oid::regprocedure::text as name from pg_proc p join pg_namespace n on n.oid = p.pronamespace
        where p.prosecdef and n.nspname not in ('pg_catalog', 'information_schema')`,
    );
    expect(rows.map(({ name }) => name).sort()).toEqual(Object.keys(doors).sort());
  });

  it.each(Object.keys(doors))('let in nobody whom they should not: %s', async (name) => {
    await doors[name]?.();
  });

  it('write any stream through one that nobody may call', async () => {
    const call = 'select record_write($1, $2, $3)';
    for (const role of ['api', 'worker', 'maintenance', 'jobs'] as const) {
      expect(await attempt(staffOf(world, 'ULCO'), call, [ticket, 'ticket', '[]'], role)).toEqual(refused);
    }
  });
});
