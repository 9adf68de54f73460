import { Injectable } from '@nestjs/common';
import { UnitOfWork, type Actor, type Side, type Transaction } from '../../../database/index.js';
import { Clock, conflict, forbidden } from '../../../kernel/index.js';
import { can, requirePermission } from '../../identity/index.js';
import type { ActionDocument } from '../domain/action-document.js';
import { ActionsStore } from '../stores/actions.store.js';
import { RunHooks } from './run-hooks.js';
import { rolesOf, type Run, type ToldStep, type WholeRun } from './run.js';
import { EvidenceStore } from './stores/evidence.store.js';
import { RunsStore } from './stores/runs.store.js';

/** Somebody looks as long as they said so within this time. */
export const LOOKING_MILLISECONDS = 2 * 60_000;

/** A run that is held while something is done on it. */
export interface HeldRun {
  tx: Transaction;
  run: Run;
  document: ActionDocument;
  steps: ToldStep[];
  now: Date;
}

/** Opens a run for reading or for one act. What is not visible is 404 before anything else is said. */
@Injectable()
export class RunDesk {
  constructor(
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
    private readonly runs: RunsStore,
    private readonly evidence: EvidenceStore,
    private readonly actions: ActionsStore,
    private readonly hooks: RunHooks,
  ) {}

  read<T>(actor: Actor, id: string, look: (tx: Transaction, run: Run) => Promise<T>): Promise<T> {
    return this.work.run(actor, async (tx) => {
      const run = await this.runs.byId(tx, id);
      requirePermission(actor, 'run.read', run.serviceId);
      return look(tx, run);
    });
  }

  /** By somebody who may run the action, while the run goes on, one act after the other. Refused: 403, 409 `run_finished`. */
  act(actor: Actor, id: string, make: (held: HeldRun) => Promise<void>): Promise<WholeRun> {
    return this.work.run(actor, async (tx) => {
      await make(await this.held(tx, id));
      return this.whole(tx, id);
    });
  }

  /** The same in a transaction that does more. */
  async held(tx: Transaction, id: string): Promise<HeldRun> {
    await this.admit(tx, id);
    if (!(await this.runs.hold(tx, id))) throw finished();
    const run = await this.runs.byId(tx, id);
    const document = await this.documentOf(tx, run);
    const now = this.clock.now();
    return {
      tx,
      run,
      document,
      steps: await this.runs.steps(tx, id),
      now: now < run.updatedAt ? run.updatedAt : now,
    };
  }

  /** The same without holding it: for what takes longer than a transaction. */
  async admit(tx: Transaction, id: string): Promise<Run> {
    const run = await this.runs.byId(tx, id);
    requirePermission(tx.actor, 'run.work', run.serviceId);
    if (!mayRun(tx.actor, run.side, run.serviceId, await this.documentOf(tx, run)))
      throw forbidden('The action is not run by any of your roles.');
    if (run.state === 'finished') throw finished();
    return run;
  }

  /** As the actor of the transaction reads it. */
  async whole(tx: Transaction, id: string): Promise<WholeRun> {
    const run = await this.runs.byId(tx, id);
    const document = await this.documentOf(tx, run);
    const since = new Date(this.clock.now().getTime() - LOOKING_MILLISECONDS);
    return {
      run,
      document,
      changeStanding: await this.hooks.changeOf(tx, run),
      steps: await this.runs.steps(tx, id),
      evidence: await this.evidence.of(tx, id),
      looking: await this.runs.looks(tx, id, since),
      mayWork: mayRun(tx.actor, run.side, run.serviceId, document),
      mayOpenChange: can(tx.actor, 'change.open', run.serviceId),
    };
  }

  async documentOf(tx: Transaction, { versionId }: Pick<Run, 'versionId'>): Promise<ActionDocument> {
    const version = await this.actions.version(tx, versionId);
    if (!version) throw new Error('whoever sees a run sees the version that it stays on');
    return version.document;
  }
}

/** Whether one of somebody's roles on this side may run it for this service. */
export function mayRun(
  actor: Pick<Actor, 'roles'>,
  side: Side,
  serviceId: string,
  { runBy }: Pick<ActionDocument, 'runBy'>,
): boolean {
  return rolesOf[side].some((role) => {
    const scope = actor.roles.get(role);
    return (
      scope !== undefined && runBy.includes(role) && can({ roles: new Map([[role, scope]]) }, 'run.work', serviceId)
    );
  });
}

const finished = () => conflict('run_finished', 'The run is finished: what was done stays as it is.', []);
