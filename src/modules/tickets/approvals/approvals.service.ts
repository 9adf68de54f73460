import { Injectable, type OnModuleInit } from '@nestjs/common';
import { UnitOfWork, type Actor, type Transaction } from '../../../database/index.js';
import { decodeCursor, placeInTime, toPage, type Page } from '../../../http/index.js';
import { Clock, DomainError, forbidden, newId, notFound } from '../../../kernel/index.js';
import { colleague, peopleWithRole } from '../../identity/index.js';
import type { CaseFile } from '../case-file.js';
import { FormsStore, type TicketForm } from '../stores/forms.store.js';
import { TicketHooks } from '../ticket-hooks.js';
import { ApprovalsStore, type Approval } from './approvals.store.js';
import { endOfWait } from './domain/follow-up.js';

export interface WholeApproval {
  approval: Approval;
  form: TicketForm | undefined;
}

/** Asking for a decision, reminding of it, and showing it to whoever decides. */
@Injectable()
export class ApprovalsService implements OnModuleInit {
  constructor(
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
    private readonly store: ApprovalsStore,
    private readonly forms: FormsStore,
    private readonly hooks: TicketHooks,
  ) {}

  onModuleInit(): void {
    this.hooks.onReminder((file, workingDays) => this.remind(file, workingDays));
    this.hooks.guard(async (tx, ticket, move) => {
      if (move === 'cancel' || move === 'merge') return undefined;
      if (ticket.waitingCause !== 'approval' || !(await this.store.isOpen(tx, ticket.id))) return undefined;
      return {
        kind: 'conflict',
        code: 'approval_open',
        detail: 'Nobody works on this request before it is approved. Cancel it, or put the decision to somebody else.',
        moves: ['assign', 'qualify', 'cancel'],
      };
    });
  }

  /** Puts a request that was just opened to its approver, in the owner's name. Without a person: to the managers. */
  async ask(file: CaseFile, personId: string | undefined): Promise<void> {
    const { tx, ticket, now } = file;
    const approverId = await this.able(tx, personId, ticket.requesterId);
    const isLeft = approverId === null && (await this.managers(tx, ticket.serviceId, ticket.requesterId)) === 0;
    const followUpAt = isLeft ? now : endOfWait(await file.owed(), now);
    ticket.state = 'waiting';
    ticket.waitingCause = 'approval';
    ticket.followUpAt = followUpAt;
    const id = newId(now);
    const { id: ticketId, reference, title, serviceId, requesterId } = ticket;
    await this.store.add(tx, { id, ticketId, reference, title, serviceId, requesterId, approverId, askedAt: now });
    file.record('ticket.waiting', 'requester', {
      state: 'waiting',
      cause: 'approval',
      followUpAt: followUpAt.toISOString(),
    });
    file.record('approval.asked', 'internal', {
      approvalId: id,
      ...(approverId ? { approverId } : {}),
      // somebody else was meant
      ...(approverId === null && personId !== undefined ? { instead: true } : {}),
      ...(isLeft ? { nobody: true } : {}),
    });
  }

  /** Reminds; an approver who left meanwhile, or lost the membership, is replaced by the managers. */
  private async remind(file: CaseFile, workingDays: number | null): Promise<void> {
    const { tx, ticket, now } = file;
    const approval = await this.store.lockOpen(tx, ticket.id);
    const approverId = approval ? await this.able(tx, approval.approverId ?? undefined, ticket.requesterId) : null;
    if (approval && approval.approverId !== approverId) {
      await this.store.pass(tx, approval.id, null, now);
      const isLeft = (await this.managers(tx, ticket.serviceId, ticket.requesterId)) === 0;
      file.record('approval.asked', 'internal', {
        approvalId: approval.id,
        instead: true,
        ...(isLeft ? { nobody: true } : {}),
      });
      return;
    }
    file.record('approval.reminded', 'internal', {
      workingDays,
      ...(approval ? { approvalId: approval.id } : {}),
      ...(approverId ? { approverId } : {}),
    });
  }

  waitingFor(actor: Actor, limit: number, cursor?: string): Promise<Page<Approval>> {
    const after = decodeCursor(cursor, placeInTime('askedAt'));
    const manages = actor.roles.get('manager') ?? 'none';
    const services = manages === 'all' ? null : manages === 'none' ? [] : [...manages];
    return this.work.run(actor, async (tx) => {
      const absent = await this.store.standsInFor(tx, this.clock.now());
      const rows = await this.store.waitingFor(tx, services, absent, limit + 1, after);
      return toPage(
        rows,
        limit,
        ({ askedAt, id }) => ({ askedAt: askedAt.toISOString(), id }),
        (row) => row,
      );
    });
  }

  read(actor: Actor, id: string): Promise<WholeApproval> {
    return this.work.run(actor, async (tx) => {
      const approval = await this.store.byId(tx, id);
      if (!approval || (await this.isOver(tx, approval))) throw notFound();
      return this.whole(tx, approval);
    });
  }

  /** Whether the actor sees it for nothing but having stood in for the approver, and does so no more. */
  async isOver(tx: Transaction, { approverId, decidedBy, serviceId }: Approval): Promise<boolean> {
    const { actor } = tx;
    const isLevel1 = actor.userServices === 'all' || actor.userServices.includes(serviceId);
    if ([approverId, decidedBy].includes(actor.personId) || isLevel1) return false;
    return approverId !== null && !(await this.store.standsInFor(tx, this.clock.now())).includes(approverId);
  }

  async whole(tx: Transaction, approval: Approval): Promise<WholeApproval> {
    return { approval, form: await this.forms.ofTicket(tx, approval.ticketId) };
  }

  /** A colleague who may decide on what somebody asks for: still there, and not whoever asks. */
  async able(tx: Transaction, personId: string | undefined, requesterId: string): Promise<string | null> {
    if (personId === undefined || personId === requesterId) return null;
    return (await colleague(tx, personId))?.id ?? null;
  }

  private async managers(tx: Transaction, serviceId: string, requesterId: string): Promise<number> {
    return (await peopleWithRole(tx, 'manager', serviceId)).filter(({ id }) => id !== requesterId).length;
  }
}

/** Whoever decides: the approver or who stands in for them, or a manager where none is named; never whoever asks. */
export function assertMayDecide(
  actor: Actor,
  { approverId, requesterId, serviceId }: Approval,
  absent: readonly string[],
): void {
  const manages = actor.roles.get('manager') ?? 'none';
  const isManager = manages === 'all' || (manages !== 'none' && manages.includes(serviceId));
  const may = approverId === null ? isManager : approverId === actor.personId || absent.includes(approverId);
  if (!may || requesterId === actor.personId) throw forbidden('This decision is not yours.');
}

export function notWaiting(): DomainError {
  return new DomainError({
    kind: 'conflict',
    code: 'no_approval_open',
    detail: 'Nothing is to be decided on this ticket, or no longer.',
    moves: [],
  });
}
