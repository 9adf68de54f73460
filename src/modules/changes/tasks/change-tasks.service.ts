import { Injectable } from '@nestjs/common';
import { UnitOfWork, type Actor } from '../../../database/index.js';
import { conflict, forbidden, invalid, newId, orThrow } from '../../../kernel/index.js';
import { can, colleague } from '../../identity/index.js';
import { windowOf, type Change } from '../change.js';
import { ChangeDesk, insideOf, standingOf, type OpenChange } from '../moves/change-desk.js';
import { ChangeStores } from '../stores/change-stores.js';
import { pointOfNoReturn } from '../domain/reviewing.js';
import { hasStarted } from '../domain/states.js';
import { Rejudging } from '../judging/rejudging.js';
import { mayEnd, type PlannedTask, type Task, type TaskEnd } from './domain/tasks.js';
import { ChangeTasksStore } from './tasks.store.js';

export interface Tasks {
  tasks: Task[];
  pointOfNoReturn: Date | null;
}

/** The steps of a change, planned by those who prepare it, read by those who decide on it, ticked by those who make it. */
@Injectable()
export class ChangeTasksService {
  constructor(
    private readonly work: UnitOfWork,
    private readonly desk: ChangeDesk,
    private readonly stores: ChangeStores,
    private readonly tasks: ChangeTasksStore,
    private readonly rejudging: Rejudging,
  ) {}

  read(actor: Actor, reference: string): Promise<Tasks> {
    return this.work.run(actor, async (tx) => {
      const change = await this.stores.changes.byReference(tx, reference);
      assertDecides(change);
      return { tasks: await this.tasks.of(tx, change.id), pointOfNoReturn: lastMomentOf(change) };
    });
  }

  /** All of them, while it has not begun. They are the plan: what was decided on others holds no longer. */
  async put(actor: Actor, reference: string, ifMatch: number | undefined, planned: PlannedTask[]): Promise<Tasks> {
    const make = async (open: OpenChange) => {
      const { tx, change, now } = open;
      if (hasStarted(change.state)) throw conflict('begun', 'The steps of a change that has begun stay as they are.');
      for (const { holderId } of planned)
        if (holderId !== null && !(await colleague(tx, holderId)))
          throw invalid('items', 'unknown_person', 'One of these is nobody of the institution that makes the change.');
      const before = await this.rejudging.decided(open);
      await this.tasks.put(
        tx,
        change.id,
        planned.map((task) => ({ ...task, id: newId(now) })),
      );
      await this.stores.writing.handled(tx, change.id);
      await this.stores.writing.touch(tx, change.id, now);
      await this.stores.record.say(tx, change.id, now, 'change.edited', { audience: 'internal', fields: ['tasks'] });
      await this.rejudging.follow(open, before);
    };
    await this.desk.open(actor, reference, ifMatch, make, ({ change }) => {
      assertOwn(actor, change);
      if (!change.serviceIds.some((id) => can(actor, 'change.write', id)))
        throw forbidden('None of your roles allows this.');
    });
    return this.read(actor, reference);
  }

  /** While it is being made, by its implementers. */
  async end(actor: Actor, reference: string, n: number, state: TaskEnd, note: string | null): Promise<Tasks> {
    const make = async ({ tx, change, now }: OpenChange) => {
      if (change.state !== 'in_progress') throw conflict('not_possible_now', `The change is ${change.state}.`);
      orThrow(mayEnd(await this.tasks.of(tx, change.id), n, { state, note }));
      await this.tasks.end(tx, change.id, n, { state, note }, now);
      await this.stores.writing.touch(tx, change.id, now);
      await this.stores.record.say(tx, change.id, now, 'change.task_ended', { audience: 'internal', n, state });
    };
    await this.desk.open(actor, reference, undefined, make, ({ change, parties }) => {
      assertOwn(actor, change);
      if (!standingOf(actor, change, parties).isImplementer) throw forbidden('A change is made by its implementers.');
    });
    return this.read(actor, reference);
  }
}

/** Those who make it, and those who are asked to decide on it. */
function assertDecides({ inside }: Change): void {
  if (!inside) throw forbidden('The steps of a change are known to those who make it and those who decide on it.');
}

function assertOwn(actor: Actor, change: Change): void {
  if (change.institutionId !== actor.institution.id || !change.inside)
    throw forbidden('Another institution makes this change.');
}

function lastMomentOf(change: Change): Date | null {
  const window = windowOf(change);
  const at = window ? pointOfNoReturn(window, insideOf(change).backoutMinutes) : null;
  return at === null ? null : new Date(at);
}
