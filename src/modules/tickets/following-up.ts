import { Injectable } from '@nestjs/common';
import { Events } from '../../events/index.js';
import { sitesOf } from '../institutions/index.js';
import type { CaseFile } from './case-file.js';
import { UNQUALIFIED } from './domain/priority.js';
import { insideOf } from './domain/readers.js';
import { Placing } from './placing.js';
import { LinksStore } from './stores/links.store.js';

/** What a requester says on a ticket that has ended, where it is heard. */
@Injectable()
export class FollowingUp {
  constructor(
    private readonly placing: Placing,
    private readonly links: LinksStore,
    private readonly events: Events,
  ) {}

  /** Opens a follow-up of a closed ticket, with the answer as its description. The link is level 1's to know. */
  async open(file: CaseFile, body: string): Promise<{ ticketId: string; reference: string; messageId: string }> {
    const { tx, ticket: closed } = file;
    const { institutionId } = closed;
    const site = (await sitesOf(tx, institutionId)).find(({ id }) => id === closed.siteId);
    if (!site) throw new Error('the site of a ticket is gone');
    const { ticket, descriptionId } = await this.placing.place(tx, {
      kind: closed.kind,
      serviceId: closed.serviceId,
      title: closed.title,
      description: body,
      requesterId: closed.requesterId,
      site,
      channel: 'web',
      levels: UNQUALIFIED,
      isQualified: false,
      side: 'requester',
      live: false,
    });
    await tx.asOwner(institutionId, async () => {
      const link = { fromId: ticket.id, toId: closed.id, kind: 'follow_up' } as const;
      await this.links.add(tx, institutionId, link, closed.reference, ticket.openedAt);
    });
    await this.note(file, closed.id, 'ticket.linked', { link: 'follow_up', reference: ticket.reference });
    file.followUp = { ticketId: ticket.id, reference: ticket.reference, messageId: descriptionId };
    return file.followUp;
  }

  /** Says to those who work on the ticket under which this one goes on that its requester has written. */
  async tellSurvivor(file: CaseFile): Promise<void> {
    const { tx, ticket } = file;
    const survivor = await tx.asOwner(ticket.institutionId, () =>
      this.links.survivorOf(tx, ticket.institutionId, ticket.id),
    );
    if (survivor) await this.note(file, survivor.id, 'ticket.merged_answered', { reference: ticket.reference });
  }

  private async note(
    { tx, ticket, now }: CaseFile,
    streamId: string,
    type: 'ticket.linked' | 'ticket.merged_answered',
    data: Record<string, string>,
  ) {
    const readers = insideOf(ticket.institutionId, 'user');
    await tx.asOwner(ticket.institutionId, () =>
      this.events.append(tx, streamId, now, [{ type, audience: 'internal', side: 'user', readers, data }]),
    );
  }
}
