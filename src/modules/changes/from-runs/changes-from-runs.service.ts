import { Injectable } from '@nestjs/common';
import { UnitOfWork, type Actor, type Transaction } from '../../../database/index.js';
import { localeOf, type Locale } from '../../../kernel/index.js';
import { RunChangesService, type RunForChange } from '../../actions/index.js';
import { serviceByCode } from '../../catalogue/index.js';
import { can, requirePermission } from '../../identity/index.js';
import { institutionById } from '../../institutions/index.js';
import type { Change } from '../change.js';
import { ChangesService } from '../changes.service.js';
import { ChangeLinksStore } from '../links/links.store.js';
import { ChangeStores } from '../stores/change-stores.js';
import { draftOfRun } from './domain/draft-of-run.js';
import { RunFactsStore } from './run-facts.store.js';

/** Opens the change that a run asks for, with what the action says; the run knows it from then on, and has no second one. */
@Injectable()
export class ChangesFromRunsService {
  constructor(
    private readonly work: UnitOfWork,
    private readonly runs: RunChangesService,
    private readonly changes: ChangesService,
    private readonly stores: ChangeStores,
    private readonly links: ChangeLinksStore,
    private readonly facts: RunFactsStore,
  ) {}

  /** Asked for again, it is the same change. Refused: 404, 403, 409 for a run that is finished, 422 as a change is. */
  open(actor: Actor, runId: string): Promise<{ change: Change; isNew: boolean }> {
    return this.work.run(actor, async (tx) => {
      const held = await this.runs.held(tx, runId);
      const { run } = held;
      requirePermission(actor, 'change.open', run.serviceId);
      if (run.change !== null) return { change: await this.stores.changes.byReference(tx, run.change), isNew: false };
      const change = await this.changes.openIn(tx, await this.said(tx, held));
      await this.runs.name(tx, held, change);
      if (change.inside && run.ticket !== null) await this.link(tx, change, run.ticket, held.now);
      return { change: await this.stores.changes.byReference(tx, change.reference), isNew: true };
    });
  }

  private async said(tx: Transaction, { run, document }: RunForChange) {
    const canWrite = can(tx.actor, 'change.write', run.serviceId);
    const components = await this.facts.components(tx, run.serviceId, document.components);
    return {
      ...draftOfRun(
        document,
        { reference: run.action.reference, number: run.number },
        await this.localeFor(tx, run, canWrite),
      ),
      kind: 'normal' as const,
      services: [run.service.code],
      components: components.map((code) => ({ service: run.service.code, code })),
      wasTried: await this.facts.hasWorked(tx, run.actionId, run.serviceId),
      // whoever asks for a change names nobody who makes it
      ...(canWrite ? { implementers: [run.assignee.id] } : {}),
    };
  }

  /** Of the institution that makes the change: one's own, or the one that leads the service where one only asks. */
  private async localeFor(tx: Transaction, { service }: RunForChange['run'], isOwn: boolean): Promise<Locale> {
    const maker = isOwn ? tx.actor.institution.id : (await serviceByCode(tx, service.code))?.leadProvider.id;
    return localeOf((await institutionById(tx, maker ?? ''))?.locale ?? '');
  }

  private async link(tx: Transaction, { id }: Change, ticket: string, at: Date): Promise<void> {
    const targetId = await this.links.target(tx, 'ticket', ticket);
    if (targetId === undefined) return;
    const link = { kind: 'ticket', targetId, relation: 'solves' } as const;
    await this.links.put(tx, id, { ...link, at });
    await this.stores.record.say(tx, id, at, 'change.linked', { audience: 'internal', ...link });
  }
}
