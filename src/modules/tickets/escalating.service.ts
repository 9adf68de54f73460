import { Injectable } from '@nestjs/common';
import type { Transaction } from '../../database/index.js';
import { readerKey } from '../../events/index.js';
import { Clock, DomainError, forbidden, newId, orThrow } from '../../kernel/index.js';
import { CommitmentsStore, type ServiceFunction } from '../catalogue/index.js';
import { colleague } from '../identity/index.js';
import { holdTerms } from '../service-hours/index.js';
import { workingTimeOf } from '../timers/index.js';
import { callOutside, followUpOf, stateOf } from './calling-outside.js';
import type { CaseFile } from './case-file.js';
import { Desk, standingOf, type Asked } from './desk.js';
import { isOpenTicket, mayMoveTicket } from './domain/admission.js';
import { firstCalled, type Called } from './domain/calling.js';
import { tripsOf } from './domain/chronicle.js';
import type { Escalation, Ticket } from './domain/ticket.js';
import { agreementOf } from './running-agreement.js';
import { DraftsStore, type EscalationDraft } from './stores/drafts.store.js';
import { EscalationsStore } from './stores/escalations.store.js';
import { holdersInOrder, leadProviderOf, type HoldingInstitution } from './stores/holders.js';
import { MessagesStore } from './stores/messages.store.js';
import { termsOf } from './stores/tickets.store.js';
import type { TicketView } from './ticket-views.js';
import { tickedOf } from './ticked.js';

export interface Sending {
  function: ServiceFunction;
  summary: string;
  /** Ids of messages of the thread, or the word `description`. */
  messages?: string[] | undefined;
  shareRequester?: boolean | undefined;
  /** When whoever follows up a holder outside the consortium looks again; by default after two working days. */
  followUpAt?: Date | undefined;
}

/** For how long an agent's draft may lie before the agent may send it: one working hour of the own hours. */
const PATIENCE_MS = 60 * 60_000;

/** Calling on a provider: what crosses, to whom, and who may. */
@Injectable()
export class EscalatingService {
  constructor(
    private readonly desk: Desk,
    private readonly clock: Clock,
    private readonly escalations: EscalationsStore,
    private readonly messages: MessagesStore,
    private readonly drafts: DraftsStore,
    private readonly commitments: CommitmentsStore,
  ) {}

  escalate(asked: Asked, sending: Sending): Promise<TicketView> {
    return this.desk.moveTicket(asked, 'escalate', async (file) => {
      const { tx, ticket } = file;
      const isSpoc = standingOf(asked.actor, ticket).roles.has('spoc');
      if (!isSpoc) await this.assertAgentMaySend(file);
      const agreement = await agreementOf(tx, ticket, file.now);
      // which agreement carries a ticket is settled when it is first escalated, for ever
      if (file.escalations.length === 0 && ticket.agreementId !== agreement.id) {
        ticket.agreementId = agreement.id;
        await holdTerms(tx, termsOf(ticket));
        const now = this.clock.now();
        if (now > file.now) file.now = now;
      }
      const { holder, external } = await whoIsCalled(tx, ticket, sending.function);
      const ticked = await tickedOf(tx, this.messages, ticket.id, sending.messages ?? []);
      const requester = sending.shareRequester ? await colleague(tx, ticket.requesterId) : undefined;
      await file.settleReturn(holder.id);

      const readers = [readerKey(ticket.institutionId, 'user'), readerKey(holder.id, 'provider')];
      const n = (file.escalations.at(-1)?.n ?? 0) + 1;
      const summaryId = await file.write('summary', 'shared', sending.summary, { n, readers });
      const escalation = offered(file, { n, fn: sending.function, holderId: holder.id, summaryId, readers });
      if (external) callOutside(escalation, external, sending.followUpAt ?? (await followUpOf(file)), file.now);
      escalation.requesterName = requester?.name ?? null;
      file.escalations.push(escalation);
      await this.escalations.add(tx, escalation);
      if (external) await this.escalations.addContact(tx, escalation, external.address);
      await this.messages.share(tx, ticket.id, ticked, readerKey(holder.id, 'provider'));
      await this.settleDraft(file, n, sending, ticked);
      file.admissions.push(holder.id);
      const { sendings } = tripsOf(await file.recorded());
      file.record(
        'ticket.escalated',
        'shared',
        {
          n,
          ...stateOf(escalation),
          function: sending.function,
          holderId: holder.id,
          own: escalation.isOwn,
          summaryId,
          messageIds: ticked,
          sentBy: isSpoc ? 'spoc' : 'agent',
          sendings: sendings + 1,
        },
        readers,
      );
    });
  }

  /** Prepares an escalation for a SPOC to send, or changes what was prepared. */
  async draft(asked: Asked, sending: Sending): Promise<EscalationDraft> {
    let saved: EscalationDraft | undefined;
    const make = async (file: CaseFile): Promise<void> => {
      const { tx, ticket, now } = file;
      if (!isOpenTicket(ticket)) {
        throw new DomainError({
          kind: 'conflict',
          code: 'move_not_allowed',
          detail: 'Only an open ticket can be escalated.',
          moves: [],
        });
      }
      const former = await this.drafts.ofTicket(tx, ticket.id);
      const draft = {
        ticketId: ticket.id,
        function: sending.function,
        summary: sending.summary,
        messageIds: await tickedOf(tx, this.messages, ticket.id, sending.messages ?? []),
        authorId: asked.actor.personId,
        savedAt: now,
      };
      await this.drafts.save(tx, draft);
      // the SPOCs are told once of each draft, however often it is changed
      file.record('escalation.drafted', 'internal', { function: sending.function, isChange: former !== undefined });
      saved = await this.drafts.ofTicket(tx, ticket.id);
    };
    await this.desk.change(asked, (ticket, _escalations, standing) => {
      orThrow(mayMoveTicket('escalate', ticket, standing));
      return { side: 'user', make };
    });
    if (!saved) throw new Error('a draft that was just saved is gone');
    return saved;
  }

  /** A draft ends with the escalation. Whose it was, and whether it went out as it was, is known at home. */
  private async settleDraft(file: CaseFile, n: number, sending: Sending, ticked: readonly string[]): Promise<void> {
    const draft = await this.drafts.ofTicket(file.tx, file.ticket.id);
    if (!draft) return;
    await this.drafts.remove(file.tx, file.ticket.id);
    const isChanged =
      draft.function !== sending.function ||
      draft.summary !== sending.summary ||
      [...draft.messageIds].sort().join() !== [...ticked].sort().join();
    file.record('escalation.draft_sent', 'internal', { n, authorId: draft.authorId, isChanged });
  }

  private async assertAgentMaySend({ tx, ticket, now }: CaseFile): Promise<void> {
    if (ticket.priority === 'P1') return;
    const draft = await this.drafts.ofTicket(tx, ticket.id);
    if (draft) {
      const { siteHours } = await this.commitments.of(tx, ticket);
      const waited =
        siteHours.length > 0
          ? workingTimeOf(siteHours).elapsed(draft.savedAt.getTime(), now.getTime(), [])
          : now.getTime() - draft.savedAt.getTime();
      if (waited >= PATIENCE_MS) return;
    }
    throw forbidden(
      'A SPOC sends escalations. Prepare a draft: if no SPOC acts on it for one working hour, you may send it; a P1 at once.',
    );
  }
}

export function offered(
  file: CaseFile,
  {
    n,
    fn,
    holderId,
    summaryId,
    readers,
  }: { n: number; fn: ServiceFunction; holderId: string; summaryId: string; readers: string[] },
): Escalation {
  return {
    id: newId(file.now),
    ticketId: file.ticket.id,
    n,
    function: fn,
    holderId,
    state: 'offered',
    waitingCause: null,
    followUpAt: null,
    isOwn: holderId === file.ticket.institutionId,
    summaryId,
    requesterName: null,
    offeredAt: file.now,
    acceptedAt: null,
    deliveredAt: null,
    endedAt: null,
    returnCode: null,
    returnConfirmedAt: null,
    returnSettledAt: null,
    deliveryCode: null,
    deliveryId: null,
    disputedImpact: null,
    disputedUrgency: null,
    disputedAt: null,
    externalName: null,
    externalReference: null,
    readers,
  };
}

/** Who is called for a function: the first in order. Of somebody outside, the lead provider is the named owner. */
async function whoIsCalled(tx: Transaction, ticket: Ticket, fn: ServiceFunction): Promise<Called<HoldingInstitution>> {
  return orThrow(firstCalled(await holdersInOrder(tx, ticket.serviceId, fn), await leadProviderOf(tx, ticket)));
}
