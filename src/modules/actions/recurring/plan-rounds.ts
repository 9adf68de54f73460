import { Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { systemActor, WorkerUnitOfWork, type Actor, type Transaction } from '../../../database/index.js';
import { JobHandlers } from '../../../jobs/index.js';
import { Clock, DomainError } from '../../../kernel/index.js';
import { actorOfColleague, can } from '../../identity/index.js';
import { followsAction, type ActionPlan, type Pause } from './domain/plan.js';
import { PlanDesk } from './plan-desk.js';
import { PlanOpening } from './plan-opening.js';
import { PlanRecord } from './plan-record.js';
import { PlanStanding } from './plan-standing.js';
import { PlanDatesStore } from './stores/plan-dates.store.js';
import { duePlans, keyOf, PlanDueStore, type PlanDue } from './stores/plan-due.store.js';
import { PlansStore } from './stores/plans.store.js';

/**
 * Opens what plans have due and says what is overdue. What is due is found by ids alone; each is done in a transaction of
 * its own: a ticket in the name of the plan's keeper, with the rights that they have at this instant. Ticket, what became
 * of the date, and the next date are one commit, and a date is decided on once (a key of its table): two workers, a kill or
 * a clock that goes back open nothing twice. After an outage only the last date that was missed is opened; the others are
 * noted.
 *
 * The keeper has left, or may not keep it any more, or it is refused: it is paused, and that is recorded for who is told.
 */
@Injectable()
export class PlanRounds implements OnModuleInit {
  private readonly log = new Logger('plans of actions');

  constructor(
    private readonly jobs: JobHandlers,
    private readonly work: WorkerUnitOfWork,
    private readonly clock: Clock,
    private readonly plans: PlansStore,
    private readonly dates: PlanDatesStore,
    private readonly due: PlanDueStore,
    private readonly desk: PlanDesk,
    private readonly standing: PlanStanding,
    private readonly opening: PlanOpening,
    private readonly record: PlanRecord,
  ) {}

  onModuleInit(): void {
    this.jobs.register('open-planned', async () => {
      await this.run();
    });
  }

  /** Everything that is due now; one that fails, or is in other hands, waits for the next round. Returns how many opened. */
  async run(): Promise<number> {
    const left: string[] = [];
    let opened = 0;
    for (;;) {
      const due = await duePlans(this.work, this.clock.now(), left);
      if (due.length === 0) return opened;
      for (const one of due) {
        left.push(keyOf(one));
        try {
          if (one.step === 'overdue') await this.overdue(one);
          else opened += await this.next(one);
        } catch (error) {
          const reason = error instanceof Error ? error.message : String(error);
          this.log.error(`the plan ${one.planId} did not go on: ${reason}`);
        }
      }
    }
  }

  private async next({ planId, institutionId }: PlanDue): Promise<number> {
    const keeper = await this.work.run(systemActor(institutionId), async (tx) => {
      const locked = await this.plans.lockIfFree(tx, planId);
      if (!locked) return undefined;
      const now = this.clock.now();
      const plan = await this.standing.follow(tx, locked, now);
      if (plan !== locked || plan.state !== 'running') return undefined;
      // looked at for its action, and not due yet
      if (plan.nextAt === null || plan.nextAt > now) {
        await this.desk.look(tx, plan, now);
        return undefined;
      }
      return keeperOf(tx, plan);
    });
    if (keeper === undefined) return 0;
    if (typeof keeper === 'string') return this.pause(planId, institutionId, keeper);
    try {
      return await this.work.run(keeper, (tx) => this.opening.open(tx, planId, this.clock.now()));
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      return this.pause(planId, institutionId, 'refused', error.refusal.code);
    }
  }

  private pause(id: string, institutionId: string, reason: Pause, code?: string): Promise<number> {
    return this.work.run(systemActor(institutionId), async (tx) => {
      const plan = await this.plans.lockIfFree(tx, id);
      const now = this.clock.now();
      if (plan?.state !== 'running' || plan.nextAt === null || plan.nextAt > now) return 0;
      const after: ActionPlan = { ...plan, state: 'paused', pausedReason: reason, nextOn: null, nextAt: null };
      await this.plans.move(tx, after, now);
      await this.desk.look(tx, after, now);
      await this.record.say(tx, 'plan.paused', after, now, {
        why: reason,
        date: plan.nextOn,
        ...(code ? { code } : {}),
      });
      return 0;
    });
  }

  /** Once for each date: what was told stands in its row. */
  private overdue({ planId, institutionId, onDate }: PlanDue): Promise<void> {
    return this.work.run(systemActor(institutionId), async (tx) => {
      const plan = await this.plans.lockIfFree(tx, planId);
      if (!plan) return;
      const now = this.clock.now();
      const date = (await this.dates.on(tx, planId, [onDate])).get(onDate);
      await this.due.settled(tx, planId, onDate);
      if (date?.outcome !== 'opened' || date.doneAt || date.overdueToldAt) return;
      // nobody can run its action now; it gets its grace anew when that is over
      if (plan.state === 'paused' && followsAction(plan.pausedReason)) return;
      if (date.overdueAt && date.overdueAt > now) {
        await this.due.overdue(tx, plan, onDate, date.overdueAt);
        return;
      }
      await this.dates.save(tx, planId, { ...date, overdueToldAt: now });
      await this.record.say(tx, 'plan.overdue', plan, now, { date: onDate, ticketId: date.ticketId });
    });
  }
}

/** Its keeper, with the rights that they have now; or why they cannot open it. */
async function keeperOf(tx: Transaction, { keeperId, serviceId }: ActionPlan): Promise<Actor | Pause> {
  const keeper = await actorOfColleague(tx, keeperId);
  if (!keeper) return 'keeper_left';
  return can(keeper, 'action_plan.keep', serviceId) ? keeper : 'rights_lost';
}
