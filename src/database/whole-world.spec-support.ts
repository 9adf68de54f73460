import { addActions } from './wall-actions.spec-support.js';
import { addChanges } from './wall-changes.spec-support.js';
import { addConflicts } from './wall-conflicts.spec-support.js';
import { addDeskWork } from './wall-desk-work.spec-support.js';
import { addFreezes } from './wall-freezes.spec-support.js';
import { addImprovements } from './wall-improvements.spec-support.js';
import { addPlans } from './wall-plans.spec-support.js';
import { addProblems } from './wall-problems.spec-support.js';
import { addRelations } from './wall-relations.spec-support.js';
import { addRuns } from './wall-runs.spec-support.js';
import { addStanding } from './wall-standing.spec-support.js';
import { addSuggestions } from './wall-suggestions.spec-support.js';
import { addTickets } from './wall-tickets.spec-support.js';
import { addVotes } from './wall-votes.spec-support.js';
import { openWorld, type World } from './wall.spec-support.js';

/** A world in which every table holds a row, each part upon those before it. */
export async function openWholeWorld(): Promise<World> {
  const world = await openWorld();
  for (const add of [
    addTickets,
    addRelations,
    addProblems,
    addImprovements,
    addDeskWork,
    addStanding,
    addFreezes,
    addVotes,
    addConflicts,
    addChanges,
    addActions,
    addRuns,
    addPlans,
    addSuggestions,
  ])
    await add(world);
  return world;
}
