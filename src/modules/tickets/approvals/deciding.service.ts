import { Injectable } from '@nestjs/common';
import { UnitOfWork, type Transaction } from '../../../database/index.js';
import { assertVersion } from '../../../http/index.js';
import { DomainError, forbidden, invalid, notFound } from '../../../kernel/index.js';
import { standingOf, type Asked } from '../desk.js';
import { Filing } from '../filing.js';
import { TicketsStore } from '../stores/tickets.store.js';
import { TasksStore } from '../tasks/tasks.store.js';
import { cancel } from '../ticket-acts.js';
import { TicketHooks } from '../ticket-hooks.js';
import { ApprovalsService, assertMayDecide, notWaiting, type WholeApproval } from './approvals.service.js';
import { ApprovalsStore, type Approval } from './approvals.store.js';

/**
 * Decisions on requests. Whoever decides need not see the ticket: what they see is the approval. What follows is done in
 * their own name on the owner's side, once: the ticket is locked first, as by every move, and then the approval.
 */
@Injectable()
export class DecidingService {
  constructor(
    private readonly work: UnitOfWork,
    private readonly tickets: TicketsStore,
    private readonly filing: Filing,
    private readonly store: ApprovalsStore,
    private readonly approvals: ApprovalsService,
    private readonly tasks: TasksStore,
    private readonly hooks: TicketHooks,
  ) {}

  /** `via`: by which way it was said, when not over the API. */
  decide(
    { actor, reference, ifMatch }: Asked,
    decision: 'approve' | 'reject',
    reason: string | undefined,
    via?: 'mail_link',
  ): Promise<WholeApproval> {
    return this.work.run(actor, async (tx) => {
      const approval = await this.find(tx, reference);
      const absent = await this.store.standsInFor(tx, this.filing.now());
      assertMayDecide(actor, approval, absent);
      if (decision === 'reject' && reason === undefined)
        throw invalid('reason', 'required', 'Say why: whoever asked is told.');
      const work = () => this.settle(tx, approval, { decision, reason, ifMatch, absent, via });
      await tx.asOwner(actor.institution.id, work, 'oneself');
      return this.again(tx, approval.id);
    });
  }

  /**
   * Puts the decision to somebody else: a SPOC or manager who sees the ticket, whoever stands in for the approver, or an
   * administrator of the institution, who is shown nothing of what is asked for.
   */
  reassign({ actor, reference, ifMatch }: Asked, personId: string): Promise<Approval> {
    return this.work.run(actor, async (tx) => {
      const inOwnersName = <T>(work: () => Promise<T>) => tx.asOwner(actor.institution.id, work, 'oneself');
      const worksHere = actor.userServices !== 'none' || actor.providerServices !== 'none';
      if (!worksHere && (actor.roles.get('admin') ?? 'none') !== 'none') {
        return inOwnersName(async () => {
          const approval = await this.store.byReference(tx, reference);
          if (approval?.state !== 'open') throw notFound();
          await this.pass(tx, approval, personId, ifMatch);
          return (await this.again(tx, approval.id)).approval;
        });
      }
      const approval = await this.find(tx, reference);
      const absent = await this.store.standsInFor(tx, this.filing.now());
      if (approval.approverId !== null && absent.includes(approval.approverId)) {
        return inOwnersName(async () => {
          await this.pass(tx, approval, personId, ifMatch);
          return (await this.again(tx, approval.id)).approval;
        });
      }
      const { roles } = standingOf(actor, await this.tickets.byReference(tx, reference));
      if (!roles.has('spoc') && !roles.has('manager')) throw forbidden('Your roles do not include this move.');
      await this.pass(tx, approval, personId, ifMatch);
      return (await this.again(tx, approval.id)).approval;
    });
  }

  private async pass(tx: Transaction, { id, reference }: Approval, personId: string, ifMatch?: number): Promise<void> {
    const ticket = await this.tickets.byReference(tx, reference);
    assertChoosesFor(tx.actor.personId, ticket, personId);
    const locked = await this.tickets.lock(tx, ticket.id);
    assertVersion(ifMatch, locked?.version ?? 0);
    const open = await this.store.lockOpen(tx, ticket.id);
    if (!locked || !open) throw notWaiting();
    const approverId = await this.approvals.able(tx, personId, ticket.requesterId);
    if (approverId === null)
      throw invalid('approver', 'unknown_person', 'No such person in your institution, or it is whoever asks.');
    const file = this.filing.open(tx, locked, [], 'user');
    await this.store.pass(tx, id, approverId, file.now);
    file.record('approval.asked', 'internal', { approvalId: id, approverId });
    await this.filing.note(file);
  }

  /** The approval as the actor sees it. Neither approval nor ticket: 404; a ticket without one: 409. */
  private async find(tx: Transaction, reference: string): Promise<Approval> {
    const approval = await this.store.byReference(tx, reference);
    if (approval && !(await this.approvals.isOver(tx, approval))) return approval;
    await this.tickets.byReference(tx, reference);
    throw notWaiting();
  }

  private async settle(
    tx: Transaction,
    { id, ticketId }: Approval,
    {
      decision,
      reason,
      ifMatch,
      absent,
      via,
    }: {
      decision: 'approve' | 'reject';
      reason: string | undefined;
      ifMatch?: number | undefined;
      absent: readonly string[];
      via: 'mail_link' | undefined;
    },
  ): Promise<void> {
    const ticket = await this.tickets.lock(tx, ticketId);
    if (!ticket) throw new Error('an owner does not see its ticket');
    assertVersion(ifMatch, ticket.version);
    const open = await this.store.lockOpen(tx, ticketId);
    // put to somebody else meanwhile
    if (open) assertMayDecide(tx.actor, open, absent);
    if (!open || ticket.state !== 'waiting') throw decided();
    const file = this.filing.open(tx, ticket, [], 'user');
    const state = decision === 'approve' ? 'approved' : 'rejected';
    const decidedFor = open.approverId === tx.actor.personId ? null : open.approverId;
    await this.store.decide(tx, id, { state, reason: reason ?? null, at: file.now, for: decidedFor });
    if (decidedFor !== null) file.record('approval.deputised', 'internal', { approvalId: id, decidedFor });
    const way = via === undefined ? {} : { via };
    if (decision === 'reject') {
      await this.hooks.assertFree(tx, ticket, 'cancel');
      await cancel(file, reason ?? '', way);
    } else {
      ticket.state = 'new';
      ticket.waitingCause = null;
      ticket.followUpAt = null;
      const messageId = reason === undefined ? undefined : await file.write('reason', 'requester', reason);
      file.record('ticket.approved', 'requester', { state: 'new', ...(messageId ? { messageId } : {}), ...way });
      await this.tasks.addPlanned(tx, ticket, await this.store.plannedTasks(tx, ticketId), file.now);
    }
    await this.filing.writeDown(file);
  }

  private async again(tx: Transaction, id: string): Promise<WholeApproval> {
    const approval = await this.store.byId(tx, id);
    if (!approval) throw new Error('an approval that was just changed is gone');
    return this.approvals.whole(tx, approval);
  }
}

/** Nobody chooses who judges what they asked for or opened, and nobody chooses themselves. */
export function assertChoosesFor(
  chooserId: string,
  ticket: { requesterId: string; openedBy: string },
  chosenId: string,
): void {
  if (chooserId === ticket.requesterId || chooserId === ticket.openedBy)
    throw forbidden('Somebody else chooses who decides on what you asked for or opened.');
  if (chosenId === chooserId) throw invalid('approver', 'oneself', 'Put it to somebody else than yourself.');
}

function decided(): DomainError {
  return new DomainError({
    kind: 'conflict',
    code: 'approval_decided',
    detail: 'This was decided already, or is not to be decided any more.',
    moves: [],
  });
}
