import { Injectable } from '@nestjs/common';
import { UnitOfWork, type Actor } from '../../../database/index.js';
import { forbidden, invalid, notFound } from '../../../kernel/index.js';
import { can } from '../../identity/index.js';
import type { Change } from '../change.js';
import { ChangeDesk } from '../moves/change-desk.js';
import { ChangeStores } from '../stores/change-stores.js';
import { ChangeLinksStore, type ChangeLink, type Relation } from './links.store.js';

export interface SaidLink {
  kind: 'ticket' | 'problem';
  reference: string;
  relation: Exclude<Relation, 'proposed'>;
}

/** What a change solves, has to do with, or caused: known to those who make it. */
@Injectable()
export class ChangeLinksService {
  constructor(
    private readonly work: UnitOfWork,
    private readonly desk: ChangeDesk,
    private readonly stores: ChangeStores,
    private readonly links: ChangeLinksStore,
  ) {}

  read(actor: Actor, reference: string): Promise<ChangeLink[]> {
    return this.work.run(actor, async (tx) => {
      const change = await this.stores.changes.byReference(tx, reference);
      assertOwn(actor, change);
      return this.links.of(tx, change.id);
    });
  }

  /** Said again, it is another relation: so what is proposed is found to be caused, or is dismissed. */
  async put(actor: Actor, reference: string, said: SaidLink): Promise<ChangeLink[]> {
    await this.desk.open(
      actor,
      reference,
      undefined,
      async ({ tx, change, now }) => {
        const targetId = await this.links.target(tx, said.kind, said.reference);
        if (targetId === undefined) throw invalid('reference', 'unknown_reference', 'There is no such thing for you.');
        await this.links.put(tx, change.id, { kind: said.kind, targetId, relation: said.relation, at: now });
        await this.stores.writing.touch(tx, change.id, now);
        const { kind, relation } = said;
        await this.stores.record.say(tx, change.id, now, 'change.linked', {
          audience: 'internal',
          kind,
          targetId,
          relation,
        });
      },
      ({ change }) => {
        assertWriter(actor, change);
      },
    );
    return this.read(actor, reference);
  }

  async remove(actor: Actor, reference: string, kind: 'ticket' | 'problem', target: string): Promise<void> {
    await this.desk.open(
      actor,
      reference,
      undefined,
      async ({ tx, change, now }) => {
        const targetId = await this.links.target(tx, kind, target);
        if (targetId === undefined || !(await this.links.remove(tx, change.id, targetId))) throw notFound();
        await this.stores.writing.touch(tx, change.id, now);
        await this.stores.record.say(tx, change.id, now, 'change.unlinked', { audience: 'internal', kind, targetId });
      },
      ({ change }) => {
        assertWriter(actor, change);
      },
    );
  }
}

function assertOwn(actor: Actor, change: Change): void {
  if (change.institutionId !== actor.institution.id || !change.inside)
    throw forbidden('What a change has to do with is known to those who make it.');
}

function assertWriter(actor: Actor, change: Change): void {
  assertOwn(actor, change);
  if (!change.serviceIds.some((id) => can(actor, 'change.write', id)))
    throw forbidden('None of your roles allows this.');
}
