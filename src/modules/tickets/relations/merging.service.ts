import { Injectable } from '@nestjs/common';
import { orThrow } from '../../../kernel/index.js';
import { standingOf, type Asked } from '../desk.js';
import { admitTicketMove } from '../domain/admission.js';
import { factsOf } from '../domain/facts.js';
import { insideOf } from '../domain/readers.js';
import type { CaseFile } from '../case-file.js';
import { Filing } from '../filing.js';
import { TicketHooks } from '../ticket-hooks.js';
import { LinksStore } from '../stores/links.store.js';
import type { TicketView } from '../ticket-views.js';
import { admitMerge } from './domain/linking.js';
import { Pairing } from './pairing.js';

/**
 * Merging: one of two tickets about the same thing goes on under the other. It keeps its thread, which nobody else reads,
 * and its record, misses included. The survivor counts on the user side since the older of the two was opened, so that
 * merging makes nobody less late; its children hang on the survivor, and so does whatever others have put on it.
 */
@Injectable()
export class MergingService {
  constructor(
    private readonly links: LinksStore,
    private readonly pairing: Pairing,
    private readonly filing: Filing,
    private readonly hooks: TicketHooks,
  ) {}

  merge(asked: Asked, into: string): Promise<TicketView> {
    return this.pairing.run(asked, { reference: into, field: 'into' }, 'ticket.merge', async (own, survivor) => {
      const { tx, ticket } = own;
      orThrow(admitTicketMove('merge', ticket, own.escalations, standingOf(asked.actor, ticket)));
      await this.hooks.assertFree(tx, ticket, 'merge');
      const { institutionId } = ticket;
      const { isBelow, goesOnUnder } = await tx.asOwner(institutionId, async () => ({
        isBelow: await this.links.isAbove(tx, institutionId, ticket.id, survivor.ticket.id),
        goesOnUnder: await this.links.survivorOf(tx, institutionId, survivor.ticket.id),
      }));
      orThrow(admitMerge(ticket, survivor.ticket, { isBelow, goesOnUnder: goesOnUnder?.reference }));
      await tx.asOwner(institutionId, () => this.rehang(own, survivor));
      await this.hooks.carryOver(own, survivor);
      const since = sinceWhen(await own.recorded()) ?? ticket.openedAt.getTime();
      await this.end(own, survivor);
      survivor.record('ticket.merged_in', 'internal', {
        since: new Date(since).toISOString(),
        reference: ticket.reference,
      });
      await this.filing.note(survivor);
    });
  }

  private async end(own: CaseFile, survivor: CaseFile): Promise<void> {
    const { ticket } = own;
    ticket.state = 'merged';
    ticket.waitingCause = null;
    ticket.followUpAt = null;
    // where it goes on is for nobody outside to know
    const readers = insideOf(ticket.institutionId, 'user');
    own.record('ticket.merged', 'requester', { state: 'merged', reference: survivor.ticket.reference }, readers);
    await own.settleReturn();
    await this.filing.writeDown(own);
  }

  /** What people had linked the two by gives way to the merging; whatever hung on the one hangs on the other. */
  private async rehang({ tx, ticket, now }: CaseFile, { ticket: survivor }: CaseFile): Promise<void> {
    const { institutionId } = ticket;
    const former = await this.links.between(tx, institutionId, ticket.id, survivor.id);
    if (former) await this.links.remove(tx, institutionId, former);
    for (const fromId of await this.links.leadingTo(tx, institutionId, ticket.id, 'parent')) {
      await this.links.remove(tx, institutionId, { fromId, toId: ticket.id, kind: 'parent' });
      const link = { fromId, toId: survivor.id, kind: 'parent' } as const;
      await this.links.add(tx, institutionId, link, survivor.reference, now);
    }
    const merged = { fromId: ticket.id, toId: survivor.id, kind: 'merged' } as const;
    await this.links.add(tx, institutionId, merged, survivor.reference, now);
  }
}

/** Since when somebody has been waiting on a ticket, with what it took over from others. */
function sinceWhen(events: Parameters<typeof factsOf>[0]): number | undefined {
  const instants = factsOf(events).flatMap((fact) => {
    if (fact.type === 'opened') return [fact.since ?? fact.at];
    return fact.type === 'carried' ? [fact.since] : [];
  });
  return instants.length > 0 ? Math.min(...instants) : undefined;
}
