import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { CaseFile } from '../case-file.js';
import { namedIn, TicketHooks } from '../ticket-hooks.js';
import { AttachingService } from './attaching.service.js';
import { MajorsStore } from './majors.store.js';

const held: readonly string[] = ['resolve', 'cancel', 'merge'];

/**
 * What a major incident means for the moves of a ticket: the one on which it is declared stays until it has ended, and one
 * that hangs on it gives its place to the ticket that it goes on under.
 */
@Injectable()
export class BoundTickets implements OnModuleInit {
  constructor(
    private readonly hooks: TicketHooks,
    private readonly majors: MajorsStore,
    private readonly attaching: AttachingService,
  ) {}

  onModuleInit(): void {
    // in the institution's name: whoever rejects a request cancels it, and need not see major incidents
    this.hooks.guard(async (tx, { id, institutionId }, move) => {
      if (!held.includes(move)) return undefined;
      const isDeclared = await tx.asOwner(institutionId, () => this.majors.isDeclaredOn(tx, id));
      if (!isDeclared) return undefined;
      const detail = 'A major incident is declared on this ticket. End that first.';
      return { kind: 'conflict', code: 'major_open', detail, moves: [] };
    });
    this.hooks.onBinding(async (file, { majorIncident }) => {
      if (majorIncident === undefined) return;
      await namedIn('majorIncident', () => this.attaching.hang(file, majorIncident.toLowerCase(), 'majorIncident'));
    });
    this.hooks.onMerge((merged, survivor) =>
      merged.tx.asOwner(merged.ticket.institutionId, () => this.pass(merged, survivor), 'oneself'),
    );
  }

  /** What has ended keeps the tickets that it ended with. */
  private async pass(merged: CaseFile, survivor: CaseFile): Promise<void> {
    const { tx, ticket, now } = merged;
    const majorId = await this.majors.placeOf(tx, ticket.id);
    if (majorId === undefined) return;
    await this.majors.hold(tx, majorId, 'together');
    const major = await this.majors.find(tx, majorId);
    if (major?.state !== 'open') return;
    await this.majors.detach(tx, ticket.id);
    merged.record('ticket.detached_from_major', 'internal', { majorId });
    const isParent = major.ticket === survivor.ticket.reference;
    if (isParent || (await this.majors.placeOf(tx, survivor.ticket.id)) !== undefined) return;
    await this.majors.attach(tx, majorId, survivor.ticket.id, now);
    survivor.record('ticket.attached_to_major', 'internal', { majorId });
  }
}
