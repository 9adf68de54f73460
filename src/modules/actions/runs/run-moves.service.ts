import { Injectable } from '@nestjs/common';
import { UnitOfWork, type Actor } from '../../../database/index.js';
import { assertVersion } from '../../../http/index.js';
import { Clock, conflict, invalid, newId, orThrow } from '../../../kernel/index.js';
import { actorOfColleague, requirePermission } from '../../identity/index.js';
import { checkParameters } from './domain/parameters.js';
import { checkResults, type RunOutcome } from './domain/finishing.js';
import type { WholeRun } from './run.js';
import { LOOKING_MILLISECONDS, mayRun, RunDesk, type HeldRun } from './run-desk.js';
import { RunRecord } from './run-record.js';
import { EvidenceStore } from './stores/evidence.store.js';
import { RunsStore } from './stores/runs.store.js';
import { RunWritingStore } from './stores/run-writing.store.js';

export interface RunEnd {
  outcome: RunOutcome;
  minutes: number | null;
  note: string | null;
  results: Readonly<Record<string, unknown>>;
}

/** With whom a run lies, who looks at it, and how it ends. */
@Injectable()
export class RunMovesService {
  constructor(
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
    private readonly desk: RunDesk,
    private readonly runs: RunsStore,
    private readonly writing: RunWritingStore,
    private readonly evidence: EvidenceStore,
    private readonly record: RunRecord,
  ) {}

  /** Some values are only known once a step has shown them. What is said again replaces what was said; the rest stays. */
  fill(
    actor: Actor,
    id: string,
    ifMatch: number | undefined,
    said: Readonly<Record<string, unknown>>,
  ): Promise<WholeRun> {
    return this.desk.act(actor, id, async ({ tx, run, document, now }) => {
      assertVersion(ifMatch, run.version);
      const parameters = orThrow(checkParameters(document, { ...run.parameters, ...said }));
      await this.writing.fill(tx, id, parameters);
      await this.writing.touch(tx, id, now);
      await this.record.say(tx, run, now, 'run.parameters_filled', { names: Object.keys(said).sort() });
    });
  }

  /** To a colleague of the same side who may run it. The note is kept with the evidence. */
  handOver(
    actor: Actor,
    id: string,
    ifMatch: number | undefined,
    { to, note }: { to: string; note: string | null },
  ): Promise<WholeRun> {
    return this.desk.act(actor, id, async (held) => {
      const { tx, run, document, now } = held;
      assertVersion(ifMatch, run.version);
      if (run.assignee.id === to) throw conflict('already_there', 'The run lies with them already.');
      const colleague = await actorOfColleague(tx, to);
      if (!colleague || !mayRun(colleague, run.side, run.serviceId, document))
        throw invalid('to', 'unknown_person', 'Nobody of your side who may run the action has this id.');
      if (note !== null) {
        const evidence = { id: newId(now), kind: 'hand_over' as const, n: null, body: note };
        await this.evidence.addText(tx, id, evidence, now);
      }
      await this.give(held, to);
      await this.record.say(tx, run, now, 'run.handed_over', { from: run.assignee.id, to });
    });
  }

  take(actor: Actor, id: string, ifMatch: number | undefined): Promise<WholeRun> {
    return this.desk.act(actor, id, async (held) => {
      const { tx, run, now } = held;
      assertVersion(ifMatch, run.version);
      if (run.assignee.id === actor.personId) throw conflict('already_there', 'The run lies with you already.');
      await this.give(held, actor.personId);
      await this.record.say(tx, run, now, 'run.taken', { from: run.assignee.id });
    });
  }

  finish(actor: Actor, id: string, ifMatch: number | undefined, end: RunEnd): Promise<WholeRun> {
    return this.desk.act(actor, id, async ({ tx, run, document, now }) => {
      assertVersion(ifMatch, run.version);
      const { outcome, minutes, note } = end;
      const results = orThrow(checkResults(document.results, outcome, end.results));
      await this.writing.finish(tx, id, { outcome, minutes, note, results }, now);
      const { actionId, versionId, serviceId } = run;
      const measured = Object.keys(results).length > 0 ? { results } : {};
      const data = { actionId, versionId, serviceId, outcome, minutes, ...measured };
      await this.record.say(tx, run, now, 'run.finished', data);
    });
  }

  /** The caller has it before them; said again as long as that is so. It moves nothing and is not recorded. */
  look(actor: Actor, id: string): Promise<void> {
    return this.work.run(actor, async (tx) => {
      const { serviceId } = await this.runs.byId(tx, id);
      requirePermission(actor, 'run.read', serviceId);
      const now = this.clock.now();
      await this.writing.look(tx, id, now, new Date(now.getTime() - LOOKING_MILLISECONDS));
    });
  }

  private async give({ tx, run, now }: HeldRun, personId: string): Promise<void> {
    await this.writing.give(tx, run.id, personId);
    await this.writing.touch(tx, run.id, now);
  }
}
