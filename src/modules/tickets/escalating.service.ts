import { Injectable } from '@nestjs/common';
import { UnitOfWork, type Transaction } from '../../database/index.js';
import { readerKey } from '../../events/index.js';
import { assertVersion } from '../../http/index.js';
import { Clock, DomainError, forbidden, newId, orThrow } from '../../kernel/index.js';
import {
  CommitmentsStore,
  holdersOf,
  runningAgreement,
  type Agreement,
  type ServiceFunction,
} from '../catalogue/index.js';
import { colleague } from '../identity/index.js';
import { institutionById } from '../institutions/index.js';
import { holdTerms } from '../service-hours/index.js';
import { workingTimeOf } from '../timers/index.js';
import type { CaseFile } from './case-file.js';
import { Desk, standingOf, type Asked } from './desk.js';
import { isOpenTicket, mayMoveTicket } from './domain/admission.js';
import { tripsOf } from './domain/chronicle.js';
import type { Escalation, Ticket } from './domain/ticket.js';
import { DraftsStore, type EscalationDraft } from './stores/drafts.store.js';
import { EscalationsStore } from './stores/escalations.store.js';
import { MessagesStore } from './stores/messages.store.js';
import { invalid } from './ticket-moves.service.js';
import { termsOf, TicketsStore } from './stores/tickets.store.js';
import type { TicketView } from './ticket-views.js';
import { tickedOf } from './ticked.js';

export interface Sending {
  function: ServiceFunction;
  summary: string;
  /** Ids of messages of the thread, or the word `description`. */
  messages?: string[] | undefined;
  shareRequester?: boolean | undefined;
}

/** For how long an agent's draft may lie before the agent may send it: one working hour of the own hours. */
const PATIENCE_MS = 60 * 60_000;

/** Calling on a provider: what crosses, to whom, and who may. */
@Injectable()
export class EscalatingService {
  constructor(
    private readonly desk: Desk,
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
    private readonly tickets: TicketsStore,
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
      const holder = await firstHolder(tx, ticket.serviceId, sending.function);
      const ticked = await tickedOf(tx, this.messages, ticket.id, sending.messages ?? []);
      const requester = sending.shareRequester ? await colleague(tx, ticket.requesterId) : undefined;
      await file.settleReturn(holder.id);

      const readers = [readerKey(ticket.institutionId, 'user'), readerKey(holder.id, 'provider')];
      const n = (file.escalations.at(-1)?.n ?? 0) + 1;
      const summaryId = await file.write('summary', 'shared', sending.summary, { n, readers });
      const escalation = offered(file, { n, fn: sending.function, holderId: holder.id, summaryId, readers });
      escalation.requesterName = requester?.name ?? null;
      file.escalations.push(escalation);
      await this.escalations.add(tx, escalation);
      await this.messages.share(tx, ticket.id, ticked, readerKey(holder.id, 'provider'));
      await this.drafts.remove(tx, ticket.id);
      file.admissions.push(holder.id);
      const { sendings } = tripsOf(await file.recorded());
      file.record(
        'ticket.escalated',
        'shared',
        {
          n,
          escalationState: 'offered',
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
    return this.work.run(asked.actor, async (tx) => {
      const seen = await this.tickets.byReference(tx, asked.reference);
      orThrow(mayMoveTicket('escalate', seen, standingOf(asked.actor, seen)));
      const ticket = (await this.tickets.lock(tx, seen.id)) ?? seen;
      assertVersion(asked.ifMatch, ticket.version);
      if (!isOpenTicket(ticket)) {
        throw new DomainError({
          kind: 'conflict',
          code: 'move_not_allowed',
          detail: 'Only an open ticket can be escalated.',
          moves: [],
        });
      }
      const draft: EscalationDraft = {
        ticketId: ticket.id,
        function: sending.function,
        summary: sending.summary,
        messageIds: await tickedOf(tx, this.messages, ticket.id, sending.messages ?? []),
        authorId: asked.actor.personId,
        savedAt: this.clock.now(),
      };
      await this.drafts.save(tx, draft);
      return draft;
    });
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
    readers,
  };
}

/** An agreement that does not run (none, ended, not begun) carries no new escalation. */
async function agreementOf(tx: Transaction, ticket: Ticket, at: Date): Promise<Agreement> {
  const owner = await institutionById(tx, ticket.institutionId);
  if (owner?.suspended) {
    const detail = 'Your institution is suspended: what is escalated goes on, nothing new is.';
    throw new DomainError({ kind: 'conflict', code: 'institution_suspended', detail });
  }
  const agreement = await runningAgreement(tx, ticket.institutionId, ticket.serviceId, at);
  if (agreement?.isRunning) return agreement;
  throw new DomainError({
    kind: 'conflict',
    code: 'agreement_not_running',
    detail: 'Your institution has no running agreement for this service.',
  });
}

/** The first institution in order that holds the function and is not suspended. */
async function firstHolder(tx: Transaction, serviceId: string, fn: ServiceFunction): Promise<{ id: string }> {
  const holders = await holdersOf(tx, serviceId, fn);
  const institutions = holders.flatMap((holder) => ('institution' in holder ? [holder.institution] : []));
  const free = institutions.find(({ suspended }) => !suspended);
  if (free) return free;
  if (institutions.length > 0)
    throw invalid('function', 'holder_suspended', 'Every institution that holds this function is suspended.');
  throw invalid('function', 'no_holder', 'No institution holds this function of the service.');
}
